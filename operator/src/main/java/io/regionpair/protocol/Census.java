package io.regionpair.protocol;

import java.util.Map;
import java.util.Set;

/**
 * This region's active-passive workloads, as a quorum list of the API server showed them.
 *
 * @param components {@code namespace/name} of each active-passive component to its workloads
 * @param anythingRuns some of them is switched on or has a pod
 */
public record Census(Map<String, Set<WorkloadId>> components, boolean anythingRuns) {

    public Census {
        components = Map.copyOf(components);
    }
}
