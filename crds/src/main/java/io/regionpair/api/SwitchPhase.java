package io.regionpair.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;

/** How long one part of a switch took. */
@ApiValue
public record SwitchPhase(
        @Required @JsonPropertyDescription("Name of the phase, such as stop or acknowledgement.")
        String name,

        @Min(0) @JsonPropertyDescription("Its duration in milliseconds.")
        Long millis) {}
