package io.regionpair.api;

import com.fasterxml.jackson.annotation.JsonCreator;

/** What may keep the active region active besides the arbitrator. */
public enum Failsafe {
    /** Nothing. */
    None,
    /** The peer's word that it is passive. */
    PeerVouches,
    /** A word of a newer version. Never written, and no part of the schema. */
    Unknown;

    @JsonCreator
    static Failsafe read(String word) {
        return Words.read(Failsafe.class, word, Unknown);
    }
}
