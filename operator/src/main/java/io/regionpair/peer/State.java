package io.regionpair.peer;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.OptionalLong;

/** What a region is to a pair, for display and for noticing a higher term; never evidence. */
public record State(
        @JsonProperty(required = true) String pair,
        @JsonProperty(required = true) String region,
        @JsonProperty(required = true) String role,
        @JsonProperty(required = true) long term,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) OptionalLong epoch) {

    public State {
        Wire.name("pair", pair);
        Wire.name("region", region);
        Wire.role(role);
        Wire.notNegative("term", term);
        Wire.notNegative("epoch", epoch.orElse(0));
    }
}
