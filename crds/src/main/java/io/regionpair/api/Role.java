package io.regionpair.api;

import com.fasterxml.jackson.annotation.JsonCreator;

/** What a region is for one pair, as stored in its {@link RegionRecord}. */
public enum Role {
    /** Every active-passive workload was proved to be stopped. */
    Passive,
    /** Named by the arbitrator and waiting for the right to start. */
    Promoting,
    /** The active-passive workloads run here, or are being started. */
    Active,
    /** The active-passive workloads are being stopped. */
    Demoting,
    /** Nothing is started or stopped until a person or the missing fact decides. */
    Frozen,
    /** A word of a newer version. Never written, and no part of the schema. */
    Unknown;

    @JsonCreator
    static Role read(String word) {
        return Words.read(Role.class, word, Unknown);
    }
}
