package io.regionpair.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the arbitrator says, as seen from this region. */
@ApiValue
public record ArbitratorStatus(
        @JsonPropertyDescription("The region named by the last answers that counted, or none.") @Nullable
        String active,

        @JsonPropertyDescription("Highest epoch accepted so far. Absent when no document carried one.") @Nullable
        Long epoch,

        @JsonPropertyDescription("One entry for each endpoint asked.")
        List<EndpointStatus> endpoints) {
    public ArbitratorStatus {
        endpoints = Copies.of(endpoints);
    }
}
