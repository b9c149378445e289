package io.regionpair.e2e.story;

import io.regionpair.e2e.observer.Workload;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A workload of a story, as its owner deploys and lists it.
 *
 * @param activeReplicas what the component lists; absent: the operator has to know it
 * @param replicas in the workload's own manifest; for a CronJob 0 means suspended
 * @param slowStop how long its pods take to end, such as {@code 8s}, or {@code never}
 * @param labelledLate older than its label {@code regionpair.io/pair}, which its selector therefore can't get any more
 */
record Work(
        String kind,
        String name,
        @Nullable Integer activeReplicas,
        int replicas,
        @Nullable String slowStop,
        boolean labelledLate) {

    static Work deployment(String name, int activeReplicas) {
        return new Work("Deployment", name, activeReplicas, 0, null, false);
    }

    static Work statefulSet(String name, int activeReplicas) {
        return new Work("StatefulSet", name, activeReplicas, 0, null, false);
    }

    static Work cronJob(String name) {
        return new Work("CronJob", name, null, 0, null, false);
    }

    Work unsized() {
        return new Work(kind, name, null, replicas, slowStop, labelledLate);
    }

    Work sized(int count) {
        return new Work(kind, name, count, replicas, slowStop, labelledLate);
    }

    /** Already runs when it is deployed. */
    Work running(int count) {
        return new Work(kind, name, activeReplicas, count, slowStop, labelledLate);
    }

    Work stopping(String howSlow) {
        return new Work(kind, name, activeReplicas, replicas, howSlow, labelledLate);
    }

    Work isLabelledLate() {
        return new Work(kind, name, activeReplicas, replicas, slowStop, true);
    }

    Workload observed(String namespace, Workload.Mode mode) {
        return new Workload(namespace, kind, name, mode);
    }

    /**
     * As its owner applies it.
     *
     * @param pair whose label it carries, as docs/operating.md says; absent: the admission fence doesn't know it
     * @param containers of its pods, with what they need
     */
    String manifest(String namespace, Optional<String> pair, String containers) {
        var own = "app: " + name;
        var labels = own + pair.map(label -> ", regionpair.io/pair: " + label).orElse("");
        return kind.equals("CronJob")
                ? """
                apiVersion: batch/v1
                kind: CronJob
                metadata: {name: %1$s, namespace: %2$s, labels: {%4$s}}
                spec:
                  schedule: "0 3 * * *"
                  suspend: %3$s
                  jobTemplate:
                    spec:
                      template:
                        metadata: {labels: {%4$s}}
                        spec: {restartPolicy: Never, %5$s}
                """.formatted(name, namespace, replicas == 0, labels, containers)
                : """
                apiVersion: apps/v1
                kind: %4$s
                metadata: {name: %1$s, namespace: %2$s, labels: {%7$s}}
                spec:
                  replicas: %3$d
                  %5$s
                  selector: {matchLabels: {%8$s}}
                  template:
                    metadata: {labels: {%7$s}%6$s}
                    spec: {%9$s}
                """.formatted(
                                name,
                                namespace,
                                replicas,
                                kind,
                                kind.equals("StatefulSet") ? "serviceName: " + name : "minReadySeconds: 0",
                                slowStop == null ? "" : ", annotations: {test/slow-stop: " + slowStop + "}",
                                labels,
                                labelledLate ? own : labels,
                                containers);
    }

    /** As a component lists it. */
    String entry() {
        return "{apiVersion: %s, kind: %s, name: %s%s}"
                .formatted(
                        kind.equals("CronJob") ? "batch/v1" : "apps/v1",
                        kind,
                        name,
                        activeReplicas == null ? "" : ", activeReplicas: " + activeReplicas);
    }
}
