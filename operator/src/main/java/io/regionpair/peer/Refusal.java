package io.regionpair.peer;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.regionpair.ops.StrictJson;

/**
 * Why a request wasn't answered; the body of every response of a {@link PeerServer} that isn't 200. Never an acknowledgement.
 *
 * @param reason one word: the name of a {@link io.regionpair.api.Reason}, or the server's own word
 * @param message a sentence for people
 */
record Refusal(
        @JsonProperty(required = true) String reason,
        @JsonProperty(required = true) String message) {

    Refusal {
        Wire.text("reason", reason);
        message = StrictJson.shown(message);
    }
}
