package io.regionpair.api;

import com.fasterxml.jackson.annotation.JsonCreator;

/** How a component is stopped. */
public enum StopMethod {
    /** Through each workload's own controller. */
    Orderly,
    /** Deleting pods directly besides, which is quicker with hundreds of workloads. */
    Fast,
    /** A word of a newer version. Never written, and no part of the schema. */
    Unknown;

    @JsonCreator
    static StopMethod read(String word) {
        return Words.read(StopMethod.class, word, Unknown);
    }
}
