package io.regionpair.workload;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What of a pod object matters here, and above all whether its kubelet says that it has ended. */
final class PodReader {

    /** Names under which the pod garbage collector writes. */
    private static final Set<String> GARBAGE_COLLECTORS = Set.of("kube-controller-manager", "PodGC");

    /** From a pod's coming to its kubelet's no; times have no more than seconds. */
    private static final Duration AT_ONCE = Duration.ofSeconds(5);

    private PodReader() {}

    static PodSeen read(Pod pod, Predicate<String> jobExists) {
        var meta = pod.getMetadata();
        var owner = meta.getOwnerReferences().stream()
                .filter(o -> Boolean.TRUE.equals(o.getController()))
                .findFirst();
        var deletion = Optional.ofNullable(meta.getDeletionTimestamp()).map(Instant::parse);
        return new PodSeen(
                meta.getUid(),
                meta.getNamespace(),
                meta.getName(),
                Objects.requireNonNullElse(meta.getLabels(), Map.of()),
                owner.map(OwnerReference::getUid),
                owner.filter(o -> o.getKind().equals("Job") && !jobExists.test(o.getUid()))
                        .isPresent(),
                Optional.ofNullable(pod.getSpec().getNodeName()),
                ended(pod),
                deletion,
                Duration.ofSeconds(Objects.requireNonNullElse(pod.getSpec().getTerminationGracePeriodSeconds(), 30L)),
                Optional.empty());
    }

    /**
     * A kubelet writes a terminal phase only after every container has terminated, and then the containers' own end. The pod garbage
     * collector writes a terminal phase too, for pods of lost nodes, but leaves everything else as it was last seen: those don't count,
     * not even when the last that was seen is the end before a restart.
     */
    private static boolean ended(Pod pod) {
        var status = pod.getStatus();
        if (!mayHaveEnded(pod) || isGarbage(pod)) {
            return false;
        }
        var containers = statuses(status.getContainerStatuses());
        if (containers.isEmpty()) {
            return isRejected(pod);
        }
        // Those that prepare a pod may never have begun; those that run beside it (sidecars) mustn't be left running.
        var others = Stream.concat(
                statuses(status.getInitContainerStatuses()).stream(),
                statuses(status.getEphemeralContainerStatuses()).stream());
        return containers.stream().allMatch(container -> hasTerminated(container) || neverBegan(container))
                && others.noneMatch(container ->
                        container.getState() != null && container.getState().getRunning() != null);
    }

    /** Its phase says so. */
    static boolean mayHaveEnded(Pod pod) {
        var status = pod.getStatus();
        return status != null && ("Succeeded".equals(status.getPhase()) || "Failed".equals(status.getPhase()));
    }

    private static boolean hasTerminated(ContainerStatus container) {
        return container.getState() != null && container.getState().getTerminated() != null;
    }

    /** A kubelet leaves a container as waiting when the pod ends before what prepares it has. */
    private static boolean neverBegan(ContainerStatus container) {
        return container.getState() != null
                && container.getState().getWaiting() != null
                && Objects.requireNonNullElse(container.getRestartCount(), 0) == 0
                && (container.getLastState() == null || container.getLastState().getTerminated() == null);
    }

    /**
     * A kubelet that doesn't take a pod (OutOfcpu, NodeAffinity) says why and starts none of it. It may say the same of a pod that runs,
     * when it has restarted itself; but it never changes the start time, so its word comes late then.
     */
    private static boolean isRejected(Pod pod) {
        var status = pod.getStatus();
        if (!"Failed".equals(status.getPhase())
                || status.getReason() == null
                || status.getReason().isEmpty()
                || status.getStartTime() == null) {
            return false;
        }
        var started = Instant.parse(status.getStartTime());
        return phaseWritten(pod)
                .map(ManagedFieldsEntry::getTime)
                .map(Instant::parse)
                .filter(at -> !at.isAfter(started.plus(AT_ONCE)))
                .isPresent();
    }

    private static boolean isGarbage(Pod pod) {
        // With the taint out-of-service it gives no reason, but it can't hide that it was it.
        return phaseWritten(pod)
                        .map(ManagedFieldsEntry::getManager)
                        .filter(GARBAGE_COLLECTORS::contains)
                        .isPresent()
                || conditions(pod.getStatus()).stream()
                        .anyMatch(condition -> "DisruptionTarget".equals(condition.getType())
                                && "True".equals(condition.getStatus())
                                && "DeletionByPodGC".equals(condition.getReason()));
    }

    /** Who changed the phase last, and when. */
    private static Optional<ManagedFieldsEntry> phaseWritten(Pod pod) {
        return pod.getMetadata().getManagedFields().stream()
                .filter(entry -> entry.getFieldsV1() != null
                        && entry.getFieldsV1().getAdditionalProperties().get("f:status") instanceof Map<?, ?> status
                        && status.containsKey("f:phase"))
                .max(Comparator.comparing(entry -> Objects.requireNonNullElse(entry.getTime(), "")));
    }

    private static List<PodCondition> conditions(PodStatus status) {
        return Objects.requireNonNullElse(status.getConditions(), List.of());
    }

    private static List<ContainerStatus> statuses(@Nullable List<ContainerStatus> reported) {
        return reported == null ? List.of() : reported;
    }
}
