package io.regionpair.e2e.story;

import static io.regionpair.e2e.story.Scene.REGIONS;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.regionpair.api.Role;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Custom resources, with the shape of the real ones: their API server, and nobody who acts on them. What their own controllers would do, the
 * story does, when it suits it.
 */
@SharesRig
class CustomKindsStoryIT {

    private static final Duration A_WHILE = Duration.ofSeconds(3);

    @BeforeAll
    static void install(Rig rig) {
        for (var region : REGIONS) {
            apply(
                    rig,
                    region,
                    crd("flink.apache.org", "v1beta1", "FlinkDeployment", "flinkdeployments", ""),
                    crd(
                            "kafka.strimzi.io",
                            "v1",
                            "KafkaConnect",
                            "kafkaconnects",
                            "scale: {specReplicasPath: .spec.replicas, statusReplicasPath: .status.replicas, labelSelectorPath:"
                                    + " .status.labelSelector}"),
                    crd("core.strimzi.io", "v1", "StrimziPodSet", "strimzipodsets", ""),
                    crd("example.com", "v1", "Gadget", "gadgets", ""),
                    access("flinkdeployments", "flink.apache.org"),
                    access("kafkaconnects", "kafka.strimzi.io"),
                    access("strimzipodsets", "core.strimzi.io"));
        }
    }

    /** A Flink deployment is suspended, and what its operator made of it has to be gone before the other one runs. */
    @Test
    void aFieldTurnsACustomResourceOffAndOn(Rig rig) {
        Scene.play(rig, "custom-field", s -> {
            deploy(s, "flink.apache.org/v1beta1", "FlinkDeployment", "job: {state: suspended}", """
                    {apiVersion: flink.apache.org/v1beta1, kind: FlinkDeployment, name: features,
                     field: {path: spec.job.state, active: running, passive: suspended}}""");
            s.untilEquals("the job runs in eu", "running", () -> jobState(s, "eu"));
            assertThat(jobState(s, "us")).isEqualTo("suspended");

            // What Flink's operator makes of it.
            Manifests.apply(s.pair().cluster("eu"), Manifests.parse("""
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata: {name: features, namespace: %s, %s}
                    spec:
                      replicas: 1
                      selector: {matchLabels: {app: features}}
                      template:
                        metadata: {labels: {app: features}}
                        spec: {containers: [{name: main, image: none}]}
                    """.formatted(
                            s.name(), ownedBy(get(s, "eu", "flink.apache.org/v1beta1", "FlinkDeployment")))));
            s.untilEquals("its pod is there", 1, () -> s.pods("eu", "features").size());

            s.arbitrator().name("us");
            s.untilEquals("the job is suspended in eu", "suspended", () -> jobState(s, "eu"));
            s.awaitStored("us", Role.Promoting);
            s.holds(
                    "us waits for what Flink's operator has yet to stop",
                    A_WHILE,
                    Role.Promoting,
                    () -> s.stored("us").orElseThrow());
            assertThat(jobState(s, "us")).isEqualTo("suspended");

            s.client("eu")
                    .apps()
                    .deployments()
                    .inNamespace(s.name())
                    .withName("features")
                    .delete();
            s.awaitStored("us", Role.Active);
            assertThat(s.pods("eu", "features")).isEmpty();
            s.untilEquals("the job runs in us", "running", () -> jobState(s, "us"));
            assertThat(jobState(s, "eu")).isEqualTo("suspended");
        });
    }

    /** Its pods are known by who made them, through a kind that the operator has never heard of. */
    @Test
    void aCustomResourceIsScaled(Rig rig) {
        Scene.play(rig, "custom-scale", s -> {
            deploy(s, "kafka.strimzi.io/v1", "KafkaConnect", "replicas: 0", """
                    {apiVersion: kafka.strimzi.io/v1, kind: KafkaConnect, name: features, activeReplicas: 2}""");
            s.untilEquals("eu has two", 2, () -> replicas(s, "eu"));
            assertThat(replicas(s, "us")).isZero();

            Manifests.apply(s.pair().cluster("eu"), Manifests.parse("""
                    apiVersion: core.strimzi.io/v1
                    kind: StrimziPodSet
                    metadata: {name: features, namespace: %s, %s}
                    """.formatted(
                            s.name(), ownedBy(get(s, "eu", "kafka.strimzi.io/v1", "KafkaConnect")))));
            Manifests.apply(s.pair().cluster("eu"), Manifests.parse("""
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: features-0, namespace: %s, labels: {app: features}, %s}
                    spec: {containers: [{name: main, image: none}]}
                    """.formatted(
                            s.name(), ownedBy(get(s, "eu", "core.strimzi.io/v1", "StrimziPodSet")))));
            s.untilEquals(
                    "its pod runs",
                    "Running",
                    () -> s.pods("eu", "features").getFirst().getStatus().getPhase());

            s.arbitrator().name("us");
            s.untilEquals("eu has none", 0, () -> replicas(s, "eu"));
            s.awaitStored("us", Role.Promoting);
            s.holds(
                    "us waits for the pod",
                    A_WHILE,
                    Role.Promoting,
                    () -> s.stored("us").orElseThrow());

            s.client("eu").pods().inNamespace(s.name()).withName("features-0").delete();
            s.awaitStored("us", Role.Active);
            assertThat(s.pods("eu", "features")).isEmpty();
            s.untilEquals("us has two", 2, () -> replicas(s, "us"));
            assertThat(replicas(s, "eu")).isZero();
        });
    }

