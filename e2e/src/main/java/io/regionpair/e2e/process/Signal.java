package io.regionpair.e2e.process;

/** The signals that the stories send, by the names of {@code kill}. */
public enum Signal {
    TERM,
    KILL,
    STOP,
    CONT
}
