package io.regionpair.e2e.story;

import static io.regionpair.e2e.story.Scene.REGIONS;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** HorizontalPodAutoscalers beside the operator: real objects and their real controller, without metrics that would move it. */
@SharesRig
class AutoscalerStoryIT {

    private static final Duration A_WHILE = Duration.ofSeconds(3);

    @Test
    void whatAnAutoscalerSizesIsLeftToItWhileItRuns(Rig rig) {
        Scene.play(rig, "autoscaler-sizes", s -> {
            s.cast("store", Work.deployment("datanode", 2));
            s.deploy().awaitActive("eu");
            REGIONS.forEach(region -> autoscale(
                    s,
                    region,
                    3,
                    "{type: Resource, resource: {name: cpu, target: {type: "
                            + "Utilization, averageUtilization: 50}}}"));

            s.scale("eu", "datanode", 4, "horizontal-pod-autoscaler");
            s.holds("nobody sets it back", A_WHILE, 4, () -> s.replicas("eu", "datanode"));

            s.arbitrator().name("us");
            s.untilEquals("it is stopped", 0, () -> s.replicas("eu", "datanode"));
            s.untilEquals("us has the autoscaler's minimum", 3, () -> s.replicas("us", "datanode"));
            s.awaitComponentSaid("us", "store", "Ready", "True/Running");
        });
    }

    /** Kubernetes 1.37: one that once put its target to 0 raises it from there, whoever put it there this time. */
    @Test
    void oneThatWouldRaiseFromZeroIsDisarmedBeforeTheOtherRegionStarts(Rig rig) {
        Scene.play(rig, "autoscaler-zero", s -> {
            s.unfenced();
            s.cast("store", Work.deployment("datanode", 1));
            s.deploy().awaitActive("eu");
            autoscale(
                    s,
                    "eu",
                    0,
                    "{type: External, external: {metric: {name: queue}, target: {type: Value, value: \"1\"}}}");
            autoscaler(s, "eu")
                    .subresource("status")
                    .patch(
                            PatchContext.of(PatchType.JSON_MERGE),
                            "{\"status\":{\"desiredReplicas\":1,\"conditions\":[{\"type\":\"AbleToScale\",\"status\":\"True\"},"
                                    + "{\"type\":\"ScaledToZero\",\"status\":\"True\"}]}}");
            assertThat(conditions(s)).contains("ScaledToZero");

            s.switchTo("us");
            assertThat(conditions(s)).contains("AbleToScale").doesNotContain("ScaledToZero");
        });
    }

    private static void autoscale(Scene s, String region, int min, String metric) {
        Manifests.apply(s.pair().cluster(region), Manifests.parse("""
                apiVersion: autoscaling/v2
                kind: HorizontalPodAutoscaler
                metadata: {name: datanode, namespace: %s}
                spec:
                  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: datanode}
                  minReplicas: %d
                  maxReplicas: 5
                  metrics: [%s]
                """.formatted(s.name(), min, metric)));
    }

    private static Resource<HorizontalPodAutoscaler> autoscaler(Scene s, String region) {
        return s.client(region)
                .resources(HorizontalPodAutoscaler.class)
                .inNamespace(s.name())
                .withName("datanode");
    }

    private static List<String> conditions(Scene s) {
        return autoscaler(s, "eu").get().getStatus().getConditions().stream()
                .filter(condition -> condition.getStatus().equals("True"))
                .map(condition -> condition.getType())
                .toList();
    }
}
