package io.regionpair.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Who said, without proof, that the peer is gone. */
@ApiValue
public record Assertion(
        @Required @JsonPropertyDescription("Who: the arbitrator's document (fenced) or a person's override.")
        String by,

        @JsonPropertyDescription("Why, in the author's words.") @Nullable
        String reason,

        @JsonPropertyDescription("When it was acted upon, by the wall clock; for people only.") @Nullable
        Instant at,

        @JsonPropertyDescription("The epoch for which it was given.") @Nullable
        Long epoch) {}
