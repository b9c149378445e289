package io.regionpair.protocol;

import io.regionpair.protocol.Memory.ReplicaCount;
import java.util.List;
import java.util.Optional;

/** What is asked of this region's active-passive workloads. */
public sealed interface Posture {

    /** Nothing: they are neither started nor stopped. */
    record Leave() implements Posture {}

    /**
     * Off.
     *
     * @param drain the nonce to prove the stop for; absent when they are off already and only have to stay so
     */
    record Off(Optional<String> drain) implements Posture {}

    /**
     * On, as far as covered. Each raise confirms by a quorum read that the record still says Active with this term.
     *
     * @param counts sizes that the peer told
     */
    record On(long term, Coverage coverage, List<ReplicaCount> counts) implements Posture {
        public On {
            counts = List.copyOf(counts);
        }
    }
}
