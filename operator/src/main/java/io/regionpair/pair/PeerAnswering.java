package io.regionpair.pair;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.regionpair.api.EpochPolicy;
import io.regionpair.api.Reason;
import io.regionpair.api.RegionComponent;
import io.regionpair.api.RegionPair;
import io.regionpair.api.Role;
import io.regionpair.component.Seals;
import io.regionpair.component.Standstill;
import io.regionpair.peer.PassiveAnswerer;
import io.regionpair.peer.Question;
import io.regionpair.peer.Reply;
import io.regionpair.peer.State;
import io.regionpair.protocol.Coverage;
import io.regionpair.protocol.Handshake;
import io.regionpair.protocol.LostPod;
import io.regionpair.protocol.Memory;
import io.regionpair.workload.Surveyor;
import io.regionpair.workload.Switcher;
import io.regionpair.workload.Wanted;
import io.regionpair.workload.Write;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Answers "are you passive?" (docs/protocol.md, evidence). Works in any replica, leader or not: everything it says rests on quorum reads
 * of this moment and on a compare-and-set.
 */
public final class PeerAnswering implements PassiveAnswerer {

    /** Each is some milliseconds; a question has two seconds. */
    private static final int MAX_GRANTS = 10;

    /**
     * A Job that has no pod, controllers that haven't seen yet that their workload is off, an autoscaler that would raise it: the pods of
     * them all may be refused.
     */
    private static final Set<Reason> HELD_BY_THE_FENCE =
            Set.of(Reason.JobsStillRunning, Reason.ControllerBehind, Reason.AutoscalerInTheWay);

    private final KubernetesClient client;
    private final Surveyor surveyor;
    private final Switcher switcher;
    private final Predicate<String> refusesPods;
    private final Function<String, Seals> seals;
    private final Consumer<String> called;
    private final String region;

    /**
     * Writes nothing before it is asked.
     *
     * @param levers sends the marks; nothing else is ever written to a workload from here
     * @param refusesPods whether the admission fence refuses a pair's pods at this moment
     * @param seals what this process knows of a pair's workloads, and only while the fence has been closed for long
     * @param called is told the pair whose state the other region looks at
     */
    public PeerAnswering(
            KubernetesClient client,
            Surveyor surveyor,
            Function<Write, Write.Outcome> levers,
            Predicate<String> refusesPods,
            Function<String, Seals> seals,
            Consumer<String> called,
            String region) {
        this.client = client;
        this.surveyor = surveyor;
        this.switcher = new Switcher(levers);
        this.refusesPods = refusesPods;
        this.seals = seals;
        this.called = called;
        this.region = region;
    }

    @Override
    public Outcome answer(Question question) {
        try {
            return judge(question);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Outcome.CannotTell("the question came to its deadline");
        } catch (KubernetesClientException e) {
            return new Outcome.CannotTell(
                    e.getCode() == 0
                            ? "the API server didn't answer"
                            : "the API server answered with status " + e.getCode());
        }
    }

    private Outcome judge(Question question) throws InterruptedException {
        var pair = client.resources(RegionPair.class).withName(question.pair()).get();
        if (pair == null || pair.getMetadata().getDeletionTimestamp() != null) {
            // A pair that is going away has an engine no longer, or soon: nobody would keep what is promised here.
            return new Outcome.NoSuchPair();
        }
        var asking = PairParams.peerOf(pair, region);
        if (asking.isEmpty() || !asking.get().name().equals(question.from())) {
            return new Outcome.NotThisPairsRegion();
        }
        return new Outcome.Said(reply(question, pair));
    }

    private Reply reply(Question question, RegionPair pair) throws InterruptedException {
        var store = new RecordStore(client, question.pair());
        return switch (store.load()) {
            case RecordStore.Reading.Absent _ ->
                Reply.no(question, Reason.AdoptionPending, "no role was ever stored here", frozen(question.pair()));
            case RecordStore.Reading.Uninterpretable odd ->
                Reply.no(question, Reason.RecordUninterpretable, odd.detail(), frozen(question.pair()));
            case RecordStore.Reading.Present present -> reply(question, pair, store, present.memory());
        };
    }

    private Reply reply(Question question, RegionPair pair, RecordStore store, Memory memory)
            throws InterruptedException {
        var state = state(question.pair(), memory, store.uid());
        if (!PairParams.acts(pair)) {
            return Reply.no(question, Reason.PeerObserving, Reason.PeerObserving.meaning(), state);
        }
        if (memory.role() != Role.Passive) {
            return Reply.no(question, Reason.PeerNotPassive, notPassive(memory), state);
        }
        if (!memory.lost().isEmpty()) {
            return Reply.no(question, Reason.PodLost, LostPod.describe(memory.lost()), state);
        }
        if (heedsEpochs(pair) && isOlder(question.epoch(), memory.maxEpoch())) {
            return Reply.no(
                    question,
                    Reason.EpochRolledBack,
                    "the question rests on an older epoch than "
                            + memory.maxEpoch().orElseThrow(),
                    state);
        }
        // After the role was read: a pod that is listed now was there while the role was Passive, and so is an
        // obstacle.
        var standstill = markedStandstill(pair, memory);
        if (standstill.obstacle().isPresent()) {
            var obstacle = standstill.obstacle().get();
            return Reply.no(question, obstacle.reason(), obstacle.message(), state);
        }
        return isStillSo(question, store, memory)
                ? Reply.yes(question, Reason.AcknowledgementGiven, state, standstill.covered(), standstill.replicas())
                : Reply.no(question, Reason.PeerNotPassive, "the record changed meanwhile", state);
    }

