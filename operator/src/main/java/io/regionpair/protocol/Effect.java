package io.regionpair.protocol;

import java.util.OptionalLong;

/** What the engine is to do, in this order; each result comes back as an {@link Input}. */
public sealed interface Effect {

    /** Read the record by quorum. */
    record Load() implements Effect {}

    /** Compare-and-set the record. Nothing that depends on it is among the effects of the same step. */
    record Store(Memory memory) implements Effect {}

    /**
     * Ask the peer whether it is passive.
     *
     * @param coverageOnly this region is active already and asks only for the workloads that the peer can prove stopped: no new grant
     */
    record AskPeer(String attempt, long term, OptionalLong epoch, boolean coverageOnly) implements Effect {}

    /** Ask the arbitrator now, instead of at the next poll's time. */
    record AskArbitrator() implements Effect {}

    /** From now on the active-passive workloads are to be driven to this. */
    record Drive(Posture posture) implements Effect {}

    /** The pair may go: nothing is left to do for it. */
    record Release() implements Effect {}
}
