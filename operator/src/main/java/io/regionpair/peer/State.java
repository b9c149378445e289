package io.regionpair.peer;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a region is to a pair: shows a higher term or a newer epoch, and what the regions told each other. Never evidence that it stopped.
 *
 * @param record uid of its RegionRecord, which no other cluster has; absent while it has none, and from older operators
 * @param own its parameters; absent while it has none to tell
 * @param known what it has stored of the other region's
 */
public record State(
        @JsonProperty(required = true) String pair,
        @JsonProperty(required = true) String region,
        @JsonProperty(required = true) String role,
        @JsonProperty(required = true) long term,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) OptionalLong epoch,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String record,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Told own,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Told known) {

    public State {
        Wire.name("pair", pair);
        Wire.name("region", region);
        Wire.role(role);
        Wire.notNegative("term", term);
        Wire.notNegative("epoch", epoch.orElse(0));
    }
}
