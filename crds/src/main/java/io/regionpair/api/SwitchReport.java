package io.regionpair.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One change of this region's role, measured. */
@ApiValue
public record SwitchReport(
        @JsonPropertyDescription("Role before.") @Nullable Role from,

        @JsonPropertyDescription("Role after, or aimed at while completedAt is absent.") @Nullable
        Role to,

        @JsonPropertyDescription("One word for why; docs/reasons.md explains each.") @Nullable
        String cause,

        @JsonPropertyDescription("When it began.") @Nullable Instant startedAt,

        @JsonPropertyDescription("When the last workload was ready or proved to be stopped. Absent while it goes on.")
        @Nullable
        Instant completedAt,

        @JsonPropertyDescription("Its parts, in the order in which they began.")
        List<SwitchPhase> phases) {
    public SwitchReport {
        phases = Copies.of(phases);
    }
}
