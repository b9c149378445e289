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
     * @param beganOff everything was off when the term began, so that what is on and not covered was turned on by somebody; false where
     *     the term began with workloads that ran already
     */
    record On(long term, Coverage coverage, List<ReplicaCount> counts, boolean beganOff) implements Posture {
        public On {
            counts = List.copyOf(counts);
        }

        /** As a record says that is Active. */
        public static On of(Memory memory) {
            return new On(
                    memory.term(),
                    memory.coverage(),
                    memory.counts(),
                    memory.stopped().all());
        }
    }
}
