package io.regionpair.cli;

/** What {@code status} found; the code is the exit status of the process. */
public enum StatusOutcome {
    /** Every region that was looked at is as it should be. */
    READY(0),
    /** A cluster, or the pair in it, couldn't be read. */
    UNREADABLE(1),
    /** A region isn't ready, or a person is needed. */
    NOT_READY(3);

    private final int code;

    StatusOutcome(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
