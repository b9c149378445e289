package io.regionpair.e2e.story;

import io.regionpair.e2e.observer.Workload;
import org.jspecify.annotations.Nullable;

/**
 * A workload of a story, as its owner deploys and lists it.
 *
 * @param activeReplicas what the component lists; absent: the operator has to know it
 * @param replicas in the workload's own manifest; for a CronJob 0 means suspended
 * @param slowStop how long its pods take to end, such as {@code 8s}, or {@code never}
 */
record Work(
        String kind,
        String name,
        @Nullable Integer activeReplicas,
        int replicas,
        @Nullable String slowStop) {

    static Work deployment(String name, int activeReplicas) {
        return new Work("Deployment", name, activeReplicas, 0, null);
    }

    static Work statefulSet(String name, int activeReplicas) {
        return new Work("StatefulSet", name, activeReplicas, 0, null);
    }

    static Work cronJob(String name) {
        return new Work("CronJob", name, null, 0, null);
    }

    Work unsized() {
        return new Work(kind, name, null, replicas, slowStop);
    }

    Work sized(int count) {
        return new Work(kind, name, count, replicas, slowStop);
    }

    /** Already runs when it is deployed. */
    Work running(int count) {
        return new Work(kind, name, activeReplicas, count, slowStop);
    }

    Work stopping(String howSlow) {
        return new Work(kind, name, activeReplicas, replicas, howSlow);
    }

    Workload observed(String namespace, Workload.Mode mode) {
        return new Workload(namespace, kind, name, mode);
    }

    String manifest(String namespace) {
        return kind.equals("CronJob")
                ? """
                apiVersion: batch/v1
                kind: CronJob
                metadata: {name: %1$s, namespace: %2$s}
                spec:
                  schedule: "0 3 * * *"
                  suspend: %3$s
                  jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: main, image: none}]}}}}
                """.formatted(name, namespace, replicas == 0)
                : """
                apiVersion: apps/v1
                kind: %4$s
                metadata: {name: %1$s, namespace: %2$s}
                spec:
                  replicas: %3$d
                  %5$s
                  selector: {matchLabels: {app: %1$s}}
                  template:
                    metadata: {labels: {app: %1$s}%6$s}
                    spec: {containers: [{name: main, image: none}]}
                """.formatted(
                                name,
                                namespace,
                                replicas,
                                kind,
                                kind.equals("StatefulSet") ? "serviceName: " + name : "minReadySeconds: 0",
                                slowStop == null ? "" : ", annotations: {test/slow-stop: " + slowStop + "}");
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
