package io.regionpair.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/** The numbers of one region on which the other one's takeover rests. */
@ApiValue
public record Parameters(
        @Required @JsonPropertyDescription("takeover.policy of that region.")
        TakeoverPolicy policy,

        @Required @JsonPropertyDescription("arbitratorLoss of that region.")
        ArbitratorLoss arbitratorLoss,

        @Min(1)
        @JsonPropertyDescription("Grows with every change, so that an older word is told from a newer one.")
        @Nullable
        Long revision,

        @Min(1) @JsonPropertyDescription("The revision with which policy became what it is.") @Nullable
        Long policySince,

        @Min(0)
        @JsonPropertyDescription(
                "With peerParams: the peer's term since which no longer numbers were heard than these.")
        @Nullable
        Long term,

        @JsonPropertyDescription("That region takes only documents with an epoch.") @Nullable
        Boolean epochsRequired,

        @JsonPropertyDescription("That region may renew its lease from its peer.") @Nullable
        Boolean peerVouches,

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
