package io.regionpair.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A time in which nothing is promoted. */
@ApiValue
public record Pause(
        @Required
        @JsonPropertyDescription(
                "End of the pause, such as 2026-12-01T00:00:00Z. Required, so that no pause is forgotten. "
                        + "Until then this region doesn't become active; becoming passive and renewals of a lease "
                        + "go on.")
        Instant until,

        @Size(max = 1024)
        @JsonPropertyDescription(
                "Why, for those who find the pause: a sentence or a ticket. Shown in the condition Paused.")
        @Nullable
        String reason) {}
