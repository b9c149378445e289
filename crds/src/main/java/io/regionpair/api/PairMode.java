package io.regionpair.api;

import com.fasterxml.jackson.annotation.JsonCreator;

/** Whether the operator acts. */
public enum PairMode {
    /** Decides and acts. */
    Act,
    /** Decides and reports, and writes nothing. */
    Observe,
    /** A word of a newer version. Never written, and no part of the schema. */
    Unknown;

    @JsonCreator
    static PairMode read(String word) {
        return Words.read(PairMode.class, word, Unknown);
    }
}
