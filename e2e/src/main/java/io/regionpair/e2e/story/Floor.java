package io.regionpair.e2e.story;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.regionpair.e2e.region.Cluster;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;

/**
 * What a switch costs without any care: somebody who scales everything down in one region, waits until it is gone, and scales it up in
 * the other. Measured beside the operator on the same machine, because seconds of one machine say nothing about another.
 */
public final class Floor {

    /** Requests at a time. */
    private static final int WORKERS = 16;

    private final Cluster from;
    private final Cluster to;
    private final String namespace;

    private Floor(Cluster from, Cluster to, String namespace) {
        this.from = from;
        this.to = to;
        this.namespace = namespace;
    }

    /** Makes as many Deployments of its own, lets them run in one region and moves them to the other. */
    public static Duration measure(Cluster from, Cluster to, String namespace, int workloads, Duration limit) {
        var floor = new Floor(from, to, namespace);
        var objects = Fixture.unfenced(namespace).workloads(workloads);
        for (var cluster : List.of(from, to)) {
            Manifests.apply(cluster, objects);
        }
        floor.scale(from, workloads, 1, limit);
        var began = System.nanoTime();
        floor.scale(from, workloads, 0, limit);
        floor.scale(to, workloads, 1, limit);
        var took = Duration.ofNanos(System.nanoTime() - began);
        floor.remove(objects);
        return took;
    }

    private void scale(Cluster cluster, int workloads, int replicas, Duration limit) {
        try (var threads = Executors.newFixedThreadPool(WORKERS)) {
            for (var number = 0; number < workloads; number++) {
                var name = "offline-" + number;
                threads.execute(() -> patchScale(cluster, name, replicas));
            }
        }
        Deadline.until(
                "bare loop: " + workloads + " workloads in " + cluster.name() + " have " + replicas + " pods",
                limit,
                () -> WorkloadView.of(cluster.client(), namespace).stream()
                        .filter(view -> view.name().startsWith("offline-"))
                        .filter(view ->
                                view.turnedOn() != replicas || view.pods() != replicas || view.ready() != replicas)
                        .map(WorkloadView::toString)
                        .toList());
    }

    private void patchScale(Cluster cluster, String name, int replicas) {
        cluster.client()
                .apps()
                .deployments()
                .inNamespace(namespace)
                .withName(name)
                .subresource("scale")
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"replicas\":" + replicas + "}}");
    }

    private void remove(List<HasMetadata> objects) {
        for (var cluster : List.of(from, to)) {
            objects.stream()
                    .filter(object -> object.getKind().equals("Namespace"))
                    .forEach(object -> cluster.client().resource(object).delete());
        }
    }
}
