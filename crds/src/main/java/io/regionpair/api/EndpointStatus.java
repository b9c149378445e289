package io.regionpair.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/** What one endpoint of the arbitrator said last. */
@ApiValue
public record EndpointStatus(
        @Required @JsonPropertyDescription("The endpoint as written in spec.arbitrator.endpoints.")
        String url,

        @JsonPropertyDescription(
                "The region that its last answer named, or none. Absent when the last answer was unusable.")
        @Nullable
        String says,

        @JsonPropertyDescription(
                "One word for what it said or why its answer counts for nothing; docs/reasons.md explains each.")
        @Nullable
        String reason,

        @JsonPropertyDescription("The same for people.") @Nullable
        String message) {}
