package io.regionpair.e2e.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.api.Role;
import io.regionpair.e2e.observer.Report;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Importance 1: without this story there is no product. */
@SharesRig
class SwitchStoryIT {

    /** Once without the admission fence, which would hide a start that comes too early. */
    @ParameterizedTest(name = "{0} active-passive Deployments, fenced: {1}")
    @CsvSource({"1, false", "20, true"})
    @Shows(InjectedFault.NONE)
    void theActiveRoleGoesToUsAndComesBack(int deployments, boolean fenced, Rig rig) {
        try (var story = new Story(rig, "switch-" + deployments, fenced)) {
            story.deploy(deployments);
            story.awaitActive("eu");
            assertThat(story.pair().role("us")).isEqualTo(Role.Passive);

            var there = story.switchTo("us");
            var back = story.switchTo("eu");
            story.awaitQuiet();

            story.judge().ifPresent(report -> assertHarmless(report, deployments));
            var floor = story.floor(deployments);
            System.out.println(there.table() + back.table());
            Figures.print(
                    "%d Deployments: there %d ms, back %d ms; a bare scale loop over as many %d ms",
                    deployments, there.total().toMillis(), back.total().toMillis(), floor.toMillis());
        }
    }

    private static void assertHarmless(Report report, int deployments) {
        assertThat(report.overlaps()).isEmpty();
        assertThat(report.activeActiveWrites()).isEmpty();
        assertThat(report.doubts()).isEmpty();
        // Each of them, and the StatefulSet, ran three times: without pods, "no overlap" would say nothing.
        assertThat(report.podsThatCounted()).isEqualTo(3 * (deployments + 1));
        assertThat(report.gaps()).extracting(gap -> gap.from() + "-" + gap.to()).containsExactly("eu-us", "us-eu");
        System.out.println("writes in eu: " + report.writesByOperation("eu"));
        System.out.println("writes in us: " + report.writesByOperation("us"));
    }
}
