package io.regionpair.api;

/** What a region is to its pair. Only {@link #Passive} answers that it has stopped; only {@link #Active} starts workloads. */
public enum Role {
    Passive,
    Promoting,
    Active,
    Demoting,
    Frozen
}
