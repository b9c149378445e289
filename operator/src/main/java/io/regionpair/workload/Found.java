package io.regionpair.workload;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.regionpair.protocol.WorkloadId;
import java.util.Map;
import java.util.Optional;

/**
 * One workload as a quorum list showed it.
 *
 * @param on replicas above 0, or not suspended
 * @param replicas what it asks for; 0 for a CronJob
 * @param ready how many of its pods are ready
 * @param generation of its spec
 * @param observedGeneration what its controller has seen of that; equal to {@code generation} for kinds that don't report it
 * @param reportsObserved whether its kind reports what its controller has seen
 * @param oneRevision false: its controller may still make pods of an older template (StatefulSets)
 * @param losesVolumes turning it off deletes its volume claims, and the data with them
 * @param selector of its pods
 * @param fencedAs the pair whose admission fence holds its pods, by the label in its pod template
 * @param controller who owns it and would write it back
 * @param writer the field manager that wrote the lever last, where the API server recorded it
 * @param drain the nonce of the drain that it was last marked with
 */
public record Found(
        WorkloadId id,
        Lever lever,
        String uid,
        String resourceVersion,
        boolean on,
        int replicas,
        int ready,
        long generation,
        long observedGeneration,
        boolean reportsObserved,
        boolean oneRevision,
        boolean losesVolumes,
        Map<String, String> labels,
        LabelSelector selector,
        Optional<String> fencedAs,
        Optional<String> controller,
        Optional<String> writer,
        Optional<String> drain) {

    public Found {
        labels = Map.copyOf(labels);
    }

    /** On, and with as many ready pods as it asks for. */
    public boolean isReady() {
        return on && (!lever.counts() || ready >= replicas);
    }

    /** Its controller has seen its present spec. */
    boolean observed() {
        return observedGeneration >= generation;
    }
}