    /** What may not be looked at may run. */
    @Test
    void aKindThatMayNotBeReadIsSaidAndKeepsTheOtherRegionWaiting(Rig rig) {
        Scene.play(rig, "custom-forbidden", s -> {
            deploy(s, "example.com/v1", "Gadget", "on: \"no\"", """
                    {apiVersion: example.com/v1, kind: Gadget, name: features,
                     field: {path: spec.on, active: "yes", passive: "no"}}""");
            s.awaitComponentSaid("eu", "features", "Stalled", "True/PermissionMissing");
            for (var region : REGIONS) {
                apply(s.rig(), region, access("gadgets", "example.com"));
            }
            s.awaitActive("eu");
            s.switchTo("us");
            assertThat(spec(s, "eu", "example.com/v1", "Gadget").get("on")).isEqualTo("no");
            assertThat(spec(s, "us", "example.com/v1", "Gadget").get("on")).isEqualTo("yes");
        });
    }

    /** The pair with an ordinary component beside; every object is called features. */
    private static void deploy(Scene s, String apiVersion, String kind, String spec, String workload) {
        s.cast("store", Work.deployment("datanode", 1));
        REGIONS.forEach(s::deployWorkloads);
        for (var region : REGIONS) {
            Manifests.apply(s.pair().cluster(region), Manifests.parse("""
                    apiVersion: %s
                    kind: %s
                    metadata: {name: features, namespace: %s}
                    spec: {%s}
                    """.formatted(apiVersion, kind, s.name(), spec)));
        }
        REGIONS.forEach(s::deployPair);
        REGIONS.forEach(s::deployComponents);
        for (var region : REGIONS) {
            Manifests.apply(s.pair().cluster(region), Manifests.parse("""
                    apiVersion: regionpair.io/v1alpha1
                    kind: RegionComponent
                    metadata: {name: features, namespace: %1$s}
                    spec: {pair: %1$s, mode: ActivePassive, workloads: [%2$s]}
                    """.formatted(s.name(), workload)));
        }
    }

    private static String ownedBy(HasMetadata owner) {
        return "ownerReferences: [{apiVersion: %s, kind: %s, name: %s, uid: %s, controller: true}]"
                .formatted(
                        owner.getApiVersion(),
                        owner.getKind(),
                        owner.getMetadata().getName(),
                        owner.getMetadata().getUid());
    }

    private static GenericKubernetesResource get(Scene s, String region, String apiVersion, String kind) {
        return s.client(region)
                .genericKubernetesResources(apiVersion, kind)
                .inNamespace(s.name())
                .withName("features")
                .require();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> spec(Scene s, String region, String apiVersion, String kind) {
        return (Map<String, Object>)
                get(s, region, apiVersion, kind).getAdditionalProperties().get("spec");
    }

    private static Object jobState(Scene s, String region) {
        var job = (Map<?, ?>)
                spec(s, region, "flink.apache.org/v1beta1", "FlinkDeployment").get("job");
        return String.valueOf(job.get("state"));
    }

    private static int replicas(Scene s, String region) {
        return ((Number) spec(s, region, "kafka.strimzi.io/v1", "KafkaConnect").get("replicas")).intValue();
    }

    private static void apply(Rig rig, String region, String... manifests) {
        for (var manifest : manifests) {
            Deadline.until("applied", Duration.ofSeconds(30), () -> {
                try {
                    Manifests.apply(new Pair(rig.clusters(), "").cluster(region), Manifests.parse(manifest));
                    return List.of();
                } catch (KubernetesClientException e) {
                    return List.of(String.valueOf(e.getMessage()));
                }
            });
        }
    }

    private static String crd(String group, String version, String kind, String plural, String scale) {
        return """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: %4$s.%1$s}
                spec:
                  group: %1$s
                  names: {kind: %3$s, plural: %4$s}
                  scope: Namespaced
                  versions:
                    - name: %2$s
                      served: true
                      storage: true
                      subresources: {status: {}%5$s}
                      schema:
                        openAPIV3Schema:
                          type: object
                          properties:
                            spec: {type: object, x-kubernetes-preserve-unknown-fields: true}
                            status: {type: object, x-kubernetes-preserve-unknown-fields: true}
                """.formatted(group, version, kind, plural, scale.isEmpty() ? "" : ", " + scale);
    }

    /** As the chart's rbac.customResources grants it. */
    private static String access(String plural, String group) {
        return """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: custom-%1$s}
                rules:
                  - {apiGroups: [%2$s], resources: [%1$s], verbs: [get, list, patch]}
                  - {apiGroups: [%2$s], resources: [%1$s/scale], verbs: [get, patch]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: custom-%1$s}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: custom-%1$s}
                subjects: [{kind: ServiceAccount, name: regionpair-operator, namespace: regionpair-system}]
                """.formatted(plural, group);
    }
}
