package io.regionpair.protocol;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * This region's active-passive workloads, as a quorum list of the API server showed them.
 *
 * @param components {@code namespace/name} of each active-passive component to its workloads
 * @param anythingRuns some of them is switched on or has a pod
 * @param guards of components that have one
 */
public record Census(Map<String, Set<WorkloadId>> components, boolean anythingRuns, Map<String, Guard> guards) {

    public Census {
        components = Map.copyOf(components);
        guards = Map.copyOf(guards);
    }

    /** Of components without a guard. */
    public Census(Map<String, Set<WorkloadId>> components, boolean anythingRuns) {
        this(components, anythingRuns, Map.of());
    }

    /** Every workload of every component. */
    Set<WorkloadId> workloads() {
        return components.values().stream().flatMap(Set::stream).collect(Collectors.toUnmodifiableSet());
    }
}
