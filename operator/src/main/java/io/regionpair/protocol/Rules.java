package io.regionpair.protocol;

import io.regionpair.api.Reason;
import io.regionpair.api.Role;
import io.regionpair.protocol.Memory.Assertion;
import io.regionpair.protocol.Params.Leaving;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The rules of both policies, first match wins; what only {@code Timed} has is in {@link TimedRules}. The names T1…T9 are those of the specification (docs/protocol.md).
 *
 * <p>Each rule is a question about the state and, if it applies, what is to be stored next. There is no rule from Demoting to Active:
 * going back costs a drain, allowing it would cost a proof for each interleaving.
 */
final class Rules {

    /** One rule: its name and, when it applies, what it concludes. */
    record Rule(String name, Function<Situation, Optional<Decision>> concludes) {}

    /** In this order; a test pins it. Safety first, convenience last, and the last one always applies. */
    static final List<Rule> ALL = List.of(
            new Rule("lost pods", Rules::lostPods),
            new Rule("parameters", TimedRules::parameters),
            new Rule("T5e split brain", Rules::splitBrain),
            new Rule("T8 forced passive", Rules::forcedPassive),
            new Rule("T9 found running", Rules::foundRunning),
            new Rule("T9 restored", Rules::restored),
            new Rule("T6 stopped", Rules::stopped),
            new Rule("demoting", Rules::demoting),
            new Rule("frozen", Rules::frozen),
            new Rule("T3a forced active", Rules::forcedActive),
            new Rule("T5 lease over", TimedRules::leaseOver),
            new Rule("T5 newer epoch", TimedRules::newerEpoch),
            new Rule("T5 against", Rules::against),
            new Rule("T2 attempt over", Rules::attemptOver),
            new Rule("new streak", Rules::newStreak),
            new Rule("T3 acknowledged", Rules::acknowledged),
            new Rule("T3a fenced", Rules::fenced),
            new Rule("T4 fence over", TimedRules::fenceOver),
            new Rule("promoting", Rules::promoting),
            new Rule("T1 named", Rules::named),
            new Rule("accept epoch", Rules::acceptEpoch),
            new Rule("widen coverage", Rules::widenCoverage),
            new Rule("widen by time", TimedRules::widenByTime),
            new Rule("ask for coverage", Rules::askForCoverage),
            new Rule("active", Rules::active),
            new Rule("passive", Rules::passive));

    private Rules() {}

    /**
     * T6: in every role, since a pod that was lost long before a drain may still run at its end. An epoch isn't accepted in passing: for
     * an active region that takes a store of its own (C17).
     */
    private static Optional<Decision> lostPods(Situation s) {
        var stored = s.memory().lost();
        var lost = s.state().losses().over(stored);
        // A pair that only observes stores nothing, and must not say so instead of everything else.
        return lost.equals(stored) || !s.params().acting()
                ? Optional.empty()
                : Optional.of(Decision.store(
                        Standing.calm(Reason.PodLost, Reason.PodLost.meaning()),
                        s.memory().losing(lost)));
    }

    /** C10, T5e: another region activated later than this one, by an assertion; it has the newer right. */
    private static Optional<Decision> splitBrain(Situation s) {
        var later = s.peerSight()
                .filter(peer ->
                        peer.role() == Role.Active && peer.term() > s.memory().term());
        var runsByRight = s.is(Role.Active) || (s.is(Role.Frozen) && s.memory().tookPart());
        return runsByRight && later.isPresent()
                ? Optional.of(s.demote(
                        Reason.SplitBrainSuspected,
                        "the other region is active with the later term "
                                + later.get().term()))
                : Optional.empty();
    }

    private static Optional<Decision> forcedPassive(Situation s) {
        var leaving = s.params().leaving() == Leaving.Drain;
        if (!leaving && !s.params().forcesPassive()) {
            return Optional.empty();
        }
        var reason = leaving ? Reason.PairDeleted : Reason.ForcedPassive;
        return switch (s.memory().role()) {
            case Active, Frozen -> Optional.of(s.demote(reason, reason.meaning()));
            case Promoting ->
                Optional.of(s.store(reason, reason.meaning(), s.memory().passive()));
            case Demoting, Unknown -> Optional.empty();
            case Passive -> Optional.of(leaving ? release() : stayPassive(s));
        };
    }

