package io.regionpair.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** The other region, as last heard of. */
@ApiValue
public record PeerStatus(
        @JsonPropertyDescription("The other region's role when it answered last.") @Nullable
        Role role,

        @JsonPropertyDescription(
                "The other region's term when it answered last. override.term must be no smaller than this and "
                        + "than status.term.")
        @Nullable
        Long term,

        @JsonPropertyDescription("Whether the last question was answered.") @Nullable
        Boolean reachable) {}
