package io.regionpair.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.LabelSelector;
import org.jspecify.annotations.Nullable;

/** One Kubernetes object that runs pods, or several of one kind found by their labels. */
@ApiValue
@ValidationRule(
        value = "has(self.name) != has(self.selector)",
        message = "give either name (one workload) or selector (several), not both and not neither")
@ValidationRule(
        value = "!has(self.selector) || (has(self.selector.matchLabels) && "
                + "self.selector.matchLabels.size() > 0) || (has(self.selector.matchExpressions) && "
                + "self.selector.matchExpressions.size() > 0)",
        message = "an empty selector would match every workload of the namespace: give matchLabels or "
                + "matchExpressions",
        fieldPath = ".selector")
@ValidationRule(
        value = "!has(self.maxMatches) || has(self.selector)",
        message = "maxMatches belongs to selector: remove it",
        fieldPath = ".maxMatches")
@ValidationRule(
        value = "!(self.kind == 'Job' && self.apiVersion.startsWith('batch/'))",
        message = "a Job can't be turned off and on: let a CronJob or the application create it, and list that",
        fieldPath = ".kind")
@ValidationRule(
        value = "!(self.kind == 'DaemonSet' && self.apiVersion.startsWith('apps/'))",
        message = "a DaemonSet has no replicas to turn off: use a Deployment, or keep it out of the component",
        fieldPath = ".kind")
@ValidationRule(
        value = "!(self.kind == 'Pod' && self.apiVersion == 'v1')",
        message = "a Pod can't be turned off and on: list the workload that creates it",
        fieldPath = ".kind")
@ValidationRule(
        value = "!self.apiVersion.startsWith('serving.knative.dev/')",
        message = "Knative scales its revisions by itself and would start them again: not supported",
        fieldPath = ".kind")
@ValidationRule(
        value = "!(self.kind in ['Deployment', 'StatefulSet', 'ReplicaSet', 'DaemonSet'] && "
                + "!self.apiVersion.contains('/'))",
        message = "this kind is in the group apps: write apiVersion: apps/v1",
        fieldPath = ".apiVersion")
@ValidationRule(
        value = "!(self.kind in ['Job', 'CronJob'] && !self.apiVersion.contains('/'))",
        message = "this kind is in the group batch: write apiVersion: batch/v1",
        fieldPath = ".apiVersion")
@ValidationRule(
        value = "!has(self.runningJobs) || (self.kind == 'CronJob' && self.apiVersion.startsWith('batch/'))",
        message = "runningJobs belongs to a CronJob: remove it",
        fieldPath = ".runningJobs")
@ValidationRule(
        value = "!has(self.activeReplicas) || !(self.kind == 'CronJob' && self.apiVersion.startsWith('batch/'))",
        message = "a CronJob has no replicas: remove activeReplicas",
        fieldPath = ".activeReplicas")
@ValidationRule(
        value = "!has(self.activeReplicas) || !has(self.field)",
        message = "field.active says what turns the workload on: remove activeReplicas",
        fieldPath = ".activeReplicas")
@ValidationRule(
        value = "!has(self.field) || !(self.apiVersion == 'v1' || self.apiVersion.startsWith('apps/') || "
                + "self.apiVersion.startsWith('batch/'))",
        message = "this kind has a lever of its own (replicas or suspend): remove field",
        fieldPath = ".field")
public record WorkloadSpec(
        @Required
        @Size(min = 1, max = 253)
        @Pattern("^([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?v[0-9]+((alpha|beta)[0-9]+)?$")
        @JsonPropertyDescription("API group and version of the workload, such as apps/v1.")
        String apiVersion,

        @Required
        @Size(min = 1, max = 63)
        @Pattern("^[A-Z][A-Za-z0-9]*$")
        @JsonPropertyDescription("Kind of the workload. Deployment, StatefulSet, ReplicaSet, ReplicationController and "
                + "custom resources with a scale subresource are scaled to 0; a CronJob is suspended; other "
                + "custom resources need field. Job, DaemonSet, Pod and Knative Services can't be turned "
                + "off and on and are refused.")
        String kind,

        @Size(min = 1, max = 253)
        @Pattern("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")
        @JsonPropertyDescription(
                "Name of one object in the component's namespace. Give either name or selector. While it "
                        + "doesn't exist, WorkloadMissing is reported and the others go on.")
        @Nullable
        String name,

        @JsonPropertyDescription(
                "Selects all objects of the kind in the component's namespace by their labels (those of "
                        + "the workload itself, not of its pods). Give either name or selector. An empty selector "
                        + "is refused.")
        @Nullable
        LabelSelector selector,

        @Min(1)
        @Max(1000)
        @JsonPropertyDescription(
                "With selector: most objects that it may match, 1 to 1000; 100 when absent. With more, "
                        + "none of them is started and TooManyMatches is reported, so that a selector that is too "
                        + "wide does no harm.")
        @Nullable
        Integer maxMatches,

        @Min(1)
        @Max(10000)
        @JsonPropertyDescription(
                "Replicas in the active region, 1 to 10000. Absent: as many as the other region had when "
                        + "it acknowledged, else the number remembered here from the last time it was active, else "
                        + "1. Not for a CronJob, nor together with field. Leave spec.replicas out of the workload's "
                        + "manifest.")
        @Nullable
        Integer activeReplicas,

        @JsonPropertyDescription("For a CronJob: what a stop does about its Jobs that already run. Wait (when absent): "
                + "wait until they finish. Delete: delete them, with their pods' own grace period.")
        @Nullable
        RunningJobs runningJobs,

        @JsonPropertyDescription(
                "For a custom resource without a scale subresource: the one field that turns it on and off.")
        @Nullable
        FieldLever field) {}
