package io.regionpair.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one region remembers about one pair. Times in it are for people; the protocol never reads them. */
@ApiValue
public record RegionRecordSpec(
        @Min(1)
        @JsonPropertyDescription(
                "Version of the protocol that wrote this record. An operator that doesn't know it freezes "
                        + "the pair.")
        @Nullable
        Integer protocolVersion,

        @JsonPropertyDescription("The region's role. A word that the operator doesn't know freezes the pair.") @Nullable
        String role,

        @Min(0) @JsonPropertyDescription("Number of the last activation known here. It only grows.") @Nullable
        Long term,

        @Min(0) @JsonPropertyDescription("Highest epoch of the arbitrator ever accepted. Absent: none was.") @Nullable
        Long maxEpoch,

        @JsonPropertyDescription(
                "The current attempt to become active, a random word. An acknowledgement counts only for "
                        + "exactly this one.")
        @Nullable
        String attempt,

        @JsonPropertyDescription("The last attempt of the peer that this region acknowledged.") @Nullable
        Grant grantedTo,

        @JsonPropertyDescription("Which workloads may be raised under the current term.") @Nullable
        Coverage coverage,

        @JsonPropertyDescription(
                "In the roles Passive and Promoting: which workloads the last drain here changed and proved stopped; "
                        + "others are marked before the peer gets an acknowledgement. In the role Active: all, if the "
                        + "term began with nothing running here.")
        @Nullable
        Coverage stopped,

        @JsonPropertyDescription("Replica counts that came with the peer's last acknowledgement.")
        List<ReplicaCount> counts,

        @JsonPropertyDescription(
                "Who said, without proof, that the peer is gone, when the current term began that way.")
        @Nullable
        Assertion assertion,

        @JsonPropertyDescription(
                "Pods of this region that vanished without their kubelet's word, by force-deletion or with "
                        + "their node. While one is listed, the region isn't proved stopped.")
        List<LostPod> lostPods,

        @JsonPropertyDescription("This region's parameters as the peer is told them. Absent: it never was Timed.")
        @Nullable
        Parameters ownParams,

        @JsonPropertyDescription("What the peer was seen to have stored of ownParams.") @Nullable
        Parameters acknowledgedParams,

        @JsonPropertyDescription("The peer's parameters as last heard, with the longest numbers of its present term.")
        @Nullable
        Parameters peerParams,

        @JsonPropertyDescription("The last decision, for people.") @Nullable
        LastDecision lastDecision) {
    public RegionRecordSpec {
        counts = Copies.of(counts);
        lostPods = Copies.of(lostPods);
    }
}
