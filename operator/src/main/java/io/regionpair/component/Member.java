package io.regionpair.component;

import io.regionpair.api.ComponentMode;
import io.regionpair.api.RegionComponent;
import io.regionpair.api.WorkloadSpec;
import io.regionpair.protocol.WorkloadId;
import io.regionpair.workload.Found;
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
 */
record Member(RegionComponent component, boolean belongs, List<Claim> claims, List<Problem> problems) {

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
            boolean raisable) {}

    Member {
        claims = List.copyOf(claims);
        problems = List.copyOf(problems);
    }

    /** {@code namespace/name}. */
    String key() {
        return component.getMetadata().getNamespace() + "/"
                + component.getMetadata().getName();
    }

    boolean activePassive() {
        return belongs && component.getSpec().mode() == ComponentMode.ActivePassive;
    }

    int priority() {
        return Objects.requireNonNullElse(component.getSpec().priority(), 0);
    }

    /** The workloads that this component is responsible for; what the peer has to cover before any is started. */
    Set<WorkloadId> managed() {
        return claims.stream().filter(Claim::writable).map(Claim::id).collect(Collectors.toUnmodifiableSet());
    }
}
