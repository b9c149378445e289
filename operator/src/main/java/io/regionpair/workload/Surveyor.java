package io.regionpair.workload;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerCondition;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.regionpair.protocol.WorkloadId;
import io.regionpair.workload.Survey.AutoscalerSeen;
import io.regionpair.workload.Survey.JobSeen;
import io.regionpair.workload.Survey.ReplicaSetSeen;
import io.regionpair.workload.Wanted.Resolution;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Takes a {@link Survey} by consistent lists of the API server: no cache of ours is asked, so that none can be stale. */
public final class Surveyor {

    /** The mark that a drain leaves on a workload: its value is the drain's nonce. */
    public static final String DRAIN_ANNOTATION = "regionpair.io/drain";

    /** After its grace period a pod gets this long before its node is asked after; kubelets need a moment for the last write. */
    private static final Duration OVERDUE = Duration.ofSeconds(5);

    /** Of writers, the oldest first. */
    static final Comparator<ManagedFieldsEntry> BY_TIME =
            Comparator.comparing(entry -> Objects.requireNonNullElse(entry.getTime(), ""));

    private final KubernetesClient client;
    private final InstantSource clock;
    private final CustomKinds customKinds;

    public Surveyor(KubernetesClient client, InstantSource clock) {
        this.client = client;
        this.clock = clock;
        this.customKinds = new CustomKinds(client, clock);
    }

    /**
     * Looks at these namespaces.
     *
     * @param namespaces {@code "*"} means all
     * @throws io.fabric8.kubernetes.client.KubernetesClientException when any list fails; half a survey proves nothing
     */
    public Survey survey(List<String> namespaces) {
        return survey(namespaces, Set.of());
    }

    /**
     * The same, with objects of these kinds too.
     *
     * @param wanted a kind that may not be read is said to be so, and the others are surveyed
     */
    public Survey survey(List<String> namespaces, Collection<Wanted> wanted) {
        return survey(namespaces, wanted, Lists.Reader.NOBODY);
    }

    /**
     * The same.
     *
     * @param compared is told what was listed
     */
    public Survey survey(List<String> namespaces, Collection<Wanted> wanted, Lists.Reader compared) {
        var kinds = new HashMap<Wanted, Resolution>();
        var owned = new ArrayList<Owned>();
        var custom = wanted.stream()
                .flatMap(kind -> custom(kind, namespaces, kinds, owned).stream())
                .toList();
        var lists = new Lists() {
            @Override
            public <T extends HasMetadata> List<T> of(Class<T> kind) {
                return list(kind, namespaces, compared).toList();
            }
        };
        return survey(lists, custom, owned, kinds, () -> autoscalers(namespaces));
    }

    /**
     * What watches know, in the form of a survey. It proves nothing.
     *
     * @param last where they know nothing of a kind
     */
    public Survey glance(Lists watched, Survey last) {
        return survey(watched, List.of(), List.of(), Map.of(), last::autoscalers);
    }

    private Survey survey(
            Lists lists,
            List<Found> custom,
            List<Owned> owned,
            Map<Wanted, Resolution> kinds,
            Supplier<List<AutoscalerSeen>> autoscalers) {
        var deployments = lists.of(Deployment.class);
        var statefulSets = lists.of(StatefulSet.class);
        var workloads = Stream.of(
                        custom.stream(),
                        deployments.stream().map(Surveyor::deployment),
                        statefulSets.stream().map(Surveyor::statefulSet),
                        lists.of(CronJob.class).stream().map(Surveyor::cronJob))
                .flatMap(found -> found)
                .toList();
        var scalers = autoscalers.get();
        var allSets = lists.of(ReplicaSet.class);
        var replicaSets = allSets.stream()
                .flatMap(set -> owner(set, "Deployment").map(owner -> replicaSet(set, owner)).stream())
                .toList();
        var allJobs = lists.of(Job.class);
        var jobs = allJobs.stream()
                .flatMap(job -> owner(job, "CronJob").map(owner -> job(job, owner)).stream())
                .toList();
        var jobUids = allJobs.stream().map(job -> job.getMetadata().getUid()).collect(Collectors.toSet());
        var allPods = lists.of(Pod.class);
        var pods = allPods.stream()
                .map(pod -> PodReader.read(pod, jobUids::contains))
                .toList();
        var now = clock.instant();
        return new Survey(
                now,
                workloads,
                replicaSets,
                jobs,
                withNodes(pods, now),
                kinds.isEmpty()
                        ? Origins.NONE
                        : origins(owned, List.of(deployments, statefulSets, allSets, allJobs, allPods)),
                kinds,
                scalers);
    }

