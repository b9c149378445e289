package io.regionpair.workload;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What of a pod object matters here, and above all whether its kubelet says that it has ended. */
final class PodReader {

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
        if (status == null
                || !("Succeeded".equals(status.getPhase()) || "Failed".equals(status.getPhase()))
                || isGarbage(status)) {
            return false;
        }
        var containers = statuses(status.getContainerStatuses());
        if (containers.isEmpty()) {
            return isRejected(status);
        }
        // Those that prepare a pod may never have begun; those that run beside it (sidecars) mustn't be left running.
        var others = Stream.concat(
                statuses(status.getInitContainerStatuses()).stream(),
                statuses(status.getEphemeralContainerStatuses()).stream());
        return containers.stream()
                        .allMatch(
                                container -> hasTerminated(container) || (neverBegan(container) && isConcluded(status)))
                && others.noneMatch(container ->
                        container.getState() != null && container.getState().getRunning() != null);
    }

    private static boolean hasTerminated(ContainerStatus container) {
        return container.getState() != null && container.getState().getTerminated() != null;
    }

    /** Its image couldn't be pulled, or what prepares the pod didn't get ready: a kubelet leaves those as waiting. */
    private static boolean neverBegan(ContainerStatus container) {
        return container.getState() != null
                && container.getState().getWaiting() != null
                && Objects.requireNonNullElse(container.getRestartCount(), 0) == 0
                && (container.getLastState() == null || container.getLastState().getTerminated() == null);
    }

    /** Only kubelets give these reasons, and only to a pod whose end they have seen. */
    private static boolean isConcluded(PodStatus status) {
        return conditions(status).stream()
                .anyMatch(condition -> "Ready".equals(condition.getType())
                        && ("PodFailed".equals(condition.getReason()) || "PodCompleted".equals(condition.getReason())));
    }

    /** A kubelet that doesn't take a pod (OutOfcpu, NodeAffinity) says why and starts none of it. The garbage collector says nothing. */
    private static boolean isRejected(PodStatus status) {
        return "Failed".equals(status.getPhase())
                && status.getReason() != null
                && !status.getReason().isEmpty()
                && !"NodeLost".equals(status.getReason());
    }

    private static boolean isGarbage(PodStatus status) {
        return conditions(status).stream()
                .anyMatch(condition -> "DisruptionTarget".equals(condition.getType())
                        && "True".equals(condition.getStatus())
                        && "DeletionByPodGC".equals(condition.getReason()));
    }

    private static List<PodCondition> conditions(PodStatus status) {
        return Objects.requireNonNullElse(status.getConditions(), List.of());
    }

    private static List<ContainerStatus> statuses(@Nullable List<ContainerStatus> reported) {
        return reported == null ? List.of() : reported;
    }
}
