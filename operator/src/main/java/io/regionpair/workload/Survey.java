package io.regionpair.workload;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.regionpair.protocol.WorkloadId;
import io.regionpair.workload.Wanted.Resolution;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Everything in the pair's namespaces that matters for starting and stopping, from quorum lists in this order: workloads, ReplicaSets,
 * Jobs, pods. The order is part of the proof of stop: a pod list says something only about controllers that were seen caught up before it.
 */
public final class Survey {

    /**
     * A ReplicaSet of a Deployment.
     *
     * @param fencedAs the pair whose admission fence holds its pods; it may be older than the label in the Deployment's template
     */
    public record ReplicaSetSeen(
            String namespace,
            String name,
            String uid,
            String ownerUid,
            int replicas,
            boolean observed,
            Optional<String> fencedAs) {}

    /**
     * A Job of a CronJob.
     *
     * @param fencedAs the pair whose admission fence holds its pods; it may have been made before the CronJob's template had the label
     */
    public record JobSeen(
            String namespace, String name, String uid, String ownerUid, boolean finished, Optional<String> fencedAs) {}

    /**
     * A HorizontalPodAutoscaler.
     *
     * @param group of what it sizes, and with that its kind and name
     * @param fromZero where among its conditions {@code ScaledToZero} is true: it put its target to 0 itself, or believes so, and raises it
     *     from there
     */
    public record AutoscalerSeen(
            String namespace,
            String name,
            String uid,
            String group,
            String kind,
            String target,
            int min,
            int max,
            OptionalInt fromZero) {

        /** A size that it would leave alone, as near to this one as can be. */
        public int near(int replicas) {
            var least = Math.max(1, min);
            return Math.clamp(replicas, least, Math.max(least, max));
        }

        /** It may raise its target from 0 by itself, now or as soon as it has put it there. */
        boolean mayRaiseFromZero() {
            return min == 0 || fromZero.isPresent();
        }

        boolean sizes(WorkloadId id) {
            return namespace.equals(id.namespace())
                    && group.equals(id.group())
                    && kind.equals(id.kind())
                    && target.equals(id.name());
        }
    }

    private final Instant takenAt;
    private final Map<WorkloadId, Found> workloads;
    private final Map<Lever, Map<WorkloadId, Found>> custom;
    private final Map<String, List<ReplicaSetSeen>> replicaSets;
    private final Map<String, List<JobSeen>> jobs;
    private final Map<String, List<PodSeen>> podsByNamespace;
    private final Map<String, List<PodSeen>> podsByOwner;
    private final Map<String, List<PodSeen>> orphansByNamespace;
    private final Set<String> podUids;
    private final Origins origins;
    private final Map<Wanted, Resolution> kinds;
    private final Map<String, List<AutoscalerSeen>> autoscalers;

    /** Of built-in kinds. */
    public Survey(
            Instant takenAt,
            List<Found> workloads,
            List<ReplicaSetSeen> replicaSets,
            List<JobSeen> jobs,
            List<PodSeen> pods) {
        this(takenAt, workloads, replicaSets, jobs, pods, Origins.NONE, Map.of(), List.of());
    }

    /**
     * Of these, and of others.
     *
     * @param kinds what became of the other kinds that were wanted
     */
    public Survey(
            Instant takenAt,
            List<Found> workloads,
            List<ReplicaSetSeen> replicaSets,
            List<JobSeen> jobs,
            List<PodSeen> pods,
            Origins origins,
            Map<Wanted, Resolution> kinds,
            List<AutoscalerSeen> autoscalers) {
        this.origins = origins;
        this.kinds = Map.copyOf(kinds);
        this.autoscalers = autoscalers.stream().collect(Collectors.groupingBy(AutoscalerSeen::namespace));
        this.takenAt = takenAt;
        // One object may be listed with several levers, by components that disagree.
        this.workloads = workloads.stream()
                .collect(Collectors.toUnmodifiableMap(Found::id, Function.identity(), (one, _) -> one));
        this.custom = workloads.stream()
                .filter(found -> found.lever().served().isPresent())
                .collect(Collectors.groupingBy(
                        Found::lever, Collectors.toUnmodifiableMap(Found::id, Function.identity())));
        this.replicaSets = replicaSets.stream().collect(Collectors.groupingBy(ReplicaSetSeen::ownerUid));
        this.jobs = jobs.stream().collect(Collectors.groupingBy(JobSeen::ownerUid));
        this.podsByNamespace = pods.stream().collect(Collectors.groupingBy(PodSeen::namespace));
        this.orphansByNamespace =
                pods.stream().filter(PodSeen::orphan).collect(Collectors.groupingBy(PodSeen::namespace));
        this.podUids = pods.stream().map(PodSeen::uid).collect(Collectors.toUnmodifiableSet());
        this.podsByOwner = pods.stream()
                .filter(pod -> pod.ownerUid().isPresent())
                .collect(Collectors.groupingBy(pod -> pod.ownerUid().orElseThrow()));
    }

