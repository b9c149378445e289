package io.regionpair.protocol;

import java.time.Duration;
import java.util.Optional;

/**
 * What the pair's spec and the operator's options ask for, as far as the protocol minds, for one region at one moment.
 *
 * @param confirmations answers in a row before this region demotes (against it) or strives to be active (for it)
 * @param epochs what the spec says of epochs
 * @param acting false: decide and report, store nothing, touch nothing (mode Observe)
 * @param paused no promotions; everything else goes on
 * @param force the spec's override, when it is in force (not expired)
 * @param leaving the pair is being deleted
 * @param askEvery the pause between two questions to the peer
 * @param timed under the policy {@code Timed}; absent under {@code Acknowledged}
 * @param afterRestore a person says that what is stored may be older than what this region has acknowledged since
 */
public record Params(
        String self,
        String peer,
        int confirmations,
        Epochs epochs,
        boolean acting,
        boolean paused,
        Optional<Force> force,
        Leaving leaving,
        Duration askEvery,
        Optional<Timed> timed,
        boolean afterRestore) {

    /** What is stored can be trusted. */
    public Params(
            String self,
            String peer,
            int confirmations,
            Epochs epochs,
            boolean acting,
            boolean paused,
            Optional<Force> force,
            Leaving leaving,
            Duration askEvery,
            Optional<Timed> timed) {
        this(self, peer, confirmations, epochs, acting, paused, force, leaving, askEvery, timed, false);
    }

    /** Under the policy {@code Acknowledged}. */
    public Params(
            String self,
            String peer,
            int confirmations,
            Epochs epochs,
            boolean acting,
            boolean paused,
            Optional<Force> force,
            Leaving leaving,
            Duration askEvery) {
        this(self, peer, confirmations, epochs, acting, paused, force, leaving, askEvery, Optional.empty());
    }

    /**
     * What the policy {@code Timed} adds.
     *
     * @param drainAfter without a confirming answer for this long the active region stops in order; less than the lease
     * @param vouching the peer's word that it is passive renews the lease
     * @param acceptsUnguarded a person accepts components without a sufficient guard
     */
    public record Timed(Timing timing, Duration drainAfter, boolean vouching, boolean acceptsUnguarded) {}

    /** What the arbitrator's epochs are worth. */
    public enum Epochs {
        Optional,
        Required,
        Ignored
    }

    /** What deletion asks for. */
    public enum Leaving {
        /** The pair isn't being deleted. */
        No,
        /** Stop acting, leave workloads as they are. */
        Retain,
        /** Become passive first. */
        Drain
    }

    /**
     * A person's word in the spec.
     *
     * @param active true: ForceActive of {@code region}; false: ForcePassive
     * @param term the last known term, which the person copied from status to show that they looked
     */
    public record Force(boolean active, String region, long term, String reason) {}

    /** The same, after a restore. */
    public Params restored() {
        return new Params(self, peer, confirmations, epochs, acting, paused, force, leaving, askEvery, timed, true);
    }

    /** Only where every document carries an epoch: without, the fence wait would have to be longer (C18). */
    boolean vouching() {
        return epochs == Epochs.Required && timed.filter(Timed::vouching).isPresent();
    }

    boolean forcesPassive() {
        return force.filter(o -> o.active() != o.region().equals(self)).isPresent();
    }

    public Optional<Force> forcesActive() {
        return force.filter(o -> o.active() && o.region().equals(self));
    }
}
