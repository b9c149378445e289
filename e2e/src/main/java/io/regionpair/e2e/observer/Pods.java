package io.regionpair.e2e.observer;

import static java.net.HttpURLConnection.HTTP_NOT_FOUND;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The pods of one region, reconstructed from its audit log. */
final class Pods {

    private final List<PodLife> lives = new ArrayList<>();
    private final Map<ObjectName, PodLife> current = new HashMap<>();

    List<PodLife> lives() {
        return lives;
    }

    void learn(AuditEvent event) {
        if (!event.resource().equals("pods") || !event.write()) {
            return;
        }
        if (!event.answered()) {
            received(event);
        } else if (event.verb().equals("deletecollection")) {
            deletedTogether(event);
        } else {
            answered(event);
        }
    }

    private void received(AuditEvent event) {
        var life = current.get(nameOf(event));
        if (life != null && event.subresource().equals("binding")) {
            life.bindingReceived(event.receivedAt());
        } else if (life != null && event.verb().equals("delete")) {
            life.deletionReceived(event.receivedAt());
        }
    }

    private void answered(AuditEvent event) {
        // "Not found" tells that an earlier deletion worked, and that one is still the unanswered one.
        var before = current.get(nameOf(event));
        if (event.verb().equals("delete") && event.code() != HTTP_NOT_FOUND && before != null) {
            before.deletionAnswered();
        }
        if (!event.succeeded()) {
            return;
        }
        if (before != null && isOfTheNext(event, before)) {
            before.gone(event.receivedAt());
            current.remove(nameOf(event));
        }
        var life = lifeOf(nameOf(event), event.receivedAt());
        if (event.subresource().equals("binding")) {
            life.bindingReceived(event.receivedAt());
            life.bound();
        } else if (event.response().path("kind").asText().equals("Pod")) {
            life.seen(event.response(), event);
        }
        if (removed(event)) {
            life.gone(event.completedAt());
        }
    }

    // A name is used again by a StatefulSet's next pod, which can't be created before the last one is gone. The answer
    // to its creation
    // may stand in the log behind its binding.
    private static boolean isOfTheNext(AuditEvent event, PodLife before) {
        return switch (event.operation()) {
            case "create pods" -> before.knownBefore(event.receivedAt());
            case "create pods/binding" -> before.gone();
            default -> false;
        };
    }

    // The list is of the pods as they were before; only those that need no kubelet to end them are gone at once.
    private void deletedTogether(AuditEvent event) {
        if (!event.succeeded()) {
            return;
        }
        for (var pod : event.response().path("items")) {
            var name = new ObjectName(
                    "pods", event.namespace(), pod.path("metadata").path("name").asText());
            if (!pod.path("spec").has("nodeName") || PodLife.finished(pod)) {
                lifeOf(name, event.receivedAt()).gone(event.completedAt());
            }
        }
    }

    private PodLife lifeOf(ObjectName name, Instant knownFrom) {
        return current.computeIfAbsent(name, key -> {
            var life = new PodLife(key, knownFrom);
            lives.add(life);
            return life;
        });
    }

    private static ObjectName nameOf(AuditEvent event) {
        return new ObjectName("pods", event.namespace(), event.name());
    }

    // With a finalizer left, or with grace left for a kubelet to use, the object stays.
    private static boolean removed(AuditEvent event) {
        var deletion = event.verb().equals("delete") && event.subresource().isEmpty();
        var kind = event.response().path("kind").asText();
        if (!kind.equals("Pod")) {
            return deletion && kind.equals("Status");
        }
        var metadata = event.response().path("metadata");
        var noGraceLeft = metadata.has("deletionTimestamp")
                ? metadata.path("deletionGracePeriodSeconds").asInt(-1) == 0
                : deletion;
        return noGraceLeft && metadata.path("finalizers").isEmpty();
    }
}
