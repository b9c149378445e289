package io.regionpair.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;

/** How a component is stopped. */
@ApiValue
public record StopSpec(
        @Default("Orderly")
        @JsonPropertyDescription(
                "Orderly (default): set replicas to 0 and let the workload's controller stop the pods. "
                        + "Fast: for Deployments and StatefulSets, set their ReplicaSets to 0 and delete their "
                        + "pods besides, with the pods' own grace period and without asking "
                        + "PodDisruptionBudgets, which avoids minutes of queueing with hundreds of workloads; "
                        + "a StatefulSet's pods end all at once. It needs more permissions (chart: "
                        + "rbac.fastStop), and falls back to Orderly without. Neither is ever by force.")
        StopMethod method,

        @Default("120")
        @Min(1)
        @Max(86400)
        @JsonPropertyDescription("Seconds, 1 to 86400, default 120, for which components that this one depends on wait "
                + "until it is stopped. Afterwards they are stopped all the same and StopTimedOut is "
                + "reported. A component never counts as stopped because time has passed.")
        Integer timeoutSeconds,

        @Default("false")
        @JsonPropertyDescription(
                "true: where a workload is off and for 10 s nobody has removed any of its pods, they are "
                        + "deleted, one after the other from the highest ordinal, with their own grace period "
                        + "and never by force. An OrderedReady StatefulSet with two unready pods needs that: its "
                        + "controller waits for them for ever. It needs more permissions (chart: rbac.fastStop). "
                        + "false (default): they are reported as PodsNotRemoved, and hold up the switch.")
        Boolean deleteBlockingPods) {}
