package io.regionpair.e2e.observer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.regionpair.e2e.region.ControlPlane;
import io.regionpair.e2e.region.TwoRegions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The judge on real control planes, without any operator: it must see the harm that it is there to see. */
class ObserverIT {

    private static TwoRegions regions;

    @BeforeAll
    static void start() {
        regions = TwoRegions.start();
    }

    @AfterAll
    static void stop() {
        if (regions != null) {
            regions.close();
        }
    }

    @Test
    void seesAWorkloadThatRunsInBothRegions() {
        var observer = observer();
        var workload = List.of(Workload.activePassive("default", "Deployment", "both"));
        regions.all().forEach(region -> deploy(region, "both", Map.of()));
        regions.all().forEach(region -> awaitPods(region, "both", 1));

        var report = observer.judge(workload);

        assertThat(report.overlaps())
                .singleElement()
                .satisfies(overlap -> assertThat(overlap.time().goesOn()).isTrue())
                .satisfies(overlap -> assertThat(overlap.pods()).hasSize(2));
    }

    @Test
    void seesAPodThatIsStillTerminating() {
        var observer = observer();
        var workload = List.of(Workload.activePassive("default", "Deployment", "slow"));
        deploy(regions.eu(), "slow", Map.of("test/slow-stop", "1s"));
        awaitPods(regions.eu(), "slow", 1);

        scaleToZero(regions.eu(), "slow");
        deploy(regions.us(), "slow", Map.of());
        awaitPods(regions.us(), "slow", 1);
        awaitPods(regions.eu(), "slow", 0);

        assertThat(observer.judge(workload).overlaps())
                .singleElement()
                .satisfies(overlap -> assertThat(overlap.time().goesOn()).isFalse());
    }

    @Test
    void seesNoneWhenOneStopsBeforeTheOtherStarts() {
        var observer = observer();
        var workload = List.of(Workload.activePassive("default", "Deployment", "orderly"));
        deploy(regions.eu(), "orderly", Map.of());
        awaitPods(regions.eu(), "orderly", 1);

        scaleToZero(regions.eu(), "orderly");
        awaitPods(regions.eu(), "orderly", 0);
        deploy(regions.us(), "orderly", Map.of());
        awaitPods(regions.us(), "orderly", 1);

        var report = observer.judge(workload);
        assertThat(report.overlaps()).isEmpty();
        assertThat(report.podsThatCounted()).isEqualTo(2);
        assertThat(report.gaps())
                .singleElement()
                .satisfies(gap -> assertThat(gap.to()).isEqualTo("us"));
        assertThat(report.doubts()).isEmpty();
    }

    @Test
    void aPodBehindAGateDoesNotCountUntilItIsLetGo() {
        var observer = observer();
        var workload = List.of(Workload.activePassive("default", "Pod", "gated"));
        for (var region : regions.all()) {
            region.client().resource(gatedPod()).create();
        }
        assertThat(observer.judge(workload).podsThatCounted()).isZero();

        regions.eu()
                .client()
                .pods()
                .inNamespace("default")
                .withName("gated")
                .edit(pod -> new PodBuilder(pod)
                        .editSpec()
                        .withSchedulingGates()
                        .endSpec()
                        .build());

        await().untilAsserted(() ->
                assertThat(observer.judge(workload).podsThatCounted()).isEqualTo(1));
        assertThat(observer.judge(workload).overlaps()).isEmpty();
    }

    private static Observer observer() {
        return Observer.of(regions.all(), "nobody").orElseThrow();
    }

    private static Pod gatedPod() {
        return new PodBuilder()
                .withNewMetadata()
                .withName("gated")
                .withNamespace("default")
                .endMetadata()
                .withNewSpec()
                .addNewSchedulingGate("regionpair.io/parked")
                .addNewContainer()
                .withName("main")
                .withImage("none")
                .endContainer()
                .endSpec()
                .build();
    }

    private static void deploy(ControlPlane region, String name, Map<String, String> annotations) {
        region.client()
                .resource(new DeploymentBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace("default")
                        .endMetadata()
                        .withNewSpec()
                        .withNewSelector()
                        .addToMatchLabels("app", name)
                        .endSelector()
                        .withNewTemplate()
                        .withNewMetadata()
                        .addToLabels("app", name)
                        .withAnnotations(annotations)
                        .endMetadata()
                        .withNewSpec()
                        .addNewContainer()
                        .withName("main")
                        .withImage("none")
                        .endContainer()
                        .endSpec()
                        .endTemplate()
                        .endSpec()
                        .build())
                .create();
    }

    private static void scaleToZero(ControlPlane region, String name) {
        region.client()
                .apps()
                .deployments()
                .inNamespace("default")
                .withName(name)
                // Whatever its controller has written meanwhile.
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"replicas\":0}}");
    }

    private static void awaitPods(ControlPlane region, String name, int count) {
        await().untilAsserted(() -> {
            var pods = region.client()
                    .pods()
                    .inNamespace("default")
                    .withLabel("app", name)
                    .list()
                    .getItems();
            assertThat(pods).hasSize(count).allMatch(pod -> pod.getSpec().getNodeName() != null);
        });
    }
}
