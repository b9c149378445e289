package io.regionpair.workload;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.regionpair.protocol.WorkloadId;
import io.regionpair.workload.Survey.JobSeen;
import io.regionpair.workload.Survey.ReplicaSetSeen;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Takes a {@link Survey} by consistent lists of the API server: no cache of ours is asked, so that none can be stale. */
public final class Surveyor {

    /** The mark that a drain leaves on a workload: its value is the drain's nonce. */
    public static final String DRAIN_ANNOTATION = "regionpair.io/drain";

    /** After its grace period a pod gets this long before its node is asked after; kubelets need a moment for the last write. */
    private static final Duration OVERDUE = Duration.ofSeconds(5);

    private final KubernetesClient client;
    private final InstantSource clock;

    public Surveyor(KubernetesClient client, InstantSource clock) {
        this.client = client;
        this.clock = clock;
    }

    /**
     * Looks at these namespaces.
     *
     * @param namespaces {@code "*"} means all
     * @throws io.fabric8.kubernetes.client.KubernetesClientException when any list fails; half a survey proves nothing
     */
    public Survey survey(List<String> namespaces) {
        var workloads = Stream.of(
                        list(Deployment.class, namespaces).map(Surveyor::deployment),
                        list(StatefulSet.class, namespaces).map(Surveyor::statefulSet),
                        list(CronJob.class, namespaces).map(Surveyor::cronJob))
                .flatMap(found -> found)
                .toList();
        var replicaSets = list(ReplicaSet.class, namespaces)
                .flatMap(set -> owner(set, "Deployment").map(owner -> replicaSet(set, owner)).stream())
                .toList();
        var allJobs = list(Job.class, namespaces).toList();
        var jobs = allJobs.stream()
                .flatMap(job -> owner(job, "CronJob").map(owner -> job(job, owner)).stream())
                .toList();
        var jobUids = allJobs.stream().map(job -> job.getMetadata().getUid()).collect(Collectors.toSet());
        var pods = list(Pod.class, namespaces)
                .map(pod -> PodReader.read(pod, jobUids::contains))
                .toList();
        var now = clock.instant();
        return new Survey(now, workloads, replicaSets, jobs, withNodes(pods, now));
    }

    private <T extends HasMetadata> Stream<T> list(Class<T> kind, List<String> namespaces) {
        var everywhere = client.resources(kind);
        return namespaces.contains("*")
                ? everywhere.inAnyNamespace().list().getItems().stream()
                : namespaces.stream()
                        .flatMap(namespace -> everywhere.inNamespace(namespace).list().getItems().stream());
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
                set.getSpec().getSelector(),
                set.getSpec().getTemplate());
    }

    private static Found found(
            ObjectMeta meta,
            WorkloadId id,
            int replicas,
            int ready,
            long observed,
            LabelSelector selector,
            @Nullable PodTemplateSpec template) {
        return new Found(
                id,
                Lever.Replicas,
                meta.getUid(),
                meta.getResourceVersion(),
                replicas > 0,
                replicas,
                ready,
                orZero(meta.getGeneration()),
                observed,
                true,
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
                Lever.Suspend,
                meta.getUid(),
                meta.getResourceVersion(),
                !Boolean.TRUE.equals(job.getSpec().getSuspend()),
                0,
                0,
                generation,
                generation,
                false,
                labels(meta),
                new LabelSelector(),
                fencedAs(job.getSpec().getJobTemplate().getSpec().getTemplate()),
                controller(meta),
                writer(meta, "f:suspend"),
                drain(meta));
    }

    private static Optional<String> fencedAs(@Nullable PodTemplateSpec template) {
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
                set.getMetadata().getName(),
                owner.getUid(),
                orOne(set.getSpec().getReplicas()),
                observed >= orZero(set.getMetadata().getGeneration()));
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
            return Optional.of(found != null
                    && found.getStatus() != null
                    && found.getStatus().getConditions().stream()
                            .anyMatch(condition ->
                                    "Ready".equals(condition.getType()) && "True".equals(condition.getStatus())));
        } catch (KubernetesClientException e) {
            if (e.getCode() == 403) {
                return Optional.empty();
            }
            throw e;
        }
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
                .filter(entry -> entry.getFieldsV1() != null
                        && entry.getFieldsV1().getAdditionalProperties().get("f:spec") instanceof Map<?, ?> spec
                        && spec.containsKey(field))
                .max(Comparator.comparing(entry -> Objects.requireNonNullElse(entry.getTime(), "")))
                .map(ManagedFieldsEntry::getManager);
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
