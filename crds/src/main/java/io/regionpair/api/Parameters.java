package io.regionpair.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/** The numbers of one region on which the other one's takeover rests. */
@ApiValue
public record Parameters(
        @Required @JsonPropertyDescription("takeover.policy of that region.")
        TakeoverPolicy policy,

        @Required @JsonPropertyDescription("arbitratorLoss of that region.")
        ArbitratorLoss arbitratorLoss,

        @JsonPropertyDescription("L of that region.") @Nullable
        Integer leaseSeconds,

        @JsonPropertyDescription("G of that region.") @Nullable
        Integer stopSeconds,

        @JsonPropertyDescription("S of that region.") @Nullable
        Integer stalenessSeconds,

        @JsonPropertyDescription("E of that region.") @Nullable
        Integer clockErrorMillis,

        @JsonPropertyDescription("F of that region.") @Nullable
        Integer fenceSeconds,

        @JsonPropertyDescription("H of that region.") @Nullable
        Integer dwellSeconds) {}
