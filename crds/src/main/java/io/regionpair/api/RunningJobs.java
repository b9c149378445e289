package io.regionpair.api;

import com.fasterxml.jackson.annotation.JsonCreator;

/** What a stop does about Jobs of a CronJob that already run. */
public enum RunningJobs {
    /** Waits for them. */
    Wait,
    /** Deletes them. */
    Delete,
    /** A word of a newer version. Never written, and no part of the schema. */
    Unknown;

    @JsonCreator
    static RunningJobs read(String word) {
        return Words.read(RunningJobs.class, word, Unknown);
    }
}
