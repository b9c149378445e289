package io.regionpair.arbitrator.server;

/** A document that must not be served; the message says why, in one sentence for people that stays on one line. */
final class UnfitException extends Exception {

    UnfitException(String message) {
        super(message, null, false, false);
    }

    String sentence() {
        return String.valueOf(getMessage());
    }
}
