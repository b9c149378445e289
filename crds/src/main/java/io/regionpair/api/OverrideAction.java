package io.regionpair.api;

import com.fasterxml.jackson.annotation.JsonCreator;

/** What a person orders against the arbitrator. */
public enum OverrideAction {
    /** The region becomes active without waiting for the peer. */
    ForceActive,
    /** The region becomes passive and stays so. */
    ForcePassive,
    /** A word of a newer version. Never written, and no part of the schema. */
    Unknown;

    @JsonCreator
    static OverrideAction read(String word) {
        return Words.read(OverrideAction.class, word, Unknown);
    }
}
