package io.regionpair.e2e.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.api.Role;
import io.regionpair.e2e.arbitrator.FaultyArbitrator;
import io.regionpair.e2e.process.Ports;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Importance 1: under the policy Timed a dead region is replaced when the fence wait is over and not before, and a region that nobody
 * confirms stops. The guards are played by the test: no process runs in a simulated pod.
 */
@HasRigAlone
class TimedStoryIT {

    private static final Duration FENCE = Duration.ofSeconds(23);
    private static final Duration LEASE = Duration.ofSeconds(6);
    private static final Duration DRAIN_AFTER = Duration.ofSeconds(3);

    private static Scene timed(Scene s) {
        return s.answeredWithin(10)
                .with("arbitratorLoss: StepDown")
                .with(("takeover: {policy: Timed, unguarded: Accept, timing: {stalenessSeconds: 10, leaseSeconds: %d,"
                                + " drainAfterSeconds: %d, stopSeconds: 5, clockErrorMillis: 500, fenceSeconds: %d, dwellSeconds: 17}}")
                        .formatted(LEASE.toSeconds(), DRAIN_AFTER.toSeconds(), FENCE.toSeconds()));
    }

    @Test
    @BeforeRelease
    @Shows(InjectedFault.REGION_DEAD)
    void aDeadRegionIsReplacedWhenTheFenceWaitIsOver(Rig rig) {
        Scene.play(rig, "timed-dead", s -> {
            timed(s).cast("store", Work.deployment("datanode", 2)).deploy().awaitActive("eu");
            s.awaitSaid("us", "FailoverReady", "True/Steady");
            assertThat(s.condition("us", "ConfigurationSafe").orElseThrow().getMessage())
                    .as("nobody protects it, and the numbers are shown")
                    .contains("guard", "F 23 s against S 10 s + L 6 s + G 5 s + 2 E 0.5 s, smallest safe F 22.001 s");

            rig.operator("eu").stop();
            s.scale("eu", "datanode", 0, "guard");
            s.untilEquals(
                    "the guard has stopped eu",
                    0,
                    () -> s.pods("eu", "datanode").size());
            var began = System.nanoTime();
            s.arbitrator().name("us");
            assertThat(s.awaitWaiting("us", "FenceWaitRunning").until()).isNotNull();
            s.holds(
                    "us waits",
                    FENCE.minusSeconds(3),
                    Role.Promoting,
                    () -> s.stored("us").orElseThrow());
            s.awaitStored("us", Role.Active);
            var took = Duration.ofNanos(System.nanoTime() - began);
            Figures.print(
                    "a dead region was replaced after %.1f s, with a fence wait of %d s",
                    took.toMillis() / 1e3, FENCE.toSeconds());
            assertThat(took).isGreaterThan(FENCE);
            s.untilEquals("us runs", 2, () -> s.pods("us", "datanode").size());

            rig.operator("eu").restart();
            s.awaitStored("eu", Role.Passive);
            s.awaitActive("us");
        });
    }

    @Test
    @BeforeRelease
    @Shows(InjectedFault.ARBITRATOR_SILENT)
    void aRegionThatNobodyConfirmsStops(Rig rig) {
        try (var arbitrator = new FaultyArbitrator(Ports.take(), "eu")) {
            Scene.play(rig, "timed-silence", s -> {
                timed(s).arbitratedBy(arbitrator.url())
                        .cast("store", Work.deployment("datanode", 2))
                        .deploy()
                        .awaitActive("eu");

                var began = System.nanoTime();
                arbitrator.goesDown();
                s.untilEquals("eu stops", true, () -> s.stored("eu").orElseThrow() != Role.Active);
                var took = Duration.ofNanos(System.nanoTime() - began);
                Figures.print(
                        "a region that nobody confirms began to stop after %.1f s, with drainAfterSeconds %d",
                        took.toMillis() / 1e3, DRAIN_AFTER.toSeconds());
                assertThat(took).isLessThan(LEASE);
                s.awaitStored("eu", Role.Passive);
                assertThat(s.pods("eu", "datanode")).isEmpty();
                assertThat(s.pods("us", "datanode")).isEmpty();

                arbitrator.comesBack();
                s.awaitActive("eu");
            });
        }
    }

    /** The document went there and back between two polls: the other region may have been told to start meanwhile. */
    @Test
    @BeforeRelease
    @Shows(InjectedFault.EPOCH_JUMPS)
    void anActiveRegionThatIsNamedAgainUnderALaterEpochStopsFirst(Rig rig) {
        Scene.play(rig, "timed-jump", s -> {
            s.arbitrator().name("eu", 5);
            timed(s).cast("store", Work.deployment("datanode", 2)).deploy().awaitActive("eu");
            var term = s.term("eu");
            var before = s.podUids("eu");

            s.arbitrator().name("eu", 7);

            s.until("eu has become active anew", () -> s.term("eu") > term ? List.of() : List.of("term " + term));
            s.awaitActive("eu");
            assertThat(s.pods("eu", "datanode"))
                    .extracting(pod -> pod.getMetadata().getUid())
                    .doesNotContainAnyElementsOf(before);
            assertThat(s.pods("us", "datanode")).isEmpty();
            s.arbitrator().name("us", 8);
            s.awaitActive("us");
        });
    }

    /** C13: a region that holds on while the other one starts by time. */
    @Test
    @BeforeRelease
    @Shows(InjectedFault.PARAMETERS_DIFFER)
    void timeStartsNothingWhileTheOtherRegionIsAcknowledged(Rig rig) {
        Scene.play(rig, "timed-mixed", s -> {
            timed(s).cast("store", Work.deployment("datanode", 1)).deploy().awaitActive("eu");
            s.awaitSaid("us", "FailoverReady", "True/Steady");
            s.editPair("eu", """
                    {"spec": {"arbitratorLoss": "Hold", "takeover": {"policy": "Acknowledged", "unguarded": null, "timing": null}}}""");
            s.awaitSaid("us", "FailoverReady", "False/ParametersDiffer");

            rig.operator("eu").stop();
            s.arbitrator().name("us");
            s.awaitStored("us", Role.Promoting);
            s.holds(
                    "us waits",
                    FENCE.plusSeconds(7),
                    Role.Promoting,
                    () -> s.stored("us").orElseThrow());
            assertThat(s.awaitWaiting("us", "TakeoverRefused").message()).contains("isn't Timed");

            rig.operator("eu").restart();
            s.awaitActive("us");
        });
    }
}
