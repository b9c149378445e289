package io.regionpair.api;

import com.fasterxml.jackson.annotation.JsonCreator;

/** What the active region does when the arbitrator stays silent. */
public enum ArbitratorLoss {
    /** Stays active. */
    Hold,
    /** Stops its workloads when its lease ends. */
    StepDown,
    /** A word of a newer version. Never written, and no part of the schema. */
    Unknown;

    @JsonCreator
    static ArbitratorLoss read(String word) {
        return Words.read(ArbitratorLoss.class, word, Unknown);
    }
}
