package io.regionpair.e2e.observer;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One pod object, from its creation until it is gone. It counts from the arrival of what gave it a node (or of the first container
 * status), because a container may run from then on, until the answer to what removed the object is complete. Terminating counts. A pod
 * that waits behind a scheduling gate has no node and doesn't count. The pod of a Job counts until it is reported as finished: it is kept
 * as a record, and a finished pod never runs again.
 */
final class PodLife {

    private final ObjectName name;
    private final Instant knownFrom;
    private boolean ownedByJob;
    private @Nullable Instant bindingReceivedAt;
    private @Nullable Instant countsFrom;
    private @Nullable Instant goneAt;
    private @Nullable Instant deletionReceivedAt;

    /** @param knownFrom when the request arrived that told of this pod */
    PodLife(ObjectName name, Instant knownFrom) {
        this.name = name;
        this.knownFrom = knownFrom;
    }

    ObjectName name() {
        return name;
    }

    boolean knownBefore(Instant time) {
        return knownFrom.isBefore(time);
    }

    boolean gone() {
        return goneAt != null;
    }

    Optional<Interval> interval() {
        return Optional.ofNullable(countsFrom).map(from -> new Interval(from, goneAt == null ? Instant.MAX : goneAt));
    }

    /** When a deletion arrived that has no answer: whether the object is still there, only the API server knows. */
    Optional<Instant> unansweredDeletion() {
        return goneAt == null ? Optional.ofNullable(deletionReceivedAt) : Optional.empty();
    }

    void bindingReceived(Instant at) {
        // Binding may be tried twice; the first one that arrived can be the one that worked.
        if (bindingReceivedAt == null) {
            bindingReceivedAt = at;
        }
    }

    void bound() {
        countFrom(bindingReceivedAt);
    }

    void deletionReceived(Instant at) {
        // Of several, the first can be the one that worked.
        if (deletionReceivedAt == null) {
            deletionReceivedAt = at;
        }
    }

    void deletionAnswered() {
        deletionReceivedAt = null;
    }

    void seen(JsonNode pod, AuditEvent event) {
        ownedByJob = ObjectName.controllerOf(pod)
                .filter(owner -> owner.resource().equals("jobs"))
                .isPresent();
        if (pod.path("spec").has("nodeName")
                || !pod.path("status").path("containerStatuses").isEmpty()) {
            countFrom(bindingReceivedAt == null ? event.receivedAt() : bindingReceivedAt);
        }
        if (ownedByJob && finished(pod)) {
            gone(event.completedAt());
        }
    }

    void gone(Instant at) {
        if (goneAt == null) {
            goneAt = at;
        }
    }

    private void countFrom(@Nullable Instant at) {
        if (countsFrom == null) {
            countsFrom = at;
        }
    }

    static boolean finished(JsonNode pod) {
        var phase = pod.path("status").path("phase").asText();
        return phase.equals("Succeeded") || phase.equals("Failed");
    }
}
