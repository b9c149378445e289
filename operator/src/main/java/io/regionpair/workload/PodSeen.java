package io.regionpair.workload;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One pod as a quorum list showed it.
 *
 * @param orphan it belongs to a Job that doesn't exist any more; whose Job that was, nobody can say
 * @param ended its kubelet reported that every container has terminated and won't start again
 * @param deleteBy when its grace period ends, once its deletion was asked for
 * @param nodeReady whether its node reports to the API server; looked up only for pods that are overdue
 */
public record PodSeen(
        String namespace,
        String name,
        Map<String, String> labels,
        Optional<String> ownerUid,
        boolean orphan,
        Optional<String> node,
        boolean ended,
        Optional<Instant> deleteBy,
        Optional<Boolean> nodeReady) {

    public PodSeen {
        labels = Map.copyOf(labels);
    }

    PodSeen on(boolean ready) {
        return new PodSeen(namespace, name, labels, ownerUid, orphan, node, ended, deleteBy, Optional.of(ready));
    }
}
