package io.regionpair.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/** One workload as seen here. */
@ApiValue
public record WorkloadStatus(
        @Required @JsonPropertyDescription("API group and version of the workload.")
        String apiVersion,

        @Required @JsonPropertyDescription("Kind of the workload.")
        String kind,

        @Required @JsonPropertyDescription("Name of the workload.")
        String name,

        @JsonPropertyDescription("The field that turns it on and off: replicas, suspend or a path. Absent: none, the "
                + "workload is only watched.")
        @Nullable
        String lever,

        @JsonPropertyDescription("Value that the lever should have now.") @Nullable
        String desired,

        @Min(0) @JsonPropertyDescription("Replicas that the workload asks for now.") @Nullable
        Integer replicas,

        @Min(0) @JsonPropertyDescription("Pod objects that exist, terminating ones included.") @Nullable
        Integer pods,

        @Min(1)
        @JsonPropertyDescription("Replicas while last active and stable; used when activeReplicas is absent.")
        @Nullable
        Integer rememberedReplicas,

        @JsonPropertyDescription("Running, Starting, Stopping, Stopped, Blocked or Missing.") @Nullable
        WorkloadState state,

        @JsonPropertyDescription("What is in the way, for people.") @Nullable
        String message) {}
