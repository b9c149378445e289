package io.regionpair.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;

/** How many replicas a workload had in the peer region. */
@ApiValue
public record ReplicaCount(
        @Required @JsonPropertyDescription("Namespace of the workload.")
        String namespace,

        @Required @JsonPropertyDescription("Kind of the workload.")
        String kind,

        @Required @JsonPropertyDescription("Name of the workload.")
        String name,

        @Required @Min(0) @JsonPropertyDescription("Its replicas when the peer was last active.")
        Integer replicas) {}