    private static Decision release() {
        return Decision.effect(Standing.calm(Reason.PairDeleted, Reason.PairDeleted.meaning()), new Effect.Release());
    }

    /** A region that never took part leaves alone what runs in it; a person's word ends that. */
    private static Decision stayPassive(Situation s) {
        var meaning = Reason.ForcedPassive.meaning();
        return s.memory().untouched() && s.somethingRuns()
                ? s.demote(Reason.ForcedPassive, meaning)
                : Decision.hold(Standing.calm(Reason.ForcedPassive, meaning));
    }

    /** An installation must not stop production because its RegionComponents arrived a moment after the RegionPair. */
    private static Optional<Decision> foundRunning(Situation s) {
        return s.is(Role.Passive) && s.memory().untouched() && s.somethingRuns()
                ? Optional.of(Adoption.begin(s.memory(), s.moment()))
                : Optional.empty();
    }

    /**
     * A6: an older snapshot may say Active although this region acknowledged the other one since. It gets its right anew, from the peer,
     * and starts nothing meanwhile. With a lease in force it drains, as after every start, and no override of that day masks it.
     */
    private static Optional<Decision> restored(Situation s) {
        if (!s.is(Role.Active) || !s.state().distrusts(s.params())) {
            return Optional.empty();
        }
        return Optional.of(
                s.leased()
                        ? s.demote(Reason.RecordRestored, "etcd was restored, and a lease never outlives a start")
                        : s.store(
                                Reason.RecordRestored,
                                Reason.RecordRestored.meaning(),
                                s.memory().frozen(s.nonce())));
    }

    /** C6: Passive is stored only after the last process of this drain is gone. */
    private static Optional<Decision> stopped(Situation s) {
        var proved = s.state().stopped();
        if (!s.is(Role.Demoting)
                || proved.isEmpty()
                || !s.memory().attempt().equals(Optional.of(proved.get().drain()))) {
            return Optional.empty();
        }
        return Optional.of(
                s.memory().lost().isEmpty()
                        ? s.store(
                                Reason.SwitchCompleted,
                                "every workload is proved stopped",
                                s.memory().passive(proved.get().what()))
                        : Decision.hold(waitingForLost(s.memory())));
    }

    private static Standing waitingForLost(Memory memory) {
        return Standing.waiting(
                Reason.PodLost,
                LostPod.describe(memory.lost()),
                "Make sure that their processes are gone (the node is off, or was restarted), then say so: "
                        + LostPod.COMMAND);
    }

    private static Optional<Decision> demoting(Situation s) {
        if (s.is(Role.Demoting) && s.memory().attempt().isEmpty()) {
            return Optional.of(s.demote(Reason.WaitingForStop, "the stored drain has no mark to prove it by"));
        }
        return s.is(Role.Demoting)
                ? Optional.of(Decision.hold(Standing.waiting(
                        Reason.WaitingForStop,
                        Reason.WaitingForStop.meaning(),
                        "Look at status.workloads of the RegionComponents for the pods that still exist.")))
                : Optional.empty();
    }

    /** Frozen with an attempt: nobody knows whose workloads these are (adoption, a restore). Without one: only a person ends it. */
    private static Optional<Decision> frozen(Situation s) {
        if (!s.is(Role.Frozen) || s.params().forcesActive().isPresent()) {
            return Optional.empty();
        }
        return Optional.of(s.memory().attempt().isPresent() ? Adoption.decide(s) : frozenByPerson());
    }

    private static Decision frozenByPerson() {
        return Decision.hold(Standing.waiting(
                Reason.RecordFrozen,
                Reason.RecordFrozen.meaning(),
                "Set spec.override to ForcePassive or ForceActive for this region."));
    }

