package io.regionpair.e2e.story;

import static java.util.stream.Collectors.joining;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Everybody who may want workloads of a scene to run in one region, each in a loop of its own. */
final class Raisers implements AutoCloseable {

    private static final Duration OFTEN = Duration.ofMillis(100);
    private static final Duration SELDOM = Duration.ofSeconds(1);

    private final Scene scene;
    private final String region;
    private final Map<String, RaiseLoop> loops = new LinkedHashMap<>();
    private final long began = System.nanoTime();

    private Raisers(Scene scene, String region) {
        this.scene = scene;
        this.region = region;
    }

    static Raisers in(Scene scene, String region) {
        return new Raisers(scene, region);
    }

    /** A person with kubectl in a loop, ten times a second. */
    Raisers scale(String deployment, int replicas) {
        return often("scale " + deployment, () -> scene.scale(region, deployment, replicas, "autoscaler"));
    }

    /** An autoscaler, and a quick one. */
    Raisers scaleEachSecond(String deployment, int replicas) {
        return start("scale " + deployment, SELDOM, () -> scene.scale(region, deployment, replicas, "autoscaler"));
    }

    /** A delivery tool whose manifest has the number. */
    Raisers apply(Work work) {
        var manifest = Manifests.parse(work.manifest(scene.name(), scene.label(), Containers.SIMULATED))
                .getFirst();
        return often(
                "apply " + work.name(),
                () -> client().resource(manifest)
                        .fieldManager("gitops")
                        .forceConflicts()
                        .serverSideApply());
    }

    Raisers scaleReplicaSet(String deployment, int replicas) {
        var name = client().apps()
                .replicaSets()
                .inNamespace(scene.name())
                .withLabel("app", deployment)
                .list()
                .getItems()
                .getFirst()
                .getMetadata()
                .getName();
        return often(
                "scale ReplicaSet of " + deployment,
                () -> client().apps()
                        .replicaSets()
                        .inNamespace(scene.name())
                        .withName(name)
                        .subresource("scale")
                        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"replicas\":" + replicas + "}}"));
    }

    Raisers unsuspend(String cronJob) {
        return often(
                "un-suspend " + cronJob,
                () -> client().batch()
                        .v1()
                        .cronjobs()
                        .inNamespace(scene.name())
                        .withName(cronJob)
                        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"suspend\":false}}"));
    }

    /** As {@code kubectl create job --from=cronjob/...}. */
    Raisers createJobs(String cronJob) {
        var from = client().batch()
                .v1()
                .cronjobs()
                .inNamespace(scene.name())
                .withName(cronJob)
                .get();
        return start(
                "create Job from " + cronJob,
                SELDOM,
                () -> client().resource(new JobBuilder()
                                .withNewMetadata()
                                .withGenerateName(cronJob + "-by-hand-")
                                .withNamespace(scene.name())
                                .addNewOwnerReference()
                                .withApiVersion("batch/v1")
                                .withKind("CronJob")
                                .withName(cronJob)
                                .withUid(from.getMetadata().getUid())
                                .withController(true)
                                .endOwnerReference()
                                .endMetadata()
                                .withSpec(from.getSpec().getJobTemplate().getSpec())
                                .build())
                        .create());
    }

    /** Of the pair by its label and of no workload. */
    Raisers createPods(String name) {
        return often(
                "create pod " + name,
                () -> client().resource(new PodBuilder()
                                .withNewMetadata()
                                .withGenerateName(name + "-")
                                .withNamespace(scene.name())
                                .addToLabels("app", name)
                                .addToLabels("regionpair.io/pair", scene.name())
                                .endMetadata()
                                .withNewSpec()
                                .addNewContainer()
                                .withName("main")
                                .withImage("none")
                                .endContainer()
                                .endSpec()
                                .build())
                        .create());
    }

    RaiseLoop loop(String name) {
        var loop = loops.get(name);
        if (loop == null) {
            throw new IllegalArgumentException("no loop " + name + " among " + loops.keySet());
        }
        return loop;
    }

    /** Waits until they have gone on for so long. */
    void awaitAge(Duration age) {
        scene.until(
                "the loops have gone on for " + age.toSeconds() + " s",
                () -> System.nanoTime() - began >= age.toNanos() ? List.of() : List.of(toString()));
    }

    @Override
    public String toString() {
        return loops.values().stream().map(RaiseLoop::toString).collect(joining("\n  ", "\n  ", ""));
    }

    @Override
    public void close() {
        loops.values().forEach(RaiseLoop::close);
    }

    private Raisers often(String name, Runnable action) {
        return start(name, OFTEN, action);
    }

    private Raisers start(String name, Duration interval, Runnable action) {
        loops.put(name, RaiseLoop.start(name, interval, action));
        return this;
    }

    private KubernetesClient client() {
        return scene.client(region);
    }
}
