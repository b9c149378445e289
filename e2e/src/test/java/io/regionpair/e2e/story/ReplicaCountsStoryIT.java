package io.regionpair.e2e.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.api.RegionComponent;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Importance 1: what comes up in the other region has the size that it had. */
@SharesRig
class ReplicaCountsStoryIT {

    @Test
    void listedToldAndRememberedCountsAndASuspendedCronJob(Rig rig) {
        Scene.play(rig, "counts", s -> {
            // Nobody lists a number for etl: us hears it from eu with the acknowledgement, and remembers it for the way
            // back.
            s.cast("store", 100, Work.statefulSet("namenode", 1), Work.deployment("datanode", 3))
                    .cast(
                            "jobs",
                            Work.cronJob("cleanup"),
                            Work.deployment("etl", 0).unsized());
            s.deploy().awaitActive("eu");
            assertThat(s.replicas("eu", "etl")).isEqualTo(1);
            s.scale("eu", "etl", 4, "owner");
            s.untilEquals("eu remembers the owner's number", List.of(4), () -> remembered(s, "eu"));
            assertCronJobs(s, false, true);

            s.switchTo("us");

            assertThat(s.replicas("us", "etl")).isEqualTo(4);
            assertThat(s.replicas("us", "datanode")).isEqualTo(3);
            assertThat(s.replicas("eu", "etl")).isZero();
            assertCronJobs(s, true, false);
            s.scale("us", "etl", 2, "owner");
            s.untilEquals("us remembers the owner's number", List.of(2), () -> remembered(s, "us"));

            s.switchTo("eu");

            assertThat(s.replicas("eu", "etl")).isEqualTo(2);
            assertThat(s.replicas("eu", "datanode")).isEqualTo(3);
            assertCronJobs(s, false, true);
        });
    }

    private static List<Integer> remembered(Scene s, String region) {
        return s
                .client(region)
                .resources(RegionComponent.class)
                .inNamespace(s.name())
                .withName("jobs")
                .get()
                .getStatus()
                .workloads()
                .stream()
                .map(workload -> workload.rememberedReplicas())
                .filter(Objects::nonNull)
                .toList();
    }

    private static void assertCronJobs(Scene s, boolean suspendedInEu, boolean suspendedInUs) {
        assertThat(suspended(s, "eu")).as("suspended in eu").isEqualTo(suspendedInEu);
        assertThat(suspended(s, "us")).as("suspended in us").isEqualTo(suspendedInUs);
    }

    private static boolean suspended(Scene s, String region) {
        return s.client(region)
                .batch()
                .v1()
                .cronjobs()
                .inNamespace(s.name())
                .withName("cleanup")
                .get()
                .getSpec()
                .getSuspend();
    }
}