    public Instant takenAt() {
        return takenAt;
    }

    /** What became of a kind that not every cluster has; absent when it wasn't wanted. */
    public Optional<Resolution> kind(Wanted wanted) {
        return Optional.ofNullable(kinds.get(wanted));
    }

    public Optional<Found> find(WorkloadId id) {
        return Optional.ofNullable(workloads.get(id));
    }

    /** The same, to be turned on and off as its component says. */
    public Optional<Found> find(WorkloadId id, Lever lever) {
        return Optional.ofNullable(by(lever).get(id));
    }

    private Map<WorkloadId, Found> by(Lever lever) {
        return lever.served().isPresent() ? custom.getOrDefault(lever, Map.of()) : workloads;
    }

    /** Workloads of one kind in a namespace whose own labels match. */
    public List<Found> matching(String namespace, String group, String kind, Lever lever, LabelSelector selector) {
        return by(lever).values().stream()
                .filter(found -> found.id().namespace().equals(namespace)
                        && found.id().group().equals(group)
                        && found.id().kind().equals(kind)
                        && matches(selector, found.labels()))
                .sorted((a, b) -> a.id().compareTo(b.id()))
                .toList();
    }

    /** Those that a Deployment made. */
    public List<ReplicaSetSeen> replicaSetsOf(Found found) {
        return replicaSets.getOrDefault(found.uid(), List.of());
    }

    /**
     * Its controllers are caught up, and whatever they make next carries the label of its present template, or is nothing: a ReplicaSet
     * that is seen to be at 0 makes none.
     */
    public boolean labelsAll(Found found) {
        return found.fencedAs().isPresent()
                && found.observed()
                && found.oneRevision()
                && replicaSetsOf(found).stream()
                        .allMatch(set ->
                                set.fencedAs().equals(found.fencedAs()) || (set.replicas() == 0 && set.observed()));
    }

    /** Its Jobs that aren't finished. */
    public List<JobSeen> unfinishedJobsOf(Found found) {
        return jobs.getOrDefault(found.uid(), List.of()).stream()
                .filter(job -> !job.finished())
                .toList();
    }

    /** Who sizes it besides us. */
    public Optional<AutoscalerSeen> autoscalerOf(Found found) {
        return autoscalers.getOrDefault(found.id().namespace(), List.of()).stream()
                .filter(scaler -> scaler.sizes(found.id()))
                .findFirst();
    }

    /** Its autoscaler put it to 0 because there is nothing to do, and raises it when there is. */
    public boolean isIdle(Found found) {
        return !found.on()
                && autoscalerOf(found)
                        .filter(scaler -> scaler.min() == 0 && scaler.fromZero().isPresent())
                        .isPresent();
    }

    List<AutoscalerSeen> autoscalers() {
        return autoscalers.values().stream().flatMap(List::stream).toList();
    }

    /** Kinds besides the built-in ones were wanted. */
    public boolean hasOtherKinds() {
        return !kinds.isEmpty();
    }

    /** Its pod objects, terminating ones included. */
    public List<PodSeen> podsOf(Found found) {
        return switch (found.lever()) {
            case Lever.Replicas _ ->
                podsByNamespace.getOrDefault(found.id().namespace(), List.of()).stream()
                        .filter(pod -> matches(found.selector(), pod.labels()))
                        .toList();
            // A Job that is deleted goes before its pods do (concurrencyPolicy Replace does that); it may have been
            // this
            // one's.
            case Lever.Scale _, Lever.Field _ ->
                podsByNamespace.getOrDefault(found.id().namespace(), List.of()).stream()
                        .filter(pod -> isOfCustom(found, pod))
                        .toList();
            case Lever.Suspend _ ->
                Stream.concat(
                                jobs.getOrDefault(found.uid(), List.of()).stream()
                                        .flatMap(job -> podsByOwner.getOrDefault(job.uid(), List.of()).stream()),
                                orphansByNamespace.getOrDefault(found.id().namespace(), List.of()).stream())
                        .toList();
        };
    }