    private static Optional<Decision> forcedActive(Situation s) {
        var force = s.params().forcesActive();
        if (force.isEmpty() || (s.is(Role.Active) && s.memory().coverage().all())) {
            return Optional.empty();
        }
        var known = s.knownTerm();
        if (force.get().term() < known || force.get().term() > Terms.LARGEST) {
            return Optional.of(Decision.hold(Standing.waiting(
                    Reason.OverrideOutdated,
                    "spec.override.term is " + force.get().term() + " and the last known term is " + known,
                    "Look again whether the other region is really down, then set spec.override.term to " + known
                            + ".")));
        }
        var assertion = new Assertion("spec.override", force.get().reason());
        if (s.is(Role.Active)) {
            return Optional.of(s.store(
                    Reason.ForcedActive,
                    "spec.override: " + force.get().reason(),
                    s.memory().coveringEverything(assertion)));
        }
        return Optional.of(s.activate(
                Reason.ForcedActive,
                "spec.override: " + force.get().reason(),
                Coverage.EVERYTHING,
                Math.max(known, force.get().term()),
                List.of(),
                Optional.of(assertion)));
    }

    private static Optional<Decision> against(Situation s) {
        var verdict = s.against();
        if (!s.is(Role.Active) || verdict.isEmpty() || s.params().forcesActive().isPresent()) {
            return Optional.empty();
        }
        var named = verdict.get().named();
        // After a restart nobody knows for how long this region was out, and by whose word it became active (2.8).
        if (verdict.get().newer() || s.state().unproven() || s.confirmed()) {
            return Optional.of(s.demote(Situation.reasonOf(named), "the arbitrator names " + named));
        }
        return Optional.of(s.confirming(named, s.againstNow()));
    }

    /** C7, C3: whatever was granted to this attempt dies with it. */
    private static Optional<Decision> attemptOver(Situation s) {
        if (!s.is(Role.Promoting)) {
            return Optional.empty();
        }
        if (s.state().unproven() || s.state().hearing().valid().isEmpty()) {
            return Optional.of(s.store(
                    Reason.StreakBroken,
                    "a restart ends an attempt: nobody knows what the arbitrator said meanwhile",
                    s.memory().passive()));
        }
        if (s.against().isPresent()) {
            var named = s.against().get().named();
            return Optional.of(s.store(
                    Situation.reasonOf(named),
                    "the arbitrator names " + named,
                    s.memory().passive()));
        }
        if (!s.mayRun()) {
            return Optional.of(s.store(
                    Reason.StreakBroken,
                    "no confirming answer for "
                            + Inequality.seconds(s.memory().handshake().lease()),
                    s.memory().passive()));
        }
        return s.params().paused()
                ? Optional.of(s.store(
                        Reason.Paused, Reason.Paused.meaning(), s.memory().passive()))
                : Optional.empty();
    }

    private static Optional<Decision> newStreak(Situation s) {
        return s.is(Role.Promoting) && s.epochIsNewer()
                ? Optional.of(s.store(
                        Reason.NamedSelf,
                        "the arbitrator names this region again, under a newer epoch",
                        s.memory().promoting(s.nonce())))
                : Optional.empty();
    }

    /** C7: the yes must be for the attempt that is stored now. */
    private static Optional<Decision> acknowledged(Situation s) {
        var yes = s.yes();
        if (!s.is(Role.Promoting) || yes.isEmpty() || s.state().census().isEmpty()) {
            return Optional.empty();
        }
        var covered = Coverage.NOTHING.and(s.state().census().get(), yes.get().proven());
        return Optional.of(s.activate(
                yes.get().read() ? Reason.PeerClusterRead : Reason.AcknowledgementReceived,
                yes.get().read()
                        ? "the other region's operator is silent, and its cluster shows that it stopped"
                        : "the other region proved that it stopped",
                covered,
                s.knownTerm(),
                yes.get().counts(),
                Optional.empty()));
    }

    private static Assertion documentsWord(Situation s) {
        return new Assertion(
                "the arbitrator's document", "fenced " + s.params().peer() + " for epoch " + s.epochText());
    }

    private static Optional<Decision> fenced(Situation s) {
        if (!s.is(Role.Promoting) || !s.documentFencesPeer()) {
            return Optional.empty();
        }
        return Optional.of(s.activate(
                Reason.FencedByDocument,
                "the arbitrator's document says that the other region's processes are gone",
                Coverage.EVERYTHING,
                s.knownTerm(),
                List.of(),
                Optional.of(documentsWord(s))));
    }