    /**
     * The grant is stored before the yes is said; a coverage question grants nothing, and the record must not have moved. That its version
     * has moved says less: somebody may have written an annotation. While it says the same, with the same term, nothing was started since
     * it was read first, and the grant is a compare-and-set on what was read last.
     */
    private boolean isStillSo(Question question, RecordStore store, Memory memory) {
        if (question.coverageOnly()) {
            return saysStill(store, memory);
        }
        var granted = memory.granting(question.attempt(), question.epoch());
        for (var attempt = 1; attempt <= MAX_GRANTS; attempt++) {
            try {
                store.store(granted, null);
                return true;
            } catch (KubernetesClientException e) {
                if (e.getCode() != 409) {
                    throw e;
                }
            }
            if (!saysStill(store, memory)) {
                return false;
            }
        }
        return false;
    }

    private static boolean saysStill(RecordStore store, Memory memory) {
        return store.load() instanceof RecordStore.Reading.Present now
                && now.memory().equals(memory);
    }

    /**
     * A workload that came to a component after the drain was changed by nothing since: a raise of a process that was paused before the
     * drain would still land on it, after the yes. So it is marked, which makes such a raise conflict, and looked at again.
     */
    private Standstill markedStandstill(RegionPair pair, Memory memory) throws InterruptedException {
        // An activation here has a term of its own, so the mark of an earlier stay is another one.
        var mark = "passive-" + memory.term();
        var seen = standstill(pair, mark, memory.stopped());
        if (seen.obstacle().isPresent() || seen.unmarked().isEmpty()) {
            return seen;
        }
        switcher.execute(seen.unmarked());
        var again = standstill(pair, mark, memory.stopped());
        return again.obstacle().isPresent() || again.unmarked().isEmpty()
                ? again
                : new Standstill(
                        Optional.of(new Standstill.Obstacle(
                                Reason.WriteRefused,
                                "a workload can't be marked: "
                                        + again.unmarked().getFirst().id())),
                        again.unmarked(),
                        List.of(),
                        List.of());
    }

    private Standstill standstill(RegionPair pair, String mark, Coverage stopped) {
        var name = pair.getMetadata().getName();
        var components = client.resources(RegionComponent.class).inAnyNamespace().list().getItems().stream()
                .filter(component -> name.equals(component.getSpec().pair()))
                .toList();
        var namespaces = pair.getSpec().namespaces();
        var survey = surveyor.survey(namespaces, Wanted.of(components));
        var seen = Standstill.look(namespaces, components, survey, mark, stopped, Optional.empty(), Seals.NONE);
        // The fence is tried before the survey, or a pod that came in between would be missed.
        return mayBeHeld(seen) && refusesPods.test(name)
                ? Standstill.look(
                        namespaces,
                        components,
                        surveyor.survey(namespaces, Wanted.of(components)),
                        mark,
                        stopped,
                        Optional.of(name),
                        seals.apply(name))
                : seen;
    }

    /** What may stand in the way only as long as nobody has asked whether the fence holds it. */
    private static boolean mayBeHeld(Standstill seen) {
        return seen.obstacle()
                .filter(obstacle -> HELD_BY_THE_FENCE.contains(obstacle.reason()))
                .isPresent();
    }

    /** With epochs ignored, a stored one is what a person wants to leave behind. */
    private static boolean heedsEpochs(RegionPair pair) {
        return pair.getSpec().arbitrator().epoch() != EpochPolicy.Ignored;
    }

    private static boolean isOlder(OptionalLong asked, OptionalLong known) {
        return known.isPresent() && (asked.isEmpty() || asked.getAsLong() < known.getAsLong());
    }

    private static String notPassive(Memory memory) {
        return switch (memory.role()) {
            case Active -> "it is active";
            case Demoting -> memory.lost().isEmpty() ? "it is stopping its workloads" : LostPod.describe(memory.lost());
            case Promoting -> "it is trying to become active itself";
            case Frozen -> "it found workloads running and waits for a decision";
            case Passive, Unknown -> "its role is " + memory.role();
        };
    }

    @Override
    public Optional<State> state(String pair) {
        called.accept(pair);
        if (client.resources(RegionPair.class).withName(pair).get() == null) {
            return Optional.empty();
        }
        var store = new RecordStore(client, pair);
        return Optional.of(
                store.load() instanceof RecordStore.Reading.Present present
                        ? state(pair, present.memory(), store.uid())
                        : frozen(pair));
    }

    private State state(String pair, Memory memory, Optional<String> record) {
        var handshake = memory.handshake();
        return new State(
                pair,
                region,
                memory.role().name(),
                memory.term(),
                memory.maxEpoch(),
                record.orElse(null),
                ToldMapper.told(handshake.own()),
                ToldMapper.told(handshake.peer().map(Handshake.Peers::parameters)));
    }

    private State frozen(String pair) {
        return new State(pair, region, Role.Frozen.name(), 0, OptionalLong.empty(), null, null, null);
    }
}
