package io.regionpair.protocol.simulation;

/** {@code spec.takeover.policy} of the pair that is played. */
enum Policy {
    Acknowledged,
    Timed
}
