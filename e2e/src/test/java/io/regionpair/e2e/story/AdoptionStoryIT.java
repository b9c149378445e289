package io.regionpair.e2e.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.api.Role;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Importance 1: an installation beside a running system restarts nothing. */
@SharesRig
class AdoptionStoryIT {

    private static final Work NAMENODE = Work.statefulSet("namenode", 1).running(1);
    private static final Work DATANODE = Work.deployment("datanode", 3).running(3);
    private static final Work CLEANUP = Work.cronJob("cleanup").running(1);
    private static final Work ETL = Work.deployment("etl", 0).unsized().running(2);

    /** What runs in eu already, and is deployed but off in us. Without the label: with it, it would be turned off. */
    private static void deployWorkloads(Scene scene) {
        scene.unfenced();
        scene.cast("store", 100, NAMENODE, DATANODE).cast("jobs", CLEANUP, ETL);
        scene.deployWorkloads("eu");
        scene.cast("store", 100, Work.statefulSet("namenode", 1), Work.deployment("datanode", 3))
                .cast("jobs", Work.cronJob("cleanup"), Work.deployment("etl", 0).unsized());
        scene.deployWorkloads("us");
        scene.until(
                "everything runs in eu",
                () -> WorkloadView.of(scene.client("eu"), scene.name()).stream()
                        .filter(view -> view.turnedOn() == 0 || view.ready() < view.turnedOn())
                        .map(WorkloadView::toString)
                        .toList());
    }

    @ParameterizedTest(name = "{0} first")
    @ValueSource(strings = {"eu", "us"})
    void oneSideIsInstalledBeforeTheOther(String first, Rig rig) {
        Scene.play(rig, "adopt-" + first, s -> {
            deployWorkloads(s);
            var before = s.podUids("eu");

            install(s, first);
            if (first.equals("eu")) {
                s.awaitWaiting("eu", "AdoptionPending");
            } else {
                s.awaitStored("us", Role.Passive);
            }
            assertThat(s.podUids("eu")).isEqualTo(before);
            install(s, Scene.other(first));

            s.awaitActive("eu");
            assertThat(s.podUids("eu")).isEqualTo(before);
            assertThat(s.replicas("eu", "etl")).isEqualTo(2);
            label(s);
            s.switchTo("us");
            assertThat(s.replicas("us", "etl")).isEqualTo(2);
        });
    }

    /** As docs/operating.md says: the same manifests in both regions, when the pair is active and not before. */
    private static void label(Scene s) {
        Scene.REGIONS.forEach(region -> s.until(
                region + " is ready",
                () -> s.said(region, "Ready").startsWith("True/") ? List.of() : List.of(s.said(region, "Ready"))));
        s.fenced();
        for (var work : List.of(NAMENODE, DATANODE, CLEANUP, ETL)) {
            assertThat(Scene.turnedOn(s.deploy("eu", work.isLabelledLate())))
                    .as("what runs in eu goes on: %s", work)
                    .isEqualTo(work.replicas());
            assertThat(Scene.turnedOn(s.deploy("us", work.isLabelledLate())))
                    .as("what is off in us stays off: %s", work)
                    .isZero();
        }
        s.awaitActive("eu");
    }

    @Test
    void componentsComeAfterThePair(Rig rig) {
        Scene.play(rig, "adopt-late", s -> {
            deployWorkloads(s);
            var before = s.podUids("eu");

            Scene.REGIONS.forEach(s::deployPair);
            Scene.REGIONS.forEach(region -> s.until(
                    region + " has a record", () -> s.stored(region).isPresent() ? List.of() : List.of("none")));
            s.deployComponents("us");
            s.deployComponents("eu");

            s.awaitActive("eu");
            assertThat(s.podUids("eu")).isEqualTo(before);
            s.switchTo("us");
        });
    }

    /** The pair alone is active already, with nothing to run, when its components come. */
    @Test
    void componentsComeAfterAnEmptyPairIsActive(Rig rig) {
        Scene.play(rig, "adopt-later", s -> {
            deployWorkloads(s);
            var before = s.podUids("eu");

            Scene.REGIONS.forEach(s::deployPair);
            s.awaitStored("eu", Role.Active);
            s.deployComponents("eu");
            s.deployComponents("us");

            s.awaitActive("eu");
            assertThat(s.podUids("eu")).isEqualTo(before);
            s.switchTo("us");
        });
    }

    /** The arbitrator names us, where nothing runs: nothing may be stopped or started until a person decides. */
    @Test
    void theArbitratorNamesTheOtherRegion(Rig rig) {
        Scene.play(rig, "adopt-other", s -> {
            deployWorkloads(s);
            var before = s.podUids("eu");
            s.arbitrator().name("us");

            install(s, "us");
            install(s, "eu");

            s.awaitWaiting("eu", "AdoptionPending");
            s.awaitWaiting("us", "WaitingForAcknowledgement");
            assertThat(s.podUids("eu")).isEqualTo(before);
            s.editPair("""
                    {"spec":{"override":{"action":"ForcePassive","region":"eu","reason":"moving to us"}}}""");
            s.awaitActive("us");
        });
    }

    private static void install(Scene s, String region) {
        s.deployPair(region);
        s.deployComponents(region);
    }
}
