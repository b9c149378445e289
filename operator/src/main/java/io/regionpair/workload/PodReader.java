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
     * collector writes a terminal phase too, for pods of lost nodes, but leaves the containers as they were last seen: those don't count,
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
        // Those that prepare a pod may never have begun; those that run beside it (sidecars) mustn't be left running.
        var others = Stream.concat(
                statuses(status.getInitContainerStatuses()).stream(),
                statuses(status.getEphemeralContainerStatuses()).stream());
        return !containers.isEmpty()
                && containers.stream()
                        .allMatch(container -> container.getState() != null
                                && container.getState().getTerminated() != null)
                && others.noneMatch(container ->
                        container.getState() != null && container.getState().getRunning() != null);
    }

    private static boolean isGarbage(PodStatus status) {
        return Objects.requireNonNullElse(status.getConditions(), List.<PodCondition>of()).stream()
                .anyMatch(condition -> "DisruptionTarget".equals(condition.getType())
                        && "True".equals(condition.getStatus())
                        && "DeletionByPodGC".equals(condition.getReason()));
    }

    private static List<ContainerStatus> statuses(@Nullable List<ContainerStatus> reported) {
        return reported == null ? List.of() : reported;
    }
}
