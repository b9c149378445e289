package io.regionpair.api;

import com.fasterxml.jackson.annotation.JsonCreator;

/** What {@link TakeoverPolicy#Timed} does about components without a sufficient guard. */
public enum Unguarded {
    /** No takeover by time. */
    Refuse,
    /** Takeover by time all the same. */
    Accept,
    /** A word of a newer version. Never written, and no part of the schema. */
    Unknown;

    @JsonCreator
    static Unguarded read(String word) {
        return Words.read(Unguarded.class, word, Unknown);
    }
}
