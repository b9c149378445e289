package io.regionpair.workload;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One pod as a quorum list showed it.
 *
 * @param uid it is never used again, unlike the name
 * @param orphan it belongs to a Job that doesn't exist any more; whose Job that was, nobody can say
 * @param ended its kubelet reported that every container has terminated and won't start again
 * @param deleteBy when its grace period ends, once its deletion was asked for
 * @param grace how long it gets to end when it is deleted
 * @param nodeReady whether its node reports to the API server; looked up only for pods that are overdue, and absent if that is forbidden
 */
public record PodSeen(
        String uid,
        String namespace,
        String name,
        Map<String, String> labels,
        Optional<String> ownerUid,
        boolean orphan,
        Optional<String> node,
        boolean ended,
        Optional<Instant> deleteBy,
        Duration grace,
        Optional<Boolean> nodeReady) {

    public PodSeen {
        labels = Map.copyOf(labels);
    }

    /** The number at the end of its name, by which StatefulSets count; -1 without. */
    long ordinal() {
        var digits = name.substring(name.lastIndexOf('-') + 1);
        return !digits.isEmpty() && digits.length() < 10 && digits.chars().allMatch(c -> c >= '0' && c <= '9')
                ? Long.parseLong(digits)
                : -1;
    }

    PodSeen on(Optional<Boolean> ready) {
        return new PodSeen(uid, namespace, name, labels, ownerUid, orphan, node, ended, deleteBy, grace, ready);
    }
}
