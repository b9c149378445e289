package io.regionpair.api;

import com.fasterxml.jackson.annotation.JsonCreator;

/** What a workload, or a component as a whole, is doing. */
public enum WorkloadState {
    /** On, with its pods ready. */
    Running,
    /** Turned on, its pods aren't ready yet. */
    Starting,
    /** Turned off, not proved to be stopped yet. */
    Stopping,
    /** Proved to be stopped. */
    Stopped,
    /** Not what it should be, and the operator can't or may not change that. */
    Blocked,
    /** There is no such object. */
    Missing,
    /** A word of a newer version. Never written, and no part of the schema. */
    Unknown;

    @JsonCreator
    static WorkloadState read(String word) {
        return Words.read(WorkloadState.class, word, Unknown);
    }
}
