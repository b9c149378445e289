package io.regionpair.api;

import com.fasterxml.jackson.annotation.JsonCreator;

/** What a passive region keeps of a component. */
public enum Standby {
    /** No pods. */
    Zero,
    /** Pods that were never scheduled. */
    Parked,
    /** A word of a newer version. Never written, and no part of the schema. */
    Unknown;

    @JsonCreator
    static Standby read(String word) {
        return Words.read(Standby.class, word, Unknown);
    }
}