    /**
     * By its labels or by who made it. Without labels to go by, a pod of which nobody can tell who made it may be one of its own: it stands
     * against a proof of stop.
     */
    private boolean isOfCustom(Found found, PodSeen pod) {
        var labelled = matches(found.selector(), pod.labels());
        var hasLabels = !Objects.requireNonNullElse(found.selector().getMatchLabels(), Map.of())
                .isEmpty();
        return labelled || origins.isOf(found.uid(), pod.uid()) || (!hasLabels && origins.isUnknown(pod.uid()));
    }

    /** Workloads of built-in kinds that its own controller made. */
    List<Found> madeBy(Found found) {
        return workloads.values().stream()
                .filter(other -> origins.isOf(found.uid(), other.uid()))
                .toList();
    }

    /** A pod object with this uid was there. */
    public boolean lists(String podUid) {
        return podUids.contains(podUid);
    }

    /** The pod belongs to this workload, as far as its labels or its owner tell. */
    public boolean owns(Found found, PodSeen pod) {
        return found.id().namespace().equals(pod.namespace())
                && switch (found.lever()) {
                    case Lever.Replicas _ -> matches(found.selector(), pod.labels());
                    case Lever.Scale _, Lever.Field _ -> isOfCustom(found, pod);
                    case Lever.Suspend _ ->
                        jobs.getOrDefault(found.uid(), List.of()).stream()
                                .anyMatch(job ->
                                        pod.ownerUid().filter(job.uid()::equals).isPresent());
                };
    }

    /** Living pods that nobody has asked to end yet, and that it made itself or by its ReplicaSets: labels alone don't make a pod its own. */
    public List<PodSeen> unaskedPodsOf(Found found) {
        var made = madePods(found);
        return livingPodsOf(found).stream()
                .filter(pod -> pod.deleteBy().isEmpty() && made.test(pod))
                .toList();
    }

    private Predicate<PodSeen> madePods(Found found) {
        var makers = Stream.concat(
                        Stream.of(found.uid()), replicaSetsOf(found).stream().map(ReplicaSetSeen::uid))
                .collect(Collectors.toUnmodifiableSet());
        return pod -> pod.ownerUid().filter(makers::contains).isPresent() || origins.isOf(found.uid(), pod.uid());
    }

    /** Those of its pods whose processes may still run. */
    public List<PodSeen> livingPodsOf(Found found) {
        return podsOf(found).stream().filter(pod -> !pod.ended()).toList();
    }

    /** It is off, its controller knows, and has asked none of its living pods to end. */
    public boolean isLeftAlone(Found found) {
        var living = livingPodsOf(found);
        return !found.on()
                && found.lever().counts()
                && Stop.isObserved(found, this)
                && !living.isEmpty()
                && living.stream().allMatch(pod -> pod.deleteBy().isEmpty());
    }

    /**
     * The last of its living pods by ordinal, as a StatefulSet's controller would remove them. Not one that another controller made, whatever
     * its labels: that one would be made anew, and may be of a workload that is to run.
     */
    public Optional<PodSeen> lastPodOf(Found found) {
        var made = madePods(found);
        return livingPodsOf(found).stream()
                .filter(pod -> pod.ownerUid().isEmpty() || made.test(pod))
                .max(Comparator.comparingLong(PodSeen::ordinal).thenComparing(PodSeen::name));
    }

    /** Kubernetes' own meaning of a label selector; an empty one matches nothing here, since no workload has one. */
    static boolean matches(LabelSelector selector, Map<String, String> labels) {
        var exact = Objects.requireNonNullElse(selector.getMatchLabels(), Map.<String, String>of());
        var expressions =
                Objects.requireNonNullElse(selector.getMatchExpressions(), List.<LabelSelectorRequirement>of());
        return (!exact.isEmpty() || !expressions.isEmpty())
                && labels.entrySet().containsAll(exact.entrySet())
                && expressions.stream().allMatch(expression -> matches(expression, labels));
    }

    private static boolean matches(LabelSelectorRequirement expression, Map<String, String> labels) {
        var value = labels.get(expression.getKey());
        var values = Set.copyOf(Objects.requireNonNullElse(expression.getValues(), List.<String>of()));
        return switch (expression.getOperator()) {
            case "In" -> value != null && values.contains(value);
            case "NotIn" -> value == null || !values.contains(value);
            case "Exists" -> value != null;
            case "DoesNotExist" -> value == null;
            default -> throw new IllegalArgumentException("No selector operator: " + expression.getOperator());
        };
    }
}
