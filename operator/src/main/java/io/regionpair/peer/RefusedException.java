package io.regionpair.peer;

/** Ends the handling of a request that isn't answered; never leaves the package. */
final class RefusedException extends Exception {

    private final int status;
    private final String reason;

    RefusedException(int status, String reason, String message) {
        super(message, null, false, false);
        this.status = status;
        this.reason = reason;
    }

    int status() {
        return status;
    }

    Refusal refusal() {
        return new Refusal(reason, String.valueOf(getMessage()));
    }
}
