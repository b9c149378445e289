package io.regionpair.api;

import com.fasterxml.jackson.annotation.JsonCreator;

/** What happens to workloads when the object that manages them is deleted. */
public enum DeletionPolicy {
    /** They stay exactly as they are. */
    Retain,
    /** They are stopped first. */
    Drain,
    /** A word of a newer version. Never written, and no part of the schema. */
    Unknown;

    @JsonCreator
    static DeletionPolicy read(String word) {
        return Words.read(DeletionPolicy.class, word, Unknown);
    }
}
