package io.regionpair.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;

/** How many components belong to the pair here. */
@ApiValue
public record ComponentCounts(
        @Min(0) @JsonPropertyDescription("Components with mode ActiveActive.")
        Integer activeActive,

        @Min(0) @JsonPropertyDescription("Components with mode ActivePassive.")
        Integer activePassive,

        @Min(0) @JsonPropertyDescription("Active-passive components whose workloads are on and ready.")
        Integer running,

        @Min(0) @JsonPropertyDescription("Active-passive components proved to be stopped.")
        Integer stopped,

        @Min(0) @JsonPropertyDescription("Components with a problem that doesn't pass by itself.")
        Integer blocked) {}
