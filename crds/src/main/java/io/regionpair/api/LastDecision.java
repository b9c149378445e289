package io.regionpair.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The last decision, for people. The protocol never reads it. */
@ApiValue
public record LastDecision(
        @Required @JsonPropertyDescription("One word for why; docs/reasons.md explains each.")
        String reason,

        @JsonPropertyDescription("The facts that it rested on.") @Nullable
        String message,

        @JsonPropertyDescription("When, by the wall clock.") @Nullable
        Instant at) {}
