package io.regionpair.peer;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.OptionalLong;

/**
 * "Are you passive?", for one attempt to become active.
 *
 * @param protocolVersion {@link #PROTOCOL_VERSION} of who asks
 * @param from the region that asks
 * @param to the region that is asked
 * @param attempt the nonce of the attempt; a reply counts for this one only
 * @param term the asking region's last known term
 * @param epoch the arbitrator's epoch that the attempt rests on
 * @param coverageOnly the asking region is active already and wants to know what else is proved stopped: no new grant
 */
public record Question(
        @JsonProperty(required = true) int protocolVersion,
        @JsonProperty(required = true) String pair,
        @JsonProperty(required = true) String from,
        @JsonProperty(required = true) String to,
        @JsonProperty(required = true) String attempt,
        @JsonProperty(required = true) long term,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) OptionalLong epoch,
        @JsonProperty(required = true) boolean coverageOnly) {

    /** Of this program. Another version's words could look alike and mean something else, so it must be equal. */
    public static final int PROTOCOL_VERSION = 1;

    public Question {
        Wire.name("pair", pair);
        Wire.name("from", from);
        Wire.name("to", to);
        Wire.text("attempt", attempt);
        Wire.notNegative("term", term);
        Wire.notNegative("epoch", epoch.orElse(0));
    }
}
