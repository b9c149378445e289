package io.regionpair.e2e.story;

import static io.regionpair.e2e.story.Scene.REGIONS;
import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.api.Role;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of the Jobs of a CronJob that run when their region is to stop. */
@SharesRig
class RunningJobsStoryIT {

    @Test
    void aJobIsDeletedWhereItsComponentSaysSo(Rig rig) {
        Scene.play(rig, "jobs-delete", s -> {
            deploy(s, "Delete");
            s.switchTo("us");
            assertThat(jobs(s)).isEmpty();
        });
    }

    @Test
    void elseItIsWaitedFor(Rig rig) {
        Scene.play(rig, "jobs-wait", s -> {
            deploy(s, "Wait");
            s.arbitrator().name("us");
            s.awaitStored("us", Role.Promoting);
            s.holds(
                    "us waits",
                    Duration.ofSeconds(5),
                    Role.Promoting,
                    () -> s.stored("us").orElseThrow());
            assertThat(jobs(s)).containsExactly("cleanup-7");

            s.client("eu")
                    .batch()
                    .v1()
                    .jobs()
                    .inNamespace(s.name())
                    .withName("cleanup-7")
                    .delete();
            s.awaitActive("us");
        });
    }

    /** Active in eu, where a Job of the CronJob runs and won't end by itself. */
    private static void deploy(Scene s, String runningJobs) {
        s.cast("store", Work.deployment("datanode", 1));
        REGIONS.forEach(s::deployWorkloads);
        for (var region : REGIONS) {
            Manifests.apply(s.pair().cluster(region), Manifests.parse("""
                    apiVersion: batch/v1
                    kind: CronJob
                    metadata: {name: cleanup, namespace: %s}
                    spec:
                      schedule: "0 3 * * *"
                      suspend: true
                      jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: main, image: none}]}}}}
                    """.formatted(s.name())));
        }
        REGIONS.forEach(s::deployPair);
        REGIONS.forEach(s::deployComponents);
        for (var region : REGIONS) {
            Manifests.apply(s.pair().cluster(region), Manifests.parse("""
                    apiVersion: regionpair.io/v1alpha1
                    kind: RegionComponent
                    metadata: {name: jobs, namespace: %1$s}
                    spec:
                      pair: %1$s
                      mode: ActivePassive
                      workloads: [{apiVersion: batch/v1, kind: CronJob, name: cleanup, runningJobs: %2$s}]
                    """.formatted(s.name(), runningJobs)));
        }
        s.awaitActive("eu");
        var cronJob = s.client("eu")
                .batch()
                .v1()
                .cronjobs()
                .inNamespace(s.name())
                .withName("cleanup")
                .require();
        // On a node that doesn't exist, so that nothing ends it.
        Manifests.apply(s.pair().cluster("eu"), Manifests.parse("""
                apiVersion: batch/v1
                kind: Job
                metadata:
                  name: cleanup-7
                  namespace: %s
                  ownerReferences: [{apiVersion: batch/v1, kind: CronJob, name: cleanup, uid: %s, controller: true}]
                spec:
                  template:
                    spec: {restartPolicy: Never, nodeSelector: {nobody: has}, containers: [{name: main, image: none}]}
                """.formatted(
                        s.name(), cronJob.getMetadata().getUid())));
        s.until(
                "its pod is there",
                () -> s.client("eu")
                                .pods()
                                .inNamespace(s.name())
                                .withLabel("job-name", "cleanup-7")
                                .list()
                                .getItems()
                                .isEmpty()
                        ? List.of("no pod")
                        : List.of());
    }

    private static List<String> jobs(Scene s) {
        return s.client("eu").batch().v1().jobs().inNamespace(s.name()).list().getItems().stream()
                .map(job -> job.getMetadata().getName())
                .toList();
    }
}
