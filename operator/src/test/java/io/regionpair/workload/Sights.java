package io.regionpair.workload;

import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.regionpair.protocol.WorkloadId;
import io.regionpair.workload.Survey.AutoscalerSeen;
import io.regionpair.workload.Survey.JobSeen;
import io.regionpair.workload.Survey.ReplicaSetSeen;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/** What a survey may have seen, in the words of a test. */
public final class Sights {

    /** When surveys are taken unless a test says otherwise. */
    public static final Duration GRACE = Duration.ofSeconds(30);

    public static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    public static final String NAMESPACE = "hopsworks";

    private Sights() {}

    /** A Deployment that is on with three ready replicas, observed, with selector and labels {@code app: name}. */
    public static Found deployment(String name) {
        return replicas("Deployment", name, 3);
    }

    public static Found statefulSet(String name) {
        return replicas("StatefulSet", name, 3);
    }

    private static Found replicas(String kind, String name, int replicas) {
        return new Found(
                new WorkloadId(NAMESPACE, "apps", kind, name),
                new Lever.Replicas(),
                "uid-" + name,
                "100",
                replicas > 0,
                replicas,
                replicas,
                5,
                5,
                true,
                true,
                false,
                Map.of("app", name),
                new LabelSelectorBuilder().addToMatchLabels("app", name).build(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** A custom resource that is on, without labels by which its pods would be known. */
    public static Found custom(String name, Lever lever) {
        return new Found(
                new WorkloadId(NAMESPACE, "flink.apache.org", "FlinkDeployment", name),
                lever,
                "uid-" + name,
                "100",
                true,
                0,
                0,
                5,
                5,
                false,
                true,
                false,
                Map.of(),
                new LabelSelectorBuilder().build(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** A CronJob that isn't suspended. */
    public static Found cronJob(String name) {
        return new Found(
                new WorkloadId(NAMESPACE, "batch", "CronJob", name),
                new Lever.Suspend(),
                "uid-" + name,
                "100",
                true,
                0,
                0,
                5,
                5,
                false,
                true,
                false,
                Map.of("app", name),
                new LabelSelectorBuilder().build(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    public static Found off(Found found) {
        return sized(found, 0, 0);
    }

    /** Asks for {@code replicas} and has as many ready; a CronJob is suspended at 0. */
    public static Found sized(Found f, int replicas, int ready) {
        return new Found(
                f.id(),
                f.lever(),
                f.uid(),
                f.resourceVersion(),
                replicas > 0,
                f.lever().equals(new Lever.Suspend()) ? 0 : replicas,
                f.lever().equals(new Lever.Suspend()) ? 0 : ready,
                f.generation(),
                f.observedGeneration(),
                f.reportsObserved(),
                f.oneRevision(),
                f.losesVolumes(),
                f.labels(),
                f.selector(),
                f.fencedAs(),
                f.controller(),
                f.writer(),
                f.drain());
    }

    public static Found observed(Found f, long generation, long observed) {
        return new Found(
                f.id(),
                f.lever(),
                f.uid(),
                f.resourceVersion(),
                f.on(),
                f.replicas(),
                f.ready(),
                generation,
                observed,
                f.reportsObserved(),
                f.oneRevision(),
                f.losesVolumes(),
                f.labels(),
                f.selector(),
                f.fencedAs(),
                f.controller(),
                f.writer(),
                f.drain());
    }

    /** With volume claims that are deleted with its pods. */
    public static Found losingVolumes(Found f) {
        return new Found(
                f.id(),
                f.lever(),
                f.uid(),
                f.resourceVersion(),
                f.on(),
                f.replicas(),
                f.ready(),
                f.generation(),
                f.observedGeneration(),
                f.reportsObserved(),
                f.oneRevision(),
                true,
                f.labels(),
                f.selector(),
                f.fencedAs(),
                f.controller(),
                f.writer(),
                f.drain());
    }

    /** Between two revisions. */
    public static Found rolling(Found f) {
        return new Found(
                f.id(),
                f.lever(),
                f.uid(),
                f.resourceVersion(),
                f.on(),
                f.replicas(),
                f.ready(),
                f.generation(),
                f.observedGeneration(),
                f.reportsObserved(),
                false,
                f.losesVolumes(),
                f.labels(),
                f.selector(),
                f.fencedAs(),
                f.controller(),
                f.writer(),
                f.drain());
    }

    public static Found marked(Found f, String drain) {
        return with(f, f.uid(), f.resourceVersion(), f.fencedAs(), f.controller(), f.writer(), Optional.of(drain));
    }

    public static Found version(Found f, String resourceVersion) {
        return with(f, f.uid(), resourceVersion, f.fencedAs(), f.controller(), f.writer(), f.drain());
    }

    public static Found uid(Found f, String uid) {
        return with(f, uid, f.resourceVersion(), f.fencedAs(), f.controller(), f.writer(), f.drain());
    }

    public static Found fenced(Found f, String pair) {
        return with(f, f.uid(), f.resourceVersion(), Optional.of(pair), f.controller(), f.writer(), f.drain());
    }

    public static Found ownedBy(Found f, String controller) {
        return with(f, f.uid(), f.resourceVersion(), f.fencedAs(), Optional.of(controller), f.writer(), f.drain());
    }

    public static Found writtenBy(Found f, String writer) {
        return with(f, f.uid(), f.resourceVersion(), f.fencedAs(), f.controller(), Optional.of(writer), f.drain());
    }

    private static Found with(
            Found f,
            String uid,
            String resourceVersion,
            Optional<String> fencedAs,
            Optional<String> controller,
            Optional<String> writer,
            Optional<String> drain) {
        return new Found(
                f.id(),
                f.lever(),
                uid,
                resourceVersion,
                f.on(),
                f.replicas(),
                f.ready(),
                f.generation(),
                f.observedGeneration(),
                f.reportsObserved(),
                f.oneRevision(),
                f.losesVolumes(),
                f.labels(),
                f.selector(),
                fencedAs,
                controller,
                writer,
                drain);
    }

    /** A ReplicaSet of the Deployment with this uid. */
    public static ReplicaSetSeen setOf(String owner, String name, int replicas, boolean observed) {
        return new ReplicaSetSeen(NAMESPACE, name, "uid-" + name, owner, replicas, observed, Optional.empty());
    }

    /** The same, with the label of a pair in its template. */
    public static ReplicaSetSeen fenced(ReplicaSetSeen set, String pair) {
        return new ReplicaSetSeen(
                set.namespace(),
                set.name(),
                set.uid(),
                set.ownerUid(),
                set.replicas(),
                set.observed(),
                Optional.of(pair));
    }

    /** A living pod of a Deployment or StatefulSet, on node {@code n1}. */
    public static PodSeen podOf(Found found, String name) {
        return pod(found.id().namespace(), name, found.labels(), "uid-of-its-owner", false);
    }

    /** The same, made by this one. */
    public static PodSeen podOf(Found found, String name, String owner) {
        return pod(found.id().namespace(), name, found.labels(), owner, false);
    }

    public static PodSeen podOf(JobSeen job, String name) {
        return pod(job.namespace(), name, Map.of(), job.uid(), false);
    }

    /** A living pod of a Job that doesn't exist any more. */
    public static PodSeen orphan(String name) {
        return pod(NAMESPACE, name, Map.of(), "uid-of-a-job-that-is-gone", true);
    }

    private static PodSeen pod(
            String namespace, String name, Map<String, String> labels, String owner, boolean orphan) {
        return new PodSeen(
                "uid-" + name,
                namespace,
                name,
                labels,
                Optional.of(owner),
                orphan,
                Optional.of("n1"),
                false,
                Optional.empty(),
                GRACE,
                Optional.empty());
    }

    public static PodSeen ended(PodSeen pod) {
        return with(pod, pod.namespace(), pod.node(), true, pod.deleteBy());
    }

    public static PodSeen terminating(PodSeen pod, Instant deleteBy) {
        return with(pod, pod.namespace(), pod.node(), pod.ended(), Optional.of(deleteBy));
    }

    public static PodSeen unscheduled(PodSeen pod) {
        return with(pod, pod.namespace(), Optional.empty(), pod.ended(), pod.deleteBy());
    }

    public static PodSeen in(String namespace, PodSeen pod) {
        return with(pod, namespace, pod.node(), pod.ended(), pod.deleteBy());
    }

    private static PodSeen with(
            PodSeen pod, String namespace, Optional<String> node, boolean ended, Optional<Instant> deleteBy) {
        return new PodSeen(
                pod.uid(),
                namespace,
                pod.name(),
                pod.labels(),
                pod.ownerUid(),
                pod.orphan(),
                node,
                ended,
                deleteBy,
                pod.grace(),
                pod.nodeReady());
    }

    public static JobSeen jobOf(Found cronJob, String name, boolean finished) {
        return new JobSeen(cronJob.id().namespace(), name, "uid-" + name, cronJob.uid(), finished, cronJob.fencedAs());
    }

    public static SurveyBuilder survey(Found... workloads) {
        return new SurveyBuilder().with(workloads);
    }

    /** Sizes it between {@code min} and 10. */
    public static AutoscalerSeen autoscalerOf(Found found, int min, boolean fromZero) {
        return new AutoscalerSeen(
                found.id().namespace(),
                found.id().name(),
                "uid-hpa-" + found.id().name(),
                found.id().group(),
                found.id().kind(),
                found.id().name(),
                min,
                10,
                fromZero ? OptionalInt.of(2) : OptionalInt.empty());
    }

    /** A survey under construction. */
    public static final class SurveyBuilder {
        private Instant takenAt = NOW;
        private final List<Found> workloads = new ArrayList<>();
        private final List<ReplicaSetSeen> replicaSets = new ArrayList<>();
        private final List<JobSeen> jobs = new ArrayList<>();
        private final List<PodSeen> pods = new ArrayList<>();
        private final Map<Wanted, Wanted.Resolution> kinds = new HashMap<>();
        private final List<AutoscalerSeen> autoscalers = new ArrayList<>();
        private Origins origins = Origins.NONE;

        public SurveyBuilder with(Found... found) {
            workloads.addAll(List.of(found));
            return this;
        }

        public SurveyBuilder at(Instant moment) {
            takenAt = moment;
            return this;
        }

        public SurveyBuilder with(ReplicaSetSeen set) {
            replicaSets.add(set);
            return this;
        }

        public SurveyBuilder with(JobSeen job) {
            jobs.add(job);
            return this;
        }

        public SurveyBuilder with(PodSeen... seen) {
            pods.addAll(List.of(seen));
            return this;
        }

        public SurveyBuilder with(Wanted kind, Wanted.Resolution resolution) {
            kinds.put(kind, resolution);
            return this;
        }

        public SurveyBuilder with(AutoscalerSeen scaler) {
            autoscalers.add(scaler);
            return this;
        }

        public SurveyBuilder with(Origins known) {
            origins = known;
            return this;
        }

        public SurveyBuilder change(UnaryOperator<Found> change) {
            workloads.replaceAll(change);
            return this;
        }

        public Survey build() {
            return new Survey(takenAt, workloads, replicaSets, jobs, pods, origins, kinds, autoscalers);
        }
    }
}
