package io.regionpair.ops;

/** The names of values in log lines, so that one idea has one key wherever it is logged. */
public final class LogKeys {

    public static final String ACTIVE = "active";
    public static final String ADDRESS = "address";
    public static final String DETAIL = "detail";
    public static final String ENDPOINT = "endpoint";
    public static final String EPOCH = "epoch";
    public static final String FILE = "file";
    public static final String IDENTITY = "identity";
    public static final String LEASE = "lease";
    public static final String NOT_AFTER = "notAfter";
    public static final String PAIR = "pair";
    public static final String REASON = "reason";
    public static final String REVISION = "revision";
    public static final String SECRET = "secret";
    public static final String SOURCE = "source";

    private LogKeys() {}
}