    private List<Found> custom(
            Wanted wanted, List<String> namespaces, Map<Wanted, Resolution> kinds, List<Owned> owned) {
        var resolution = customKinds.resolve(wanted);
        kinds.put(wanted, resolution);
        if (!(resolution instanceof Resolution.Driven(var lever))) {
            return List.of();
        }
        try {
            var objects =
                    customKinds.list(lever.served().orElseThrow(), namespaces).toList();
            objects.forEach(object -> owned.add(new Owned(object.getMetadata())));
            return objects.stream()
                    .flatMap(object -> custom(object, lever).stream())
                    .toList();
        } catch (KubernetesClientException e) {
            if (e.getCode() != 403) {
                throw e;
            }
            kinds.put(wanted, new Resolution.Forbidden(said(e)));
            return List.of();
        }
    }

    private static String said(KubernetesClientException e) {
        return e.getStatus() == null || e.getStatus().getMessage() == null
                ? "forbidden"
                : e.getStatus().getMessage();
    }

    private Optional<Found> custom(GenericKubernetesResource object, Lever lever) {
        var meta = object.getMetadata();
        return switch (lever) {
            case Lever.Scale scale ->
                customKinds
                        .scale(scale.kind(), meta.getNamespace(), meta.getName())
                        .map(seen -> custom(
                                same(meta, seen.uid()),
                                lever,
                                seen.resourceVersion(),
                                seen.wanted() > 0,
                                seen.wanted(),
                                seen.there(),
                                seen.selector()));
            case Lever.Field field -> {
                var off = FieldValue.of(object, field.field().path())
                        .filter(field.field().passive()::equals)
                        .isPresent();
                yield Optional.of(custom(meta, lever, meta.getResourceVersion(), !off, 0, 0, new LabelSelector()));
            }
            case Lever.Replicas _, Lever.Suspend _ -> throw new IllegalArgumentException("not a custom lever");
        };
    }

    /** One that was replaced since it was listed is there, and may run: to leave it out would be half a survey. */
    private static ObjectMeta same(ObjectMeta listed, String uid) {
        if (!uid.equals(listed.getUid())) {
            throw new KubernetesClientException(listed.getName() + " was replaced while it was looked at");
        }
        return listed;
    }

    private static Found custom(
            ObjectMeta meta,
            Lever lever,
            String resourceVersion,
            boolean on,
            int replicas,
            int ready,
            LabelSelector selector) {
        var kind = lever.served().orElseThrow();
        var slash = kind.apiVersion().indexOf('/');
        var generation = orZero(meta.getGeneration());
        return new Found(
                id(meta, slash < 0 ? "" : kind.apiVersion().substring(0, slash), kind.kind()),
                lever,
                meta.getUid(),
                resourceVersion,
                on,
                replicas,
                ready,
                generation,
                // What its controller says it has observed, it says of itself only: not that what it made has seen it.
                generation,
                false,
                true,
                false,
                labels(meta),
                selector,
                Optional.empty(),
                controller(meta),
                writer(meta, "f:replicas"),
                drain(meta));
    }

    /** An object and who controls it. */
    private record Owned(String uid, String namespace, Optional<OwnerReference> by) {
        Owned(ObjectMeta meta) {
            this(meta.getUid(), meta.getNamespace(), controllerReference(meta));
        }
    }

    /** Owners of other kinds are looked at one by one; there are few. */
    private Origins origins(List<Owned> custom, List<List<? extends HasMetadata>> others) {
        var owned = Stream.concat(
                        custom.stream(),
                        others.stream().flatMap(List::stream).map(object -> new Owned(object.getMetadata())))
                .toList();
        var owners = new HashMap<String, String>();
        var seen = new HashSet<String>();
        var unknown = new HashSet<String>();
        owned.forEach(object -> seen.add(object.uid()));
        var left = new ArrayDeque<>(owned);
        while (!left.isEmpty()) {
            var object = left.poll();
            if (object.by().isEmpty()) {
                continue;
            }
            var by = object.by().get();
            owners.put(object.uid(), by.getUid());
            if (seen.add(by.getUid())) {
                var above = customKinds.above(object.namespace(), by);
                above.ifPresentOrElse(
                        next -> left.add(new Owned(
                                by.getUid(), object.namespace(), next.stream().findFirst())),
                        () -> unknown.add(by.getUid()));
            }
        }
        return new Origins(owners, unknown);
    }

    private <T extends HasMetadata> Stream<T> list(Class<T> kind, List<String> namespaces, Lists.Reader compared) {
        return Lists.scopes(namespaces).stream().flatMap(scope -> {
            var list = Lists.in(client.resources(kind), scope).list();
            compared.listed(kind, scope, list);
            return list.getItems().stream();
        });
    }

