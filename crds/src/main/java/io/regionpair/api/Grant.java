package io.regionpair.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/** The last attempt of the peer that this region acknowledged. */
@ApiValue
public record Grant(
        @Required @JsonPropertyDescription("The attempt that was acknowledged.")
        String attempt,

        @JsonPropertyDescription("The peer's term when it asked.") @Nullable
        Long term) {}
