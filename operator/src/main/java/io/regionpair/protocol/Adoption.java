package io.regionpair.protocol;

import io.regionpair.api.Reason;
import java.util.Optional;

/**
 * First boot on a cluster that has workloads already (4-safety 2.11). Nothing is touched for as long as it takes: an installation must not
 * stop production because the other side isn't installed yet. It ends when the arbitrator names this region and the other one proves that
 * nothing runs there, or by a person's word; never by time.
 *
 * <p>A region that was Active by a record that may be too old waits in the same way. It took part before, so one answer against it drains it.
 */
final class Adoption {

    private Adoption() {}

    /** The record that a region without one begins with. */
    static Decision begin(Census census, Moment moment) {
        if (!census.anythingRuns()) {
            return Decision.store(
                    Standing.calm(Reason.Steady, "nothing runs here and no role was ever stored"), Memory.first());
        }
        return begin(Memory.first(), moment);
    }

    /** A record that knows of no part that this region ever took, and something runs here. */
    static Decision begin(Memory untouched, Moment moment) {
        return Decision.store(
                pending("no role was ever stored and workloads run here"), untouched.frozen(moment.nonce()));
    }

    /** What a region does that is frozen because it found workloads running. */
    static Decision decide(Situation s) {
        if (s.state().census().isEmpty()) {
            return Decision.hold(pending("it isn't known yet what runs here"));
        }
        if (s.memory().tookPart() && s.against().isPresent()) {
            var named = s.against().get().named();
            return s.demote(Situation.reasonOf(named), "the arbitrator names " + named);
        }
        if (!s.state().census().get().anythingRuns()) {
            // A start that was sent before may still be under way; a drain outdates it.
            return s.memory().tookPart()
                    ? s.demote(Reason.RecordRestored, "nothing runs here, and what is stored may be too old")
                    : s.store(
                            Reason.Steady,
                            "nothing runs here any more",
                            s.memory().passive());
        }
        if (s.against().isPresent()) {
            // C7: a yes that this attempt may have got dies with the streak.
            var asked = s.state().peer().askedAt().isPresent();
            return asked
                    ? s.store(
                            Reason.AdoptionPending,
                            "the arbitrator names another region",
                            s.memory().frozen(s.nonce()))
                    : Decision.hold(pending("workloads run here and the arbitrator names "
                            + s.against().get().named()));
        }
        if (s.state().hearing().valid().isEmpty()) {
            return Decision.hold(pending("workloads run here and the arbitrator wasn't heard yet"));
        }
        if (s.epochIsNewer()) {
            // The peer acknowledges to nobody who asks with an older epoch than its own.
            return s.store(
                    Reason.AdoptionPending,
                    "the arbitrator names this region under epoch " + s.epochText(),
                    s.memory().frozen(s.nonce()));
        }
        if (!s.mayRun()) {
            return Decision.hold(
                    pending("workloads run here and the arbitrator has been silent for longer than a lease"));
        }
        if (s.params().paused()) {
            return Decision.hold(pending("workloads run here and spec.pause keeps this region from becoming active"));
        }
        return s.documentFencesPeer()
                ? fenced(s)
                : s.yes().map(yes -> keepRunning(s, yes)).orElseGet(() -> ask(s));
    }

    private static Decision ask(Situation s) {
        var wait = s.waitingForPeer();
        return s.ask(false, pending("workloads run here; " + wait.message()));
    }

    private static Decision keepRunning(Situation s, PeerAnswer.Yes yes) {
        var covered = Coverage.NOTHING.and(s.state().census().orElseThrow(), yes.proven());
        return s.activate(
                Reason.Adopted,
                "the other region proved that nothing runs there; what runs here goes on",
                covered,
                s.knownTerm(),
                yes.counts(),
                Optional.empty());
    }

    private static Decision fenced(Situation s) {
        return s.activate(
                Reason.Adopted,
                "the arbitrator's document says that the other region's processes are gone; what runs here goes on",
                Coverage.EVERYTHING,
                s.knownTerm(),
                java.util.List.of(),
                Optional.of(new Memory.Assertion(
                        "the arbitrator's document", "fenced " + s.params().peer())));
    }

    private static Standing pending(String message) {
        return Standing.waiting(
                Reason.AdoptionPending,
                message,
                "Install the operator in the other region, or decide with spec.override: ForceActive keeps this region running,"
                        + " ForcePassive stops it.");
    }
}
