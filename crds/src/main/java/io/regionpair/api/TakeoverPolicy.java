package io.regionpair.api;

import com.fasterxml.jackson.annotation.JsonCreator;

/** When the named region may start its workloads. */
public enum TakeoverPolicy {
    /** After the peer acknowledged that it stopped, or an assertion that it is gone. */
    Acknowledged,
    /** Also after the fence wait. */
    Timed,
    /** A word of a newer version. Never written, and no part of the schema. */
    Unknown;

    @JsonCreator
    static TakeoverPolicy read(String word) {
        return Words.read(TakeoverPolicy.class, word, Unknown);
    }
}
