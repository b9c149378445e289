package io.regionpair.workload;

import static io.regionpair.workload.Sights.NOW;
import static io.regionpair.workload.Sights.cronJob;
import static io.regionpair.workload.Sights.deployment;
import static io.regionpair.workload.Sights.ended;
import static io.regionpair.workload.Sights.jobOf;
import static io.regionpair.workload.Sights.observed;
import static io.regionpair.workload.Sights.off;
import static io.regionpair.workload.Sights.podOf;
import static io.regionpair.workload.Sights.survey;
import static io.regionpair.workload.Sights.terminating;
import static io.regionpair.workload.Sights.unscheduled;
import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.api.FieldLever;
import io.regionpair.api.Reason;
import io.regionpair.workload.Survey.JobSeen;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StopTest {

    private static final Instant LONG_AGO = NOW.minusSeconds(3600);

    private final Found hive = off(deployment("hive"));
    private final Found cleanup = off(cronJob("cleanup"));
    private final Found fenced = Sights.fenced(cleanup, "hopsworks");

    @Test
    void isProvedWhenItIsOffAndObservedAndHasNoPod() {
        assertThat(judge(hive, survey(hive))).isEqualTo(new Stop.Proved());
    }

    @Test
    void isOpenWhileItIsOn() {
        assertOpen(judge(deployment("hive"), survey()), Reason.WaitingForStop, "it isn't turned off yet");
    }

    @Test
    void isOpenWhileItsControllerHasNotSeenThatItIsOff() {
        assertOpen(
                judge(observed(hive, 6, 5), survey()),
                Reason.ControllerBehind,
                "its controller hasn't observed that it is off");
    }

    @Test
    void isOpenWhileAReplicaSetOfItAsksForPods() {
        assertOpen(
                judge(hive, survey().with(Sights.setOf(hive.uid(), "hive-1", 1, true))),
                Reason.ControllerBehind,
                "its controller hasn't observed that it is off");
    }

    @Test
    void isOpenWhileAReplicaSetOfItIsBehind() {
        assertOpen(
                judge(hive, survey().with(Sights.setOf(hive.uid(), "hive-1", 0, false))),
                Reason.ControllerBehind,
                "its controller hasn't observed that it is off");
    }

    private static final Found FEATURES = off(Sights.custom(
            "features",
            new Lever.Field(
                    new Lever.Served("flink.apache.org/v1beta1", "FlinkDeployment", "flinkdeployments"),
                    new FieldLever("spec.job.state", "running", "suspended"))));

    /** Its own controller has yet to act on the field, however long ago that was written. */
    @Test
    void isOpenWhileSomethingThatACustomResourceMadeIsOn() {
        var made = deployment("jobmanager");
        var origins = new Origins(Map.of(made.uid(), FEATURES.uid()), Set.of());

        assertOpen(
                judge(FEATURES, survey(FEATURES, made).with(origins)),
                Reason.ControllerBehind,
                "its controller hasn't observed that it is off");
        assertThat(judge(FEATURES, survey(FEATURES, off(made)).with(origins))).isEqualTo(new Stop.Proved());
    }

    @Test
    void isOpenWhileAPodRunsThatACustomResourceMade() {
        var pod = podOf(deployment("jobmanager"), "jobmanager-1");
        var chain = Map.of(pod.uid(), "uid-of-its-owner", "uid-of-its-owner", FEATURES.uid());

        assertOpen(
                judge(FEATURES, survey(FEATURES).with(pod).with(new Origins(chain, Set.of()))),
                Reason.PodsStillTerminating,
                "pod jobmanager-1 on node n1 still exists");
    }

    /** Somebody made it, and nobody can tell who: it may be one of its own. */
    @Test
    void isOpenWhileAPodRunsOfWhichNobodyKnowsWhoMadeIt() {
        var pod = podOf(deployment("jobmanager"), "jobmanager-1");
        var chain = Map.of(pod.uid(), "uid-of-its-owner");

        assertThat(judge(FEATURES, survey(FEATURES).with(pod).with(new Origins(chain, Set.of("uid-of-its-owner")))))
                .isInstanceOf(Stop.Open.class);
        assertThat(judge(FEATURES, survey(FEATURES).with(pod).with(new Origins(chain, Set.of()))))
                .as("one of somebody else")
                .isEqualTo(new Stop.Proved());
    }

    @Test
    void aCustomResourceNeedsASecondLook() {
        assertThat(Stop.judge(FEATURES, survey(FEATURES).build(), Optional.empty(), Hold.None))
                .isInstanceOf(Stop.Open.class);
    }

    @Test
    void foreignReplicaSetsDoNotMatter() {
        var foreign = Sights.setOf("uid-spark", "spark-1", 3, false);

        assertThat(judge(hive, survey().with(foreign))).isEqualTo(new Stop.Proved());
    }

    @Test
    void isOpenWhileAJobRunsAlthoughItHasNoPod() {
        assertOpen(
                judge(cleanup, survey().with(jobOf(cleanup, "cleanup-7", false))),
                Reason.JobsStillRunning,
                "Job cleanup-7 still runs");
    }

    @Test
    void countsTheOtherJobsThatRun() {
        assertOpen(
                judge(
                        cleanup,
                        survey().with(jobOf(cleanup, "cleanup-7", false)).with(jobOf(cleanup, "cleanup-8", false))),
                Reason.JobsStillRunning,
                "Job cleanup-7 (and 1 more) still runs");
    }

    @Test
    void isOpenWhileAPodOfAFinishedJobLives() {
        var job = jobOf(cleanup, "cleanup-7", true);

        assertOpen(
                judge(cleanup, survey().with(job).with(podOf(job, "cleanup-7-x"))),
                Reason.PodsStillTerminating,
                "pod cleanup-7-x on node n1 still exists");
    }

    /** The CronJob controller deletes a running Job before it starts the next one (concurrencyPolicy Replace), and the pod goes last. */
    @Test
    void isOpenWhileAPodLivesWhoseJobWasDeleted() {
        assertOpen(
                judge(cleanup, survey().with(Sights.orphan("cleanup-7-x"))),
                Reason.PodsStillTerminating,
                "pod cleanup-7-x on node n1 still exists");
    }

    @Test
    void aPodWhoseJobWasDeletedIsNoConcernOfADeployment() {
        assertThat(judge(hive, survey().with(Sights.orphan("cleanup-7-x")))).isEqualTo(new Stop.Proved());
    }

    @Test
    void aCronJobIsProvedOnlyMoreThanTenSecondsAfterItWasFirstSeenEmpty() {
        assertOpen(
                Stop.judge(cleanup, survey().build(), Optional.of(NOW.minusSeconds(10)), Hold.None),
                Reason.ConfirmingStop,
                Reason.ConfirmingStop.meaning());
        assertThat(Stop.judge(cleanup, survey().build(), Optional.of(NOW.minusMillis(10_001)), Hold.None))
                .isEqualTo(new Stop.Proved());
    }

    @Test
    void aCronJobThatWasNeverSeenEmptyIsNotProved() {
        assertOpen(
                Stop.judge(cleanup, survey().build(), Optional.empty(), Hold.None),
                Reason.ConfirmingStop,
                Reason.ConfirmingStop.meaning());
    }

    @Test
    void behindAClosedFenceNoSecondLookIsDue() {
        assertThat(Stop.judge(fenced, survey().build(), Optional.empty(), Hold.Pods))
                .isEqualTo(new Stop.Proved());
    }

    /** Made by hand, or by the schedule just before the suspension: its pods are refused, so it has none and never finishes. */
    @Test
    void behindAClosedFenceAJobWithoutPodsIsNotWaitedForAfterASecondLook() {
        var held = survey().with(jobOf(fenced, "cleanup-7", false));

        assertOpen(
                Stop.judge(fenced, held.build(), Optional.of(NOW.minusSeconds(10)), Hold.Pods),
                Reason.ConfirmingStop,
                Reason.ConfirmingStop.meaning());
        assertThat(Stop.judge(fenced, held.build(), Optional.of(NOW.minusMillis(10_001)), Hold.Pods))
                .isEqualTo(new Stop.Proved());
    }

    @Test
    void behindAClosedFenceAJobWithAPodIsWaitedFor() {
        var job = jobOf(fenced, "cleanup-7", false);

        assertOpen(
                Stop.judge(
                        fenced,
                        survey().with(job).with(podOf(job, "cleanup-7-x")).build(),
                        Optional.of(LONG_AGO),
                        Hold.Pods),
                Reason.JobsStillRunning,
                "Job cleanup-7 still runs");
    }

    /** The fence doesn't know its pods: it is older than the label in the CronJob's template. */
    @Test
    void behindAClosedFenceAJobWithoutTheLabelIsWaitedFor() {
        var held = jobOf(fenced, "cleanup-7", false);
        var old = new JobSeen("hopsworks", "cleanup-6", "uid-6", fenced.uid(), false, Optional.empty());

        assertOpen(
                Stop.judge(fenced, survey().with(held).with(old).build(), Optional.of(LONG_AGO), Hold.Pods),
                Reason.JobsStillRunning,
                "Job cleanup-7 (and 1 more) still runs");
    }

    @Test
    void aDeploymentNeedsNoSecondLook() {
        assertThat(Stop.judge(hive, survey().build(), Optional.empty(), Hold.None))
                .isEqualTo(new Stop.Proved());
    }

    @Test
    void namesThePodAndItsNodeThatStillExist() {
        assertOpen(
                judge(hive, survey().with(podOf(hive, "hive-1"))),
                Reason.PodsStillTerminating,
                "pod hive-1 on node n1 still exists");
    }

    @Test
    void countsTheOtherPodsThatStillExist() {
        assertOpen(
                judge(hive, survey().with(podOf(hive, "hive-1"), podOf(hive, "hive-2"), podOf(hive, "hive-3"))),
                Reason.PodsStillTerminating,
                "pod hive-1 on node n1 (and 2 more) still exists");
    }

    @Test
    void saysWhenTheGracePeriodEnds() {
        var pod = terminating(podOf(hive, "hive-1"), NOW.plusSeconds(30));

        assertOpen(
                judge(hive, survey().with(pod)),
                Reason.PodsStillTerminating,
                "pod hive-1 on node n1 still exists, its grace period ends at 2026-11-20T10:00:30Z");
    }

    @Test
    void saysTheSameTextEachTimeSoThatNoCountdownIsAStatusWrite() {
        var pod = terminating(podOf(hive, "hive-1"), NOW.plusSeconds(30));

        var first = judge(hive, survey().with(pod));
        var later = judge(hive, survey().with(pod).at(NOW.plusSeconds(29)));

        assertThat(later).isEqualTo(first);
    }

    @Test
    void saysThatTheGracePeriodIsOver() {
        var pod = terminating(podOf(hive, "hive-1"), NOW.minusSeconds(3)).on(Optional.of(true));

        assertOpen(
                judge(hive, survey().with(pod)),
                Reason.PodsStillTerminating,
                "pod hive-1 on node n1 still exists, past its grace period, which ended at 2026-11-20T09:59:57Z");
    }

    @Test
    void namesThePodWhoseNodeDoesNotReportBeforeAllOthers() {
        var lost = terminating(podOf(hive, "hive-2"), NOW.minusSeconds(60)).on(Optional.of(false));

        assertOpen(
                judge(hive, survey().with(podOf(hive, "hive-1"), lost)),
                Reason.NodeUnreachable,
                "pod hive-2 on node n1 (and 1 more) still exists, and that node doesn't report");
    }

    @Test
    void aPodWithoutANodeExistsToo() {
        assertOpen(
                judge(hive, survey().with(unscheduled(podOf(hive, "hive-1")))),
                Reason.PodsStillTerminating,
                "pod hive-1 (on no node yet) still exists");
    }

    @Test
    void podsThatEndedDoNotCount() {
        assertThat(judge(hive, survey().with(ended(podOf(hive, "hive-1"))))).isEqualTo(new Stop.Proved());
    }

    /** Their pods are refused, whatever they are about to do. */
    @Test
    void controllersThatTheFenceHoldsNeedNotHaveSeenIt() {
        var behind = Sights.observed(Sights.off(Sights.deployment("hive")), 6, 5);
        var pod = Sights.podOf(behind, "hive-1");

        assertThat(Stop.judge(behind, survey().build(), Optional.empty(), Hold.Controllers))
                .isEqualTo(new Stop.Proved());
        assertThat(Stop.judge(behind, survey().build(), Optional.empty(), Hold.Pods))
                .isInstanceOf(Stop.Open.class);
        assertThat(Stop.judge(behind, survey().with(pod).build(), Optional.empty(), Hold.Controllers))
                .as("what it has made already counts")
                .isInstanceOf(Stop.Open.class);
    }

    /** Kubernetes 1.37: an autoscaler that once put its target to 0 raises it from there, whoever put it there this time. */
    @Test
    void anAutoscalerThatRaisesFromZeroIsInTheWay() {
        var hive = Sights.off(Sights.deployment("hive"));

        assertOpen(
                judge(hive, survey().with(Sights.autoscalerOf(hive, 1, true))),
                Reason.AutoscalerInTheWay,
                "HorizontalPodAutoscaler hive put it to 0 itself and would raise it from there");
        assertThat(judge(hive, survey().with(Sights.autoscalerOf(hive, 1, false))))
                .isEqualTo(new Stop.Proved());
    }

    /** It may have been about to raise it when it was disarmed. */
    @Test
    void oneThatMayRaiseFromZeroIsLookedAtTwice() {
        var hive = Sights.off(Sights.deployment("hive"));
        var seen = survey().with(Sights.autoscalerOf(hive, 0, false)).build();

        assertThat(Stop.judge(hive, seen, Optional.of(NOW.minusSeconds(10)), Hold.None))
                .isInstanceOf(Stop.Open.class);
        assertThat(Stop.judge(hive, seen, Optional.of(NOW.minusMillis(10_001)), Hold.None))
                .isEqualTo(new Stop.Proved());
        assertThat(Stop.judge(hive, seen, Optional.empty(), Hold.Pods))
                .as("its pods are refused")
                .isEqualTo(new Stop.Proved());
    }

    private static Stop judge(Found found, Sights.SurveyBuilder survey) {
        return Stop.judge(found, survey.build(), Optional.of(LONG_AGO), Hold.None);
    }

    private static void assertOpen(Stop stop, Reason reason, String message) {
        assertThat(stop).isEqualTo(new Stop.Open(reason, message));
    }
}
