package io.regionpair.api;

import com.fasterxml.jackson.annotation.JsonCreator;

/** What stops a component's processes when the operator can't. */
public enum GuardKind {
    /** Nothing. */
    None,
    /** The processes watch the arbitrator themselves. */
    SelfStopping,
    /** A supervisor in the pod, which asks the operator. */
    Agent,
    /** A word of a newer version. Never written, and no part of the schema. */
    Unknown;

    @JsonCreator
    static GuardKind read(String word) {
        return Words.read(GuardKind.class, word, Unknown);
    }
}
