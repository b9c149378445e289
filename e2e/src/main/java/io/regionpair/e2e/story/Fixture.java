package io.regionpair.e2e.story;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.List;

/**
 * A system of the reference shape: any number of active-passive Deployments, one StatefulSet, one CronJob, and an active-active
 * Deployment. Everything has one name, the pair and the namespace too.
 */
final class Fixture {

    /** Most that one RegionComponent may list. */
    private static final int WORKLOADS_IN_A_COMPONENT = 200;

    private final String name;
    private final String label;

    private Fixture(String name, String label) {
        this.name = name;
        this.label = label;
    }

    /** Active-passive workloads carry the pair's label, as docs/operating.md says. */
    static Fixture fenced(String name) {
        return new Fixture(name, ", regionpair.io/pair: " + name);
    }

    /** The admission fence knows nothing of these workloads. */
    static Fixture unfenced(String name) {
        return new Fixture(name, "");
    }

    /** Active-passive workloads start turned off: that is how they are installed beside an operator. */
    List<HasMetadata> workloads(int deployments) {
        var yaml = new StringBuilder("""
                apiVersion: v1
                kind: Namespace
                metadata: {name: %1$s}
                ---
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: namenode, namespace: %1$s, labels: {app: namenode%2$s}}
                spec:
                  replicas: 0
                  serviceName: namenode
                  selector: {matchLabels: {app: namenode%2$s}}
                  template: {metadata: {labels: {app: namenode%2$s}}, spec: {containers: [{name: main, image: none}]}}
                ---
                apiVersion: batch/v1
                kind: CronJob
                metadata: {name: cleanup, namespace: %1$s, labels: {app: cleanup%2$s}}
                spec:
                  schedule: "0 3 * * *"
                  suspend: true
                  jobTemplate:
                    spec:
                      template:
                        metadata: {labels: {app: cleanup%2$s}}
                        spec: {restartPolicy: Never, containers: [{name: main, image: none}]}
                """.formatted(name, label));
        yaml.append("---\n").append(deployment("online", 2, ""));
        for (var number = 0; number < deployments; number++) {
            yaml.append("---\n").append(deployment("offline-" + number, 0, label));
        }
        return Manifests.parse(yaml.toString());
    }

    List<HasMetadata> pair(int deployments, Manifests.Addresses addresses) {
        var yaml = new StringBuilder("""
                apiVersion: regionpair.io/v1alpha1
                kind: RegionPair
                metadata: {name: %1$s}
                spec:
                  regions:
                    - {name: eu, peerEndpoint: "%2$s"}
                    - {name: us, peerEndpoint: "%3$s"}
                  namespaces: [%1$s]
                  arbitrator: {endpoints: ["%4$s"], pollIntervalSeconds: 1}
                ---
                apiVersion: regionpair.io/v1alpha1
                kind: RegionComponent
                metadata: {name: online, namespace: %1$s}
                spec:
                  pair: %1$s
                  mode: ActiveActive
                  workloads: [{apiVersion: apps/v1, kind: Deployment, name: online}]
                ---
                apiVersion: regionpair.io/v1alpha1
                kind: RegionComponent
                metadata: {name: store, namespace: %1$s}
                spec:
                  pair: %1$s
                  mode: ActivePassive
                  priority: 100
                  workloads:
                    - {apiVersion: apps/v1, kind: StatefulSet, name: namenode, activeReplicas: 1}
                    - {apiVersion: batch/v1, kind: CronJob, name: cleanup}
                """.formatted(
                        name,
                        addresses.peerEndpoints().get("eu"),
                        addresses.peerEndpoints().get("us"),
                        addresses.arbitrator().apply(name)));
        for (var first = 0; first < deployments; first += WORKLOADS_IN_A_COMPONENT) {
            yaml.append(component(first, Math.min(deployments, first + WORKLOADS_IN_A_COMPONENT)));
        }
        return Manifests.parse(yaml.toString());
    }

    private String component(int first, int end) {
        var entries = new ArrayList<String>();
        for (var number = first; number < end; number++) {
            entries.add("{apiVersion: apps/v1, kind: Deployment, name: offline-" + number + ", activeReplicas: 1}");
        }
        return """
                ---
                apiVersion: regionpair.io/v1alpha1
                kind: RegionComponent
                metadata: {name: offline-%2$d, namespace: %1$s}
                spec:
                  pair: %1$s
                  mode: ActivePassive
                  workloads: [%3$s]
                """.formatted(name, first / WORKLOADS_IN_A_COMPONENT, String.join(", ", entries));
    }

    private String deployment(String app, int replicas, String pairLabel) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: %2$s, namespace: %1$s, labels: {app: %2$s%4$s}}
                spec:
                  replicas: %3$d
                  selector: {matchLabels: {app: %2$s%4$s}}
                  template: {metadata: {labels: {app: %2$s%4$s}}, spec: {containers: [{name: main, image: none}]}}
                """.formatted(name, app, replicas, pairLabel);
    }
}
