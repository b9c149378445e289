package io.regionpair.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** What a user declares about a component; the same in both clusters. */
@ApiValue
@ValidationRule(
        value = "self.pair == oldSelf.pair",
        message = "pair can't be changed: delete the RegionComponent and create it anew (workloads stay as "
                + "they are with deletionPolicy: Retain)",
        fieldPath = ".pair")
@ValidationRule(
        value = "self.mode == oldSelf.mode",
        message = "mode can't be changed: delete the RegionComponent and create it anew (workloads stay as "
                + "they are with deletionPolicy: Retain)",
        fieldPath = ".mode")
@ValidationRule(
        value = "self.mode == 'ActivePassive' || self.workloads.all(w, !has(w.activeReplicas) && "
                + "!has(w.runningJobs) && !has(w.field))",
        message = "an ActiveActive component is never written: remove activeReplicas, runningJobs and field "
                + "from its workloads",
        fieldPath = ".workloads")
@ValidationRule(
        // Each is compared with each, which for 200 takes the API server more than a second, at every write of the
        // component's status.
        // In longer lists the operator finds it (ListedTwice).
        value = "self.workloads.size() > 32 || self.workloads.all(w, !has(w.name) || self.workloads.exists_one(x, "
                + "has(x.name) && x.name == w.name && x.kind == w.kind && x.apiVersion == w.apiVersion))",
        message = "a workload is listed twice: each may appear once",
        fieldPath = ".workloads")
@ValidationRule(
        value = "self.mode == 'ActivePassive' || (self.standby == 'Zero' && self.guard.kind == 'None')",
        message = "an ActiveActive component is never stopped: remove standby and guard")
public record RegionComponentSpec(
        @Required
        @Size(min = 1, max = 63)
        @JsonPropertyDescription(
                "Name of the RegionPair that this component belongs to. It can't be changed later. The "
                        + "pair must list this namespace.")
        String pair,

        @Required
        @JsonPropertyDescription("ActivePassive: the workloads run in the active region only; the operator starts and "
                + "stops them. ActiveActive: they run in both regions; the operator watches and reports "
                + "them and never writes them. It can't be changed later.")
        ComponentMode mode,

        @Default("0")
        @Min(-1000000)
        @Max(1000000)
        @JsonPropertyDescription(
                "Order among components that don't depend on each other, -1000000 to 1000000, default 0: "
                        + "higher is started first and stopped last.")
        Integer priority,

        @Size(max = 50)
        @JsonPropertyDescription(
                "Names of components of the same namespace that must be ready before this one is started "
                        + "and that are stopped after it. A component with mode ActiveActive is only waited for. A "
                        + "circle is reported and its order ignored.")
        List<@Size(min = 1, max = 253) @Pattern("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$") String> dependsOn,

        @Required
        @Size(min = 1, max = 200)
        @JsonPropertyDescription("The workloads, 1 to 200 entries, all in the component's namespace. Removing an entry "
                + "leaves or stops its workload as deletionPolicy says.")
        List<WorkloadSpec> workloads,

        @Default("Zero")
        @JsonPropertyDescription(
                "What the passive region keeps. Zero (default): no pods. Parked: the pods exist but can't "
                        + "be scheduled, so a switch is several times faster; needs the admission fence, costs "
                        + "quota, and makes the workloads look unready.")
        Standby standby,

        @Default("{}") @JsonPropertyDescription("How the workloads are stopped.")
        StopSpec stop,

        @Default("{}") @JsonPropertyDescription("How the workloads are started.")
        StartSpec start,

        @Default("{}") @JsonPropertyDescription("What stops the processes when the operator can't.")
        GuardSpec guard,

        @Default("Retain")
        @JsonPropertyDescription("What deleting this component, or an entry of workloads, does. Retain (default): the "
                + "workloads stay exactly as they are, unmanaged. Drain: they are stopped first. Neither "
                + "starts anything.")
        DeletionPolicy deletionPolicy,

        @Size(max = 20)
        @JsonPropertyDescription("Names of risks that you accept for this component, as the message that reported one "
                + "spells it. PodLost: pods of this component that are deleted by force or with their node count as "
                + "stopped; right where nodes are deleted only after their machine is off. VolumeClaimDeletion: StatefulSets with "
                + "persistentVolumeClaimRetentionPolicy.whenScaled: Delete are stopped all the same, and lose their volumes. "
                + "Unknown names do nothing.")
        List<@Size(min = 1, max = 63) @Pattern("^[A-Z][A-Za-z0-9]*$") String> accept) {
    public RegionComponentSpec {
        dependsOn = Copies.of(dependsOn);
        workloads = Copies.of(workloads);
        accept = Copies.of(accept);
    }
}
