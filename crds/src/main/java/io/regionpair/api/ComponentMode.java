package io.regionpair.api;

import com.fasterxml.jackson.annotation.JsonCreator;

/** Where a component's workloads run. */
public enum ComponentMode {
    /** In the active region only. */
    ActivePassive,
    /** In both; never written by the operator. */
    ActiveActive,
    /** A word of a newer version. Never written, and no part of the schema. */
    Unknown;

    @JsonCreator
    static ComponentMode read(String word) {
        return Words.read(ComponentMode.class, word, Unknown);
    }
}
