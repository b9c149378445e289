package io.regionpair.api;

import com.fasterxml.jackson.annotation.JsonCreator;

/** What the epoch of the arbitrator's document is used for. */
public enum EpochPolicy {
    /** Used when present; once one was accepted, a document without is invalid. */
    Optional,
    /** A document without an epoch is invalid. */
    Required,
    /** Not looked at. */
    Ignored,
    /** A word of a newer version. Never written, and no part of the schema. */
    Unknown;

    @JsonCreator
    static EpochPolicy read(String word) {
        return Words.read(EpochPolicy.class, word, Unknown);
    }
}