    /** Whoever may not list them knows of none: the chart grants it, and what they raise is set back all the same. */
    private List<AutoscalerSeen> autoscalers(List<String> namespaces) {
        try {
            return list(HorizontalPodAutoscaler.class, namespaces, Lists.Reader.NOBODY)
                    .map(Surveyor::autoscaler)
                    .toList();
        } catch (KubernetesClientException e) {
            if (e.getCode() != 403) {
                throw e;
            }
            return List.of();
        }
    }

    private static AutoscalerSeen autoscaler(HorizontalPodAutoscaler scaler) {
        var spec = scaler.getSpec();
        var target = spec.getScaleTargetRef();
        var apiVersion = Objects.requireNonNullElse(target.getApiVersion(), "");
        var conditions = scaler.getStatus() == null
                ? List.<HorizontalPodAutoscalerCondition>of()
                : scaler.getStatus().getConditions();
        return new AutoscalerSeen(
                scaler.getMetadata().getNamespace(),
                scaler.getMetadata().getName(),
                scaler.getMetadata().getUid(),
                apiVersion.contains("/") ? apiVersion.substring(0, apiVersion.indexOf('/')) : "",
                target.getKind(),
                target.getName(),
                orOne(spec.getMinReplicas()),
                orOne(spec.getMaxReplicas()),
                IntStream.range(0, conditions.size())
                        .filter(i -> "ScaledToZero".equals(conditions.get(i).getType())
                                && "True".equals(conditions.get(i).getStatus()))
                        .findFirst());
    }

    private static Found deployment(Deployment deployment) {
        var meta = deployment.getMetadata();
        var status = deployment.getStatus();
        var replicas = orOne(deployment.getSpec().getReplicas());
        return found(
                meta,
                id(meta, "apps", "Deployment"),
                replicas,
                status == null ? 0 : orZero(status.getReadyReplicas()),
                status == null ? 0 : orZero(status.getObservedGeneration()),
                true,
                false,
                deployment.getSpec().getSelector(),
                deployment.getSpec().getTemplate());
    }

    private static Found statefulSet(StatefulSet set) {
        var meta = set.getMetadata();
        var status = set.getStatus();
        return found(
                meta,
                id(meta, "apps", "StatefulSet"),
                orOne(set.getSpec().getReplicas()),
                status == null ? 0 : orZero(status.getReadyReplicas()),
                status == null ? 0 : orZero(status.getObservedGeneration()),
                status != null
                        && status.getCurrentRevision() != null
                        && status.getCurrentRevision().equals(status.getUpdateRevision()),
                losesVolumes(set),
                set.getSpec().getSelector(),
                set.getSpec().getTemplate());
    }

    private static boolean losesVolumes(StatefulSet set) {
        var policy = set.getSpec().getPersistentVolumeClaimRetentionPolicy();
        return policy != null
                && "Delete".equals(policy.getWhenScaled())
                && !set.getSpec().getVolumeClaimTemplates().isEmpty();
    }

    private static Found found(
            ObjectMeta meta,
            WorkloadId id,
            int replicas,
            int ready,
            long observed,
            boolean oneRevision,
            boolean losesVolumes,
            LabelSelector selector,
            @Nullable PodTemplateSpec template) {
        return new Found(
                id,
                new Lever.Replicas(),
                meta.getUid(),
                meta.getResourceVersion(),
                replicas > 0,
                replicas,
                ready,
                orZero(meta.getGeneration()),
                observed,
                true,
                oneRevision,
                losesVolumes,
                labels(meta),
                selector,
                fencedAs(template),
                controller(meta),
                writer(meta, "f:replicas"),
                drain(meta));
    }

    private static Found cronJob(CronJob job) {
        var meta = job.getMetadata();
        var generation = orZero(meta.getGeneration());
        return new Found(
                id(meta, "batch", "CronJob"),
                new Lever.Suspend(),
                meta.getUid(),
                meta.getResourceVersion(),
                !Boolean.TRUE.equals(job.getSpec().getSuspend()),
                0,
                0,
                generation,
                generation,
                false,
                true,
                false,
                labels(meta),
                new LabelSelector(),
                fencedAs(job.getSpec().getJobTemplate().getSpec().getTemplate()),
                controller(meta),
                writer(meta, "f:suspend"),
                drain(meta));
    }

    static Optional<String> fencedAs(@Nullable PodTemplateSpec template) {
        return Optional.ofNullable(template)
                .map(PodTemplateSpec::getMetadata)
                .map(ObjectMeta::getLabels)
                .map(labels -> labels.get(AdmissionFence.LABEL));
    }

    private static WorkloadId id(ObjectMeta meta, String group, String kind) {
        return new WorkloadId(meta.getNamespace(), group, kind, meta.getName());
    }

