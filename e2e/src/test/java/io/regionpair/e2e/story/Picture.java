package io.regionpair.e2e.story;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.regionpair.api.RegionComponent;
import io.regionpair.api.RegionPair;
import io.regionpair.api.RegionRecord;
import io.regionpair.e2e.operator.OperatorProcess;
import io.regionpair.e2e.region.Cluster;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Everything that a person would look at when a story doesn't go on, as text. */
final class Picture {

    private static final int LOG_LINES = 25;

    private static final KubernetesSerialization OBJECTS = new KubernetesSerialization();

    private Picture() {}

    static String of(Rig rig, String pair) {
        var text = new StringBuilder();
        for (var cluster : rig.clusters()) {
            text.append("\n===== ").append(cluster.name());
            text.append(part("RegionPair", () -> pair(cluster, pair)));
            text.append(part("RegionRecord", () -> record(cluster, pair)));
            text.append(part("RegionComponents", () -> components(cluster, pair)));
            text.append(part("workloads", () -> lines(WorkloadView.of(cluster.client(), pair))));
            text.append(part("pods", () -> pods(cluster, pair)));
            for (var operator : rig.operators(cluster.name())) {
                text.append(part("log of " + operator.settings().identity(), () -> log(operator, pair)));
            }
        }
        return text.toString();
    }

    private static String part(String title, Supplier<String> content) {
        try {
            return "\n--- " + title + "\n" + content.get();
        } catch (RuntimeException unseen) {
            return "\n--- " + title + "\n" + unseen;
        }
    }

    private static String pair(Cluster cluster, String name) {
        var found = cluster.client().resources(RegionPair.class).withName(name).get();
        return found == null
                ? "none"
                : "deletion: " + found.getMetadata().getDeletionTimestamp() + ", finalizers: "
                        + found.getMetadata().getFinalizers() + "\n" + status(found.getStatus());
    }

    private static String record(Cluster cluster, String name) {
        var found =
                cluster.client().resources(RegionRecord.class).withName(name).get();
        return found == null ? "none" : OBJECTS.asYaml(found.getSpec());
    }

    private static String components(Cluster cluster, String namespace) {
        return lines(cluster.client().resources(RegionComponent.class).inNamespace(namespace).list().getItems().stream()
                .map(component -> component.getMetadata().getName() + ":\n" + status(component.getStatus()))
                .toList());
    }

    /** As YAML, with a line for each condition. */
    private static String status(@Nullable Object status) {
        var tree = OBJECTS.convertValue(status == null ? Map.of() : status, ObjectNode.class);
        var conditions = new StringBuilder();
        for (var condition : tree.path("conditions")) {
            conditions.append("  %s %s %s %s%n"
                    .formatted(
                            condition.path("type").asText(),
                            condition.path("status").asText(),
                            condition.path("reason").asText(),
                            condition.path("message").asText()));
        }
        tree.remove(List.of("conditions", "history"));
        return OBJECTS.asYaml(tree) + conditions;
    }

    private static String pods(Cluster cluster, String namespace) {
        return lines(cluster.client().pods().inNamespace(namespace).list().getItems().stream()
                .map(Picture::line)
                .toList());
    }

    private static String line(Pod pod) {
        var deleted = pod.getMetadata().getDeletionTimestamp();
        return pod.getMetadata().getName() + " " + pod.getStatus().getPhase() + " on "
                + pod.getSpec().getNodeName() + (deleted == null ? "" : ", to be deleted by " + deleted);
    }

    private static String log(OperatorProcess operator, String pair) {
        try {
            var lines = Files.readAllLines(operator.settings().log()).stream()
                    .filter(line -> line.contains(pair) || !line.contains("pair="))
                    .toList();
            return (operator.process().alive() ? "" : "(ended)\n")
                    + lines(lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }

    private static String lines(List<?> items) {
        return String.join("\n", items.stream().map(Object::toString).toList());
    }
}
