package io.regionpair.protocol.simulation;

/** {@code spec.takeover.policy} of the pair that is played. */
enum Policy {
    Acknowledged,
    Timed,
    /** Timed too, with guards of the kind Agent instead of SelfStopping. */
    Supervised
}
