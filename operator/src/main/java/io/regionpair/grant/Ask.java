package io.regionpair.grant;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.OptionalLong;

/**
 * What a guard sends.
 *
 * @param nonce new for each request and repeated in the answer, so that an answer from a cache is no answer
 * @param component {@code namespace/name} of the RegionComponent that the pod belongs to
 * @param holds the term under which the pod's processes run; absent before they start
 */
record Ask(
        @JsonProperty(required = true) String nonce,
        @JsonProperty(required = true) String component,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) OptionalLong holds) {

    private static final int MAX = 512;

    Ask {
        text("nonce", nonce);
        text("component", component);
    }

    private static void text(String field, String value) {
        if (value.isBlank() || value.length() > MAX) {
            throw new IllegalArgumentException(field + " is empty or too long");
        }
    }
}
