package io.regionpair.pair;

import io.regionpair.api.Reason;
import io.regionpair.api.Role;
import io.regionpair.peer.PeerClient;
import io.regionpair.peer.PeerReply;
import io.regionpair.peer.Question;
import io.regionpair.peer.Reply;
import io.regionpair.peer.State;
import io.regionpair.protocol.Effect.AskPeer;
import io.regionpair.protocol.Memory.ReplicaCount;
import io.regionpair.protocol.PeerAnswer;
import io.regionpair.protocol.PeerAnswer.Sight;
import io.regionpair.protocol.WorkloadId;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Puts the protocol's question on the wire and what comes back into the protocol's words. */
final class PeerLink {

    private final PeerClient client;
    private final String pair;
    private final String self;
    private final String peer;
    private final Consumer<String> recordSeen;

    /** @param recordSeen is told the uid of the other region's RegionRecord whenever its operator shows its state */
    PeerLink(PeerClient client, String pair, String self, String peer, Consumer<String> recordSeen) {
        this.client = client;
        this.pair = pair;
        this.self = self;
        this.peer = peer;
        this.recordSeen = recordSeen;
    }

    PeerAnswer ask(AskPeer ask) {
        try {
            return answer(client.ask(question(pair, self, peer, ask, ask.coverageOnly())));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new PeerAnswer.Silent(Reason.PeerUnreachable, "the question was cut off");
        }
    }

    static Question question(String pair, String self, String peer, AskPeer ask, boolean coverageOnly) {
        return new Question(
                Question.PROTOCOL_VERSION, pair, self, peer, ask.attempt(), ask.term(), ask.epoch(), coverageOnly);
    }

    Optional<Sight> look() {
        try {
            var state = client.state(pair);
            state.map(State::record).ifPresent(recordSeen);
            return state.map(PeerLink::sight);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static PeerAnswer answer(PeerReply reply) {
        return switch (reply) {
            case PeerReply.Yes(var said) -> yes(said);
            case PeerReply.No(var said) ->
                new PeerAnswer.No(
                        said.attempt(), sight(said), said.knownReason().orElse(Reason.PeerNotPassive), said.message());
            case PeerReply.NoSuchPair _ -> new PeerAnswer.Silent(Reason.PeerHasNoPair, Reason.PeerHasNoPair.meaning());
            case PeerReply.Garbage(var reason, var detail) -> new PeerAnswer.Silent(reason, detail);
            case PeerReply.Unreachable(var reason, var detail) -> new PeerAnswer.Silent(reason, detail);
            case PeerReply.Refused(var reason, var detail) -> new PeerAnswer.Silent(reason, detail);
        };
    }

    /** In the protocol's words; one that names a workload which can't be read is no evidence. */
    static PeerAnswer yes(Reply said) {
        try {
            var proven = said.covered().stream()
                    .flatMap(covered -> covered.workloads().stream())
                    .map(WorkloadId::parse)
                    .collect(Collectors.toUnmodifiableSet());
            Map<String, WorkloadId> ids = proven.stream()
                    .collect(Collectors.toMap(
                            id -> key(id.namespace(), id.kind(), id.name()), Function.identity(), (one, _) -> one));
            var counts = said.replicas().stream()
                    .flatMap(count -> Optional.ofNullable(ids.get(key(count.namespace(), count.kind(), count.name())))
                            .map(id -> new ReplicaCount(id, count.replicas()))
                            .stream())
                    .toList();
            return new PeerAnswer.Yes(said.attempt(), sight(said), proven, counts);
        } catch (IllegalArgumentException e) {
            return new PeerAnswer.Silent(Reason.PeerAnswerInvalid, "a workload of the answer can't be read");
        }
    }

    private static String key(String namespace, String kind, String name) {
        return namespace + "/" + kind + "/" + name;
    }

    private static Sight sight(Reply said) {
        return new Sight(role(said.role()), said.term(), said.epoch());
    }

    private static Sight sight(State state) {
        return new Sight(
                role(state.role()),
                state.term(),
                state.epoch(),
                ToldMapper.parameters(state.own()),
                ToldMapper.parameters(state.known()));
    }

    private static Role role(String word) {
        for (var role : Role.values()) {
            if (role.name().equals(word)) {
                return role;
            }
        }
        return Role.Unknown;
    }
}
