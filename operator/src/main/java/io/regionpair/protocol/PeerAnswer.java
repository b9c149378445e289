package io.regionpair.protocol;

import io.regionpair.api.Reason;
import io.regionpair.api.Role;
import io.regionpair.protocol.Memory.ReplicaCount;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** What came of one question to the peer "are you passive?". Only {@link Yes} is evidence; everything else is its own kind of no. */
public sealed interface PeerAnswer {

    /**
     * The peer is passive and everything of its active-passive workloads is proved gone.
     *
     * @param attempt the nonce that was asked with
     * @param proven the workloads that it speaks for: proved stopped or absent there
     * @param counts how many replicas they had when they last ran there
     * @param read not said by its operator, which is silent, but read in its cluster
     */
    record Yes(String attempt, Sight sight, Set<WorkloadId> proven, List<ReplicaCount> counts, boolean read)
            implements PeerAnswer {

        /** As its operator says. */
        public Yes(String attempt, Sight sight, Set<WorkloadId> proven, List<ReplicaCount> counts) {
            this(attempt, sight, proven, counts, false);
        }

        /** The same, read. */
        public Yes asRead() {
            return new Yes(attempt, sight, proven, counts, true);
        }

        public Yes {
            proven = Set.copyOf(proven);
            counts = List.copyOf(counts);
        }
    }

    /** The peer is reachable and isn't passive, or not provably. */
    record No(String attempt, Sight sight, Reason reason, String detail) implements PeerAnswer {}

    /** No usable answer. Never evidence, however long it lasts. */
    record Silent(Reason reason, String detail) implements PeerAnswer {}

    /**
     * The peer's state as it showed it.
     *
     * @param own its parameters, when it told any
     * @param known what it has stored of this region's
     */
    record Sight(Role role, long term, OptionalLong epoch, Optional<Parameters> own, Optional<Parameters> known) {

        /** Of a peer that says nothing of parameters. */
        public Sight(Role role, long term, OptionalLong epoch) {
            this(role, term, epoch, Optional.empty(), Optional.empty());
        }
    }

    /** The peer's state, when the answer shows one. */
    default Optional<Sight> seen() {
        return switch (this) {
            case Yes yes -> Optional.of(yes.sight());
            case No no -> Optional.of(no.sight());
            case Silent _ -> Optional.empty();
        };
    }
}
