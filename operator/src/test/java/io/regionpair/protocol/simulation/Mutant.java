package io.regionpair.protocol.simulation;

/** A rule that is broken on purpose: the simulation must see each of them. */
enum Mutant {
    /** A yes counts for whatever attempt is stored when it arrives. */
    StaleAckAccepted,
    /** Passive is stored when the drain begins, and the answer doesn't look for pods. */
    PassiveBeforeStopped,
    /** Workloads are started when the write of Active is sent. */
    RaiseBeforeActiveStored,
    /** The role is confirmed first and the workload's version read afterwards. */
    RaiseGuardInTheWrongOrder,
    /** A start carries no version. */
    RaiseWithoutVersion,
    /** A drain leaves alone what is off already. */
    NoMarkOnNoOpDrain,
    /** Everything is started, whether the peer spoke for it or not. */
    RaiseWithoutCoverage,
    /** Every attempt of a region has the same nonce. */
    AttemptNotRenewed
}
