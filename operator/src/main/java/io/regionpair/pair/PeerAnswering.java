package io.regionpair.pair;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.regionpair.api.Reason;
import io.regionpair.api.RegionComponent;
import io.regionpair.api.RegionPair;
import io.regionpair.api.Role;
import io.regionpair.component.Standstill;
import io.regionpair.peer.PassiveAnswerer;
import io.regionpair.peer.Question;
import io.regionpair.peer.Reply;
import io.regionpair.peer.State;
import io.regionpair.protocol.Memory;
import io.regionpair.workload.Surveyor;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Answers "are you passive?" (docs/protocol.md, evidence). Works in any replica, leader or not: everything it says rests on quorum reads
 * of this moment and on a compare-and-set.
 */
public final class PeerAnswering implements PassiveAnswerer {

    private final KubernetesClient client;
    private final Surveyor surveyor;
    private final String region;

    public PeerAnswering(KubernetesClient client, Surveyor surveyor, String region) {
        this.client = client;
        this.surveyor = surveyor;
        this.region = region;
    }

    @Override
    public Outcome answer(Question question) {
        try {
            return judge(question);
        } catch (KubernetesClientException e) {
            return new Outcome.CannotTell("the API server didn't answer");
        }
    }

    private Outcome judge(Question question) {
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

    private Reply reply(Question question, RegionPair pair) {
        var store = new RecordStore(client, question.pair());
        return switch (store.load()) {
            case RecordStore.Reading.Absent _ ->
                Reply.no(question, Reason.AdoptionPending, "no role was ever stored here", frozen(question));
            case RecordStore.Reading.Uninterpretable odd ->
                Reply.no(question, Reason.RecordUninterpretable, odd.detail(), frozen(question));
            case RecordStore.Reading.Present present -> reply(question, pair, store, present.memory());
        };
    }

    private Reply reply(Question question, RegionPair pair, RecordStore store, Memory memory) {
        var state = state(question.pair(), memory);
        if (!PairParams.acts(pair)) {
            return Reply.no(question, Reason.PeerObserving, Reason.PeerObserving.meaning(), state);
        }
        if (memory.role() != Role.Passive) {
            return Reply.no(question, Reason.PeerNotPassive, notPassive(memory.role()), state);
        }
        if (isOlder(question.epoch(), memory.maxEpoch())) {
            return Reply.no(
                    question,
                    Reason.EpochRolledBack,
                    "the question rests on an older epoch than "
                            + memory.maxEpoch().orElseThrow(),
                    state);
        }
        // After the role was read: a pod that is listed now was there while the role was Passive, and so is an
        // obstacle.
        var standstill = standstill(pair);
        if (standstill.obstacle().isPresent()) {
            var obstacle = standstill.obstacle().get();
            return Reply.no(question, obstacle.reason(), obstacle.message(), state);
        }
        return isStillSo(question, store, memory)
                ? Reply.yes(question, Reason.AcknowledgementGiven, state, standstill.covered(), standstill.replicas())
                : Reply.no(question, Reason.PeerNotPassive, "the record changed meanwhile", state);
    }

    /** The grant is stored before the yes is said; a coverage question grants nothing, and the record must not have moved. */
    private boolean isStillSo(Question question, RecordStore store, Memory memory) {
        if (question.coverageOnly()) {
            return new RecordStore(client, question.pair()).load() instanceof RecordStore.Reading.Present now
                    && now.memory().equals(memory);
        }
        try {
            store.store(memory.granting(question.attempt(), question.epoch()), null);
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == 409) {
                return false;
            }
            throw e;
        }
    }

    private Standstill standstill(RegionPair pair) {
        var name = pair.getMetadata().getName();
        var components = client.resources(RegionComponent.class).inAnyNamespace().list().getItems().stream()
                .filter(component -> name.equals(component.getSpec().pair()))
                .toList();
        var namespaces = pair.getSpec().namespaces();
        return Standstill.look(namespaces, components, surveyor.survey(namespaces));
    }

    private static boolean isOlder(OptionalLong asked, OptionalLong known) {
        return known.isPresent() && (asked.isEmpty() || asked.getAsLong() < known.getAsLong());
    }

    private static String notPassive(Role role) {
        return switch (role) {
            case Active -> "it is active";
            case Demoting -> "it is stopping its workloads";
            case Promoting -> "it is trying to become active itself";
            case Frozen -> "it found workloads running and waits for a decision";
            case Passive, Unknown -> "its role is " + role;
        };
    }

    @Override
    public Optional<State> state(String pair) {
        if (client.resources(RegionPair.class).withName(pair).get() == null) {
            return Optional.empty();
        }
        return Optional.of(
                new RecordStore(client, pair).load() instanceof RecordStore.Reading.Present present
                        ? state(pair, present.memory())
                        : new State(pair, region, Role.Frozen.name(), 0, OptionalLong.empty()));
    }

    private State state(String pair, Memory memory) {
        return new State(pair, region, memory.role().name(), memory.term(), memory.maxEpoch());
    }

    private State frozen(Question question) {
        return new State(question.pair(), region, Role.Frozen.name(), 0, OptionalLong.empty());
    }
}
