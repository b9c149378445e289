package io.regionpair.e2e.story;

import static io.regionpair.e2e.story.Scene.REGIONS;
import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.e2e.process.Lifetime;
import io.regionpair.e2e.process.Workspace;
import io.regionpair.e2e.region.TwoRegions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What the operators ask of their API servers while nothing happens, by audit logs with reads in them. */
@HasRigAlone
class RestStoryIT {

    /** Longer than from one look of an operator to the next without an event. */
    private static final Duration REST = Duration.ofSeconds(45);

    @Test
    void atRestNothingIsListed() throws Exception {
        try (var regions = TwoRegions.start(Workspace.newFolder("regions"), settings -> settings.withReadsAudited());
                var rig = Rig.install(regions.all(), Workspace.newFolder("rigs"), Lifetime.tiedToUs());
                var s = Scene.open(rig, "rest")) {
            s.unfenced()
                    .cast(
                            "store",
                            Work.deployment("datanode", 2),
                            Work.statefulSet("namenode", 1),
                            Work.cronJob("trim"))
                    .deploy()
                    .awaitActive("eu");
            s.switchTo("us");
            s.pair().awaitQuiet(Duration.ofSeconds(10), Duration.ofMinutes(2));

            var from = Instant.now();
            Thread.sleep(REST);
            var to = Instant.now();

            for (var region : REGIONS) {
                assertThat(Reads.lists(s.plane(region), from, to))
                        .as("lists in %s", region)
                        .isZero();
            }
            // What the watches tell is acted on all the same.
            s.scale("eu", "datanode", 1, "autopilot");
            s.untilEquals("it is set back", 0, () -> s.replicas("eu", "datanode"));
        }
    }
}
