package io.regionpair.e2e.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.api.LostPod;
import io.regionpair.api.Role;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Importance 1: as long as one pod object is left, the other region waits, and says for which. */
@SharesRig
class SlowPodsStoryIT {

    @Test
    @Shows(InjectedFault.SLOW_POD)
    void theOtherRegionWaitsForAPodThatTakesEightSeconds(Rig rig) {
        Scene.play(rig, "slow-pod", s -> {
            s.cast("store", Work.deployment("datanode", 1).stopping("8s"), Work.deployment("quick", 2))
                    .deploy()
                    .awaitActive("eu");

            var change = s.switchTo("us");

            assertThat(change.total()).isGreaterThan(Duration.ofSeconds(8));
            s.report()
                    .ifPresent(report -> assertThat(report.gaps())
                            .singleElement()
                            .satisfies(gap -> assertThat(gap.from()).isEqualTo("eu")));
        });
    }

    @Test
    @Shows(InjectedFault.SLOW_POD)
    void theOtherRegionWaitsForEverForAPodThatNeverEnds(Rig rig) {
        Scene.play(rig, "stuck-pod", s -> {
            s.cast("store", Work.deployment("datanode", 1).stopping("never"), Work.deployment("quick", 2))
                    .deploy()
                    .awaitActive("eu");
            var pod = s.pods("eu", "datanode").getFirst().getMetadata().getName();

            s.arbitrator().name("us");

            s.awaitWaiting("eu", "WaitingForStop");
            s.untilEquals("everything else is stopped", 1, () -> s.pair().pods("eu"));
            s.untilEquals(
                    "eu's status names the pod",
                    true,
                    () -> s.status("eu").orElseThrow().waitingFor().message().contains(pod));
            assertThat(s.status("eu").orElseThrow().waitingFor().todo()).isNotBlank();
            s.awaitWaiting("us", "WaitingForAcknowledgement");
            // Its first question may have come before eu began to stop.
            s.untilEquals(
                    "us's status says what eu is",
                    true,
                    () -> s.status("us").orElseThrow().waitingFor().message().contains("Demoting"));
            assertThat(s.stored("us")).contains(Role.Promoting);
            assertThat(s.pair().pods("us")).isZero();

            s.stopping("eu", "datanode", "100ms");
            s.awaitActive("us");
        });
    }

    /** Force-deletion removes the object and tells nobody whether the processes ended; only a person can say that. */
    @Test
    @Shows(InjectedFault.FORCED_DELETION)
    void theOtherRegionWaitsForAPodThatWasDeletedByForce(Rig rig) {
        Scene.play(rig, "forced-pod", s -> {
            s.cast("store", Work.deployment("datanode", 1).stopping("never"), Work.deployment("quick", 2))
                    .deploy()
                    .awaitActive("eu");
            var pod = s.pods("eu", "datanode").getFirst();

            s.arbitrator().name("us");
            s.awaitWaiting("eu", "WaitingForStop");
            s.untilEquals("everything else is stopped", 1, () -> s.pair().pods("eu"));
            s.client("eu").resource(pod).withGracePeriod(0).delete();

            s.awaitWaiting("eu", "PodLost");
            var waiting = s.status("eu").orElseThrow().waitingFor();
            assertThat(waiting.message())
                    .contains(pod.getMetadata().getName(), pod.getSpec().getNodeName());
            assertThat(waiting.todo()).contains("regionpair.io/stopped-pods");
            assertThat(s.pair().pods("eu")).as("pod objects left").isZero();
            assertThat(s.stored("eu")).contains(Role.Demoting);
            assertThat(s.stored("us")).contains(Role.Promoting);
            assertThat(s.status("eu").orElseThrow().lostPods())
                    .extracting(LostPod::uid)
                    .containsExactly(pod.getMetadata().getUid());

            s.accountFor("eu", pod);
            s.awaitActive("us");
            assertThat(s.status("eu").orElseThrow().lostPods()).isEmpty();
        });
    }

    /** GitOps engines read Stalled as a failure, and every switch stops pods and waits for the other region. */
    @Test
    void aSwitchUnderWayIsNotStalled(Rig rig) {
        Scene.play(rig, "under-way", s -> {
            s.cast("store", Work.deployment("datanode", 1).stopping("never"))
                    .deploy()
                    .awaitActive("eu");

            s.arbitrator().name("us");

            s.awaitSaid("eu", "Reconciling", "True/WaitingForStop");
            s.awaitSaid("us", "Reconciling", "True/WaitingForAcknowledgement");
            for (var region : Scene.REGIONS) {
                assertThat(s.said(region, "Stalled")).as(region).startsWith("False/");
                assertThat(s.said(region, "Ready")).as(region).startsWith("False/");
            }
            s.stopping("eu", "datanode", "100ms");
            s.awaitActive("us");
        });
    }

    /** The way back leads through Passive: a drain that began is finished. */
    @Test
    void aChangeOfMindInTheMiddleOfADrainIsADetour(Rig rig) {
        Scene.play(rig, "change-of-mind", s -> {
            s.cast("store", Work.deployment("datanode", 1).stopping("never"))
                    .deploy()
                    .awaitActive("eu");
            var term = s.term("eu");
            s.arbitrator().name("us");
            s.awaitStored("eu", Role.Demoting);
            s.awaitStored("us", Role.Promoting);

            s.arbitrator().name("eu");
            s.awaitStored("us", Role.Passive);
            assertThat(s.stored("eu")).contains(Role.Demoting);

            s.stopping("eu", "datanode", "100ms");
            s.awaitActive("eu");
            assertThat(s.term("eu")).isGreaterThan(term);
            s.stopping("eu", "datanode", "100ms");
        });
    }
}
