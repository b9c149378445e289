package io.regionpair.component;

import io.regionpair.api.ComponentMode;
import io.regionpair.api.Reason;
import io.regionpair.api.RegionComponent;
import io.regionpair.api.StopMethod;
import io.regionpair.api.WorkloadSpec;
import io.regionpair.protocol.WorkloadId;
import io.regionpair.workload.Found;
import io.regionpair.workload.Survey;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One component with what its spec means in this cluster now.
 *
 * @param belongs false when the pair doesn't list its namespace: it is reported and never touched
 * @param claims its workloads, selectors resolved
 * @param dependsOn keys of those that are started before it and stopped after it
 */
record Member(
        RegionComponent component, boolean belongs, List<Claim> claims, List<Problem> problems, Set<String> dependsOn) {

    /**
     * One workload of it.
     *
     * @param found absent: there is no such object
     * @param problem why it can't be driven as it should be
     * @param writable false: never written (no lever, or an active-active component has it too)
     * @param raisable false: may be stopped and not started (claimed twice)
     */
    record Claim(
            WorkloadSpec spec,
            WorkloadId id,
            Optional<Found> found,
            Optional<Problem> problem,
            boolean writable,
            boolean raisable) {

        /** Whoever stops it deletes its data, and nobody has agreed to that. */
        boolean mayNotStop() {
            return problem.filter(seen -> seen.reason() == Reason.VolumeClaimDeletion)
                    .isPresent();
        }

        /** Nobody can say what runs of it. */
        boolean unreadable() {
            return problem.filter(seen -> seen.reason() == Reason.PermissionMissing)
                    .isPresent();
        }
    }

    Member {
        claims = List.copyOf(claims);
        problems = List.copyOf(problems);
        dependsOn = Set.copyOf(dependsOn);
    }

    Member(RegionComponent component, boolean belongs, List<Claim> claims, List<Problem> problems) {
        this(component, belongs, claims, problems, Set.of());
    }

    Member with(List<Problem> allProblems, Set<String> dependencies) {
        return new Member(component, belongs, claims, allProblems, dependencies);
    }

    /** {@code namespace/name}. */
    String key() {
        return component.getMetadata().getNamespace() + "/"
                + component.getMetadata().getName();
    }

    boolean activePassive() {
        return belongs && component.getSpec().mode() == ComponentMode.ActivePassive;
    }

    /** Everything that it lists is on, and its pods are ready. */
    boolean isReady(Survey survey) {
        return belongs
                && claims.stream()
                        .allMatch(claim -> claim.found()
                                .filter(found -> found.isReady() || survey.isIdle(found))
                                .isPresent());
    }

    /** Round the controller manager. */
    boolean stopsFast() {
        var stop = component.getSpec().stop();
        return stop != null && stop.method() == StopMethod.Fast;
    }

    /** Pods that nobody removes are deleted. */
    boolean deletesBlockingPods() {
        var stop = component.getSpec().stop();
        return stop != null && Boolean.TRUE.equals(stop.deleteBlockingPods());
    }

    int priority() {
        return Objects.requireNonNullElse(component.getSpec().priority(), 0);
    }

    /** The workloads that this component is responsible for; what the peer has to cover before any is started. */
    Set<WorkloadId> managed() {
        return claims.stream().filter(Claim::writable).map(Claim::id).collect(Collectors.toUnmodifiableSet());
    }
}