    private static Optional<Decision> promoting(Situation s) {
        return s.is(Role.Promoting)
                ? Optional.of(s.ask(false, TimedRules.waiting(s, s.waitingForPeer())))
                : Optional.empty();
    }

    private static Optional<Decision> named(Situation s) {
        if (!s.is(Role.Passive)
                || !s.namedForSure()
                || !s.mayRun()
                || s.params().paused()) {
            return Optional.empty();
        }
        return Optional.of(s.store(
                Reason.NamedSelf,
                "the arbitrator names this region",
                s.memory().knowingTerm(s.knownTerm()).promoting(s.nonce())));
    }

    private static Optional<Decision> acceptEpoch(Situation s) {
        return s.epochIsNewer()
                ? Optional.of(s.store(Reason.Steady, "the arbitrator's epoch is " + s.epochText(), s.memory()))
                : Optional.empty();
    }

    private static Optional<Decision> widenCoverage(Situation s) {
        if (s.is(Role.Active) && !s.memory().coverage().all() && s.documentFencesPeer()) {
            return Optional.of(s.store(
                    Reason.FencedByDocument,
                    "the arbitrator's document says that the other region's processes are gone",
                    s.memory().coveringEverything(documentsWord(s))));
        }
        if (!s.is(Role.Active) || s.yes().isEmpty() || s.state().census().isEmpty()) {
            return Optional.empty();
        }
        var wider = s.memory()
                .coverage()
                .and(s.state().census().get(), s.yes().get().proven());
        return wider.equals(s.memory().coverage())
                ? Optional.empty()
                : Optional.of(s.store(
                        Reason.AcknowledgementReceived,
                        "the other region proved that more workloads are stopped there",
                        s.memory().covering(wider)));
    }

    private static Optional<Decision> askForCoverage(Situation s) {
        var open = s.uncovered();
        if (!s.is(Role.Active) || open.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(s.ask(
                true,
                Standing.waiting(
                        Reason.NotCoveredByAcknowledgement,
                        "not known stopped in the other region: " + String.join(", ", open) + s.whatPeerSays(),
                        "Apply the same RegionComponents in the other region's cluster.")));
    }

    private static Optional<Decision> active(Situation s) {
        if (!s.is(Role.Active)) {
            return Optional.empty();
        }
        return Optional.of(Decision.hold(
                s.params().forcesActive().isPresent()
                        ? Standing.calm(Reason.ForcedActive, Reason.ForcedActive.meaning())
                        : TimedRules.leaseRunningOut(s).orElse(Standing.calm(Reason.Steady, Reason.Steady.meaning()))));
    }

    private static Optional<Decision> passive(Situation s) {
        return Optional.of(
                switch (s.state().hearing().last().orElse(null)) {
                    case null ->
                        Decision.hold(Standing.waiting(
                                Reason.WaitingForArbitrator, Reason.WaitingForArbitrator.meaning(), ""));
                    case Verdict.For _ ->
                        s.params().paused()
                                ? Decision.hold(Standing.waiting(
                                        Reason.Paused,
                                        Reason.Paused.meaning(),
                                        "Remove spec.pause, or wait until spec.pause.until."))
                                : s.confirming(s.params().self(), true);
                    case Verdict.Against against ->
                        Decision.hold(
                                against.named().equals(Answer.NONE)
                                        ? Standing.calm(Reason.NamedNone, Reason.NamedNone.meaning())
                                        : Standing.calm(Reason.PassiveByDesign, Reason.PassiveByDesign.meaning()));
                    case Verdict.Undecided undecided ->
                        Decision.hold(Standing.waiting(
                                undecided.reason(), undecided.detail(), Verdict.todo(undecided.reason())));
                });
    }

    /** The first rule that applies, and its conclusion. */
    static Concluded conclude(Situation situation) {
        for (var rule : ALL) {
            var decision = rule.concludes().apply(situation);
            if (decision.isPresent()) {
                return new Concluded(rule.name(), decision.get());
            }
        }
        throw new IllegalStateException("The last rule applies to every situation");
    }

    record Concluded(String rule, Decision decision) {}
}
