package io.regionpair.peer;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * One region's parameters on the wire; what each means is said in {@code docs/protocol.md}.
 *
 * @param numbers absent in a region whose policy isn't Timed
 */
public record Told(
        @JsonProperty(required = true) long revision,
        @JsonProperty(required = true) long since,
        @JsonProperty(required = true) boolean epochsRequired,
        @JsonProperty(required = true) boolean peerVouches,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Numbers numbers) {

    public Told {
        Wire.notNegative("revision", revision);
        Wire.notNegative("since", since);
    }

    /** The numbers of the inequality: seconds, and milliseconds for the clock error. */
    public record Numbers(
            @JsonProperty(required = true) int staleness,
            @JsonProperty(required = true) int lease,
            @JsonProperty(required = true) int stop,
            @JsonProperty(required = true) int clockErrorMillis,
            @JsonProperty(required = true) int fence,
            @JsonProperty(required = true) int dwell) {
        public Numbers {
            Wire.notNegative("staleness", staleness);
            Wire.notNegative("lease", lease);
            Wire.notNegative("stop", stop);
            Wire.notNegative("clockErrorMillis", clockErrorMillis);
            Wire.notNegative("fence", fence);
            Wire.notNegative("dwell", dwell);
        }
    }
}
