package io.regionpair.arbitrator.server;

/** A source can't be asked; the message says why, in one sentence for people. */
final class SourceUnavailableException extends Exception {

    SourceUnavailableException(String message) {
        super(message);
    }

    String sentence() {
        return String.valueOf(getMessage());
    }
}
