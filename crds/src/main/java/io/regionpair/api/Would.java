package io.regionpair.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** What this region would do if it acted. */
@ApiValue
public record Would(
        @JsonPropertyDescription("The role it would have.") @Nullable
        Role role,

        @JsonPropertyDescription("One word for why; docs/reasons.md explains each.") @Nullable
        String reason,

        @JsonPropertyDescription("What would be written, for people.") @Nullable
        String message) {}