    private static ReplicaSetSeen replicaSet(ReplicaSet set, OwnerReference owner) {
        var status = set.getStatus();
        var observed = status == null ? 0 : orZero(status.getObservedGeneration());
        return new ReplicaSetSeen(
                set.getMetadata().getNamespace(),
                set.getMetadata().getName(),
                set.getMetadata().getUid(),
                owner.getUid(),
                orOne(set.getSpec().getReplicas()),
                observed >= orZero(set.getMetadata().getGeneration()),
                fencedAs(set.getSpec().getTemplate()));
    }

    private static JobSeen job(Job job, OwnerReference owner) {
        var status = job.getStatus();
        var finished = status != null
                && status.getConditions().stream()
                        .anyMatch(condition -> "True".equals(condition.getStatus())
                                && ("Complete".equals(condition.getType()) || "Failed".equals(condition.getType())));
        var meta = job.getMetadata();
        return new JobSeen(
                meta.getNamespace(),
                meta.getName(),
                meta.getUid(),
                owner.getUid(),
                finished,
                fencedAs(job.getSpec().getTemplate()));
    }

    private List<PodSeen> withNodes(List<PodSeen> pods, Instant now) {
        var ready = new HashMap<String, Optional<Boolean>>();
        return pods.stream()
                .map(pod -> isOverdue(pod, now)
                        ? pod.on(ready.computeIfAbsent(pod.node().orElseThrow(), this::reports))
                        : pod)
                .toList();
    }

    private static boolean isOverdue(PodSeen pod, Instant now) {
        return !pod.ended()
                && pod.node().isPresent()
                && pod.deleteBy().filter(by -> now.isAfter(by.plus(OVERDUE))).isPresent();
    }

    /**
     * Whether the API server hears of this node.
     *
     * @return absent when this account may not look; a node that doesn't exist reports nothing
     */
    public Optional<Boolean> reports(String node) {
        try {
            var found = client.nodes().withName(node).get();
            return Optional.of(found != null && isReady(found));
        } catch (KubernetesClientException e) {
            return forbidden(e);
        }
    }

    /** The same of every node that there is. */
    public Optional<Boolean> allReport() {
        try {
            return Optional.of(client.nodes().list().getItems().stream().allMatch(Surveyor::isReady));
        } catch (KubernetesClientException e) {
            return forbidden(e);
        }
    }

    private static Optional<Boolean> forbidden(KubernetesClientException e) {
        if (e.getCode() == 403) {
            return Optional.empty();
        }
        throw e;
    }

    private static boolean isReady(Node node) {
        return node.getStatus() != null
                && node.getStatus().getConditions().stream()
                        .anyMatch(condition ->
                                "Ready".equals(condition.getType()) && "True".equals(condition.getStatus()));
    }

    private static Optional<OwnerReference> owner(HasMetadata object, String kind) {
        return controllerReference(object.getMetadata())
                .filter(owner -> owner.getKind().equals(kind));
    }

    private static Optional<OwnerReference> controllerReference(ObjectMeta meta) {
        return meta.getOwnerReferences().stream()
                .filter(owner -> Boolean.TRUE.equals(owner.getController()))
                .findFirst();
    }

    private static Optional<String> controller(ObjectMeta meta) {
        return controllerReference(meta).map(owner -> owner.getKind() + " " + owner.getName());
    }

    private static Optional<String> writer(ObjectMeta meta, String field) {
        return meta.getManagedFields().stream()
                .filter(entry -> wrote(entry, field))
                .max(BY_TIME)
                .map(ManagedFieldsEntry::getManager);
    }

    /** This writer has written this field of the spec. */
    static boolean wrote(ManagedFieldsEntry entry, String field) {
        return entry.getFieldsV1() != null
                && entry.getFieldsV1().getAdditionalProperties().get("f:spec") instanceof Map<?, ?> spec
                && spec.containsKey(field);
    }

    private static Optional<String> drain(ObjectMeta meta) {
        return Optional.ofNullable(meta.getAnnotations()).map(annotations -> annotations.get(DRAIN_ANNOTATION));
    }

    private static Map<String, String> labels(ObjectMeta meta) {
        return Objects.requireNonNullElse(meta.getLabels(), Map.of());
    }

    /** What the API means by absent replicas. Its server fills them in, so this is never seen; but absence must not look like off. */
    private static int orOne(@Nullable Integer replicas) {
        return replicas == null ? 1 : replicas;
    }

    private static int orZero(@Nullable Integer number) {
        return number == null ? 0 : number;
    }

    private static long orZero(@Nullable Long number) {
        return number == null ? 0 : number;
    }
}
