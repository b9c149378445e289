package io.regionpair.e2e.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.api.Role;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Importance 2: in mode Observe everything is told and nothing is done. */
@SharesRig
class ObserveStoryIT {

    @Test
    void aSwitchOfTheArbitratorIsToldAndNotDone(Rig rig) {
        Scene.play(rig, "observe", s -> {
            s.cast("store", Work.deployment("datanode", 2), Work.statefulSet("namenode", 1), Work.cronJob("cleanup"))
                    .deploy()
                    .awaitActive("eu");
            s.editPair("{\"spec\":{\"mode\":\"Observe\"}}");
            Scene.REGIONS.forEach(region -> s.until(
                    region + " observes",
                    () -> s.status(region)
                                    .filter(status -> status.would() != null)
                                    .isPresent()
                            ? List.of()
                            : List.of("no status.would")));
            var before = s.hands();
            var writes = s.workloadWrites();

            s.arbitrator().name("us");

            s.untilEquals("eu would be passive", Role.Passive, () -> would(s, "eu"));
            s.untilEquals("us would be active", Role.Active, () -> would(s, "us"));
            s.until(
                    "eu says what it would do",
                    () -> s.status("eu").orElseThrow().would().message().contains("Demoting")
                            ? List.of()
                            : List.of(s.status("eu").orElseThrow().would().message()));
            assertThat(s.hands()).isEqualTo(before);
            assertThat(s.workloadWrites()).isEqualTo(writes);

            s.editPair("{\"spec\":{\"mode\":\"Act\"}}");
            s.awaitActive("us");
        });
    }

    /** Rehearsed beside running production, before the operator may write anything. */
    @Test
    void nothingIsWrittenWhenItIsInstalledThatWay(Rig rig) {
        Scene.play(rig, "observe-first", s -> {
            s.unfenced()
                    .with("mode: Observe")
                    .cast("store", Work.deployment("datanode", 2).running(2), Work.cronJob("cleanup"));
            s.deployWorkloads("eu");
            s.cast("store", Work.deployment("datanode", 2), Work.cronJob("cleanup"));
            s.deployWorkloads("us");
            Scene.REGIONS.forEach(s::deployPair);
            Scene.REGIONS.forEach(s::deployComponents);

            s.untilEquals("eu would be active", Role.Active, () -> would(s, "eu"));
            s.untilEquals("us would be passive", Role.Passive, () -> would(s, "us"));
            s.arbitrator().name("us");
            s.untilEquals("eu would be passive", Role.Passive, () -> would(s, "eu"));

            assertThat(s.workloadWrites()).isEmpty();
            assertThat(s.stored("eu")).isEmpty();
            assertThat(s.stored("us")).isEmpty();
        });
    }

    private static Role would(Scene s, String region) {
        return s.status(region)
                .map(status -> status.would())
                .map(would -> would.role())
                .orElse(Role.Unknown);
    }
}
