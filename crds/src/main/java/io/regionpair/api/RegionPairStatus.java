package io.regionpair.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** This region's view of the pair. For people and tools: the operator never reads it back. */
@ApiValue
public record RegionPairStatus(
        @JsonPropertyDescription("Generation of the spec that this status is about.") @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("The region that this cluster is.") @Nullable
        String region,

        @JsonPropertyDescription(
                "What this region is. Passive: proved to be stopped. Promoting: named, waiting for the "
                        + "right to start. Active: runs the active-passive workloads. Demoting: stopping them. "
                        + "Frozen: nothing is started or stopped until waitingFor is settled.")
        @Nullable
        Role role,

        @JsonPropertyDescription(
                "Number of the last activation known here. It only grows; workloads use it as a fencing token.")
        @Nullable
        Long term,

        @JsonPropertyDescription("What the arbitrator says.") @Nullable
        ArbitratorStatus arbitrator,

        @JsonPropertyDescription("The other region as last heard of.") @Nullable
        PeerStatus peer,

        @JsonPropertyDescription("What this region waits for. Absent: nothing.") @Nullable
        WaitingFor waitingFor,

        @JsonPropertyDescription("How many components belong to the pair here, and how they are.") @Nullable
        ComponentCounts components,

        @JsonPropertyDescription("The latest change of role, with the time that each phase took.") @Nullable
        SwitchReport lastSwitch,

        @JsonPropertyDescription(
                "Pods of active-passive workloads that vanished without their kubelet's word: deleted by force, or with "
                        + "their node. Their processes may still run, so the other region isn't told that this one "
                        + "has stopped. When you know that they are gone, say so: annotate the RegionPair in this "
                        + "cluster with regionpair.io/stopped-pods and the uids, separated by spaces.")
        List<LostPod> lostPods,

        @Size(max = 10) @JsonPropertyDescription("The last ten changes of role, newest first.")
        List<SwitchReport> history,

        @JsonPropertyDescription("With mode: Observe, what this region would do. Absent otherwise.") @Nullable
        Would would,

        @JsonPropertyDescription(
                "Named facts with a reason each. Ready says whether everything is as it should be, which "
                        + "includes being passive by design.")
        List<Condition> conditions) {
    public RegionPairStatus {
        lostPods = Copies.of(lostPods);
        history = Copies.of(history);
        conditions = Copies.of(conditions);
    }
}
