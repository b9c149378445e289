package io.regionpair.workload;

import io.regionpair.api.Reason;
import io.regionpair.workload.Survey.AutoscalerSeen;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Whether one workload is proved stopped, and if not, what stands against it. */
public sealed interface Stop {

    /** No process of it runs, and no raise that was prepared before can land. */
    record Proved() implements Stop {}

    /** Not proved. */
    record Open(Reason reason, String message) implements Stop {}

    /**
     * A kind that doesn't report what its controller has observed (CronJob) is looked at twice, this far apart: its controller may be
     * about to create a Job from a state that it read earlier. The CronJob controller syncs at least every 10 s.
     */
    Duration SECOND_LOOK = Duration.ofSeconds(10);

    /**
     * The proof of stop (docs/protocol.md, T6), apart from whether the workload was changed for this drain.
     *
     * @param emptySince when it was first seen off and empty without a break
     * @param hold what the admission fence does
     */
    static Stop judge(Found found, Survey survey, Optional<Instant> emptySince, Hold hold) {
        if (found.on()) {
            return new Open(Reason.WaitingForStop, "it isn't turned off yet");
        }
        if (hold != Hold.Controllers && !isObserved(found, survey)) {
            return new Open(Reason.ControllerBehind, "its controller hasn't observed that it is off");
        }
        var fenced = hold != Hold.None;
        var scaler = survey.autoscalerOf(found).filter(AutoscalerSeen::mayRaiseFromZero);
        if (!fenced && scaler.isPresent()) {
            var open = raisesFromZero(scaler.get(), survey, emptySince);
            if (open.isPresent()) {
                return open.get();
            }
        }
        var heldBack = fenced && hasOnlyJobsThatAreHeldBack(found, survey);
        var left = heldBack ? new Proved() : judgeDeleted(found, survey);
        if (left instanceof Open) {
            return left;
        }
        if ((!fenced || heldBack) && !isLookedAtTwice(found, survey, emptySince)) {
            return new Open(Reason.ConfirmingStop, Reason.ConfirmingStop.meaning());
        }
        return new Proved();
    }

    /** It may have been about to raise when it was disarmed; one round of its controller takes seconds at most. */
    private static Optional<Open> raisesFromZero(AutoscalerSeen scaler, Survey survey, Optional<Instant> emptySince) {
        if (scaler.fromZero().isPresent()) {
            return Optional.of(new Open(
                    Reason.AutoscalerInTheWay,
                    "HorizontalPodAutoscaler " + scaler.name() + " put it to 0 itself and would raise it from there"));
        }
        return isPast(survey, emptySince)
                ? Optional.empty()
                : Optional.of(new Open(
                        Reason.ConfirmingStop,
                        "a second look is due, because HorizontalPodAutoscaler " + scaler.name()
                                + " may raise it from 0"));
    }

    private static boolean isPast(Survey survey, Optional<Instant> emptySince) {
        return survey.takenAt().isAfter(emptySince.orElse(survey.takenAt()).plus(SECOND_LOOK));
    }

    /** What a controller of a kind that doesn't report was about to create has come by now. */
    static boolean isLookedAtTwice(Found found, Survey survey, Optional<Instant> emptySince) {
        return found.reportsObserved() || isPast(survey, emptySince);
    }

    /**
     * The same for a workload that was deleted: there is no lever any more that could be turned, but what it started is removed after it,
     * in the background and with the pods' own grace period.
     *
     * @param last as it was when it was last seen
     */
    static Stop judgeDeleted(Found last, Survey survey) {
        var jobs = unfinishedJobs(last, survey);
        if (!jobs.isEmpty()) {
            return new Open(
                    Reason.JobsStillRunning, "Job " + jobs.getFirst().name() + others(jobs.size()) + " still runs");
        }
        var pods = survey.livingPodsOf(last);
        return pods.isEmpty() ? new Proved() : blockedBy(pods, survey.takenAt());
    }

    /** Its controllers have seen that it is off, as far as its kind tells. */
    static boolean isObserved(Found found, Survey survey) {
        return found.observed()
                && survey.madeBy(found).stream().allMatch(made -> !made.on() && isObserved(made, survey))
                && survey.replicaSetsOf(found).stream().allMatch(set -> set.observed() && set.replicas() == 0);
    }

    /** A Job whose pods are refused has none and never finishes: whoever waited for it would wait for ever. */
    private static boolean hasOnlyJobsThatAreHeldBack(Found found, Survey survey) {
        var jobs = unfinishedJobs(found, survey);
        return !jobs.isEmpty()
                && jobs.stream().allMatch(job -> job.fencedAs().equals(found.fencedAs()))
                && survey.livingPodsOf(found).isEmpty();
    }

    private static List<Survey.JobSeen> unfinishedJobs(Found found, Survey survey) {
        return found.lever() instanceof Lever.Suspend ? survey.unfinishedJobsOf(found) : List.of();
    }

    private static Stop blockedBy(List<PodSeen> pods, Instant now) {
        var unreachable = pods.stream()
                .filter(pod -> pod.nodeReady().filter(ready -> !ready).isPresent())
                .findFirst();
        var pod = unreachable.orElse(pods.getFirst());
        var where = pod.node().map(node -> " on node " + node).orElse(" (on no node yet)");
        var text = "pod " + pod.name() + where + others(pods.size()) + " still exists";
        if (unreachable.isPresent()) {
            return new Open(Reason.NodeUnreachable, text + ", and that node doesn't report");
        }
        return new Open(
                Reason.PodsStillTerminating,
                text + pod.deleteBy().map(by -> grace(by, now)).orElse(""));
    }

    // No countdown: the same state must read the same, or every look at it would be a status write.
    private static String grace(Instant deleteBy, Instant now) {
        return now.isAfter(deleteBy)
                ? ", past its grace period, which ended at " + deleteBy
                : ", its grace period ends at " + deleteBy;
    }

    private static String others(int count) {
        return count == 1 ? "" : " (and " + (count - 1) + " more)";
    }
}
