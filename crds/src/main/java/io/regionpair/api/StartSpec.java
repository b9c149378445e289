package io.regionpair.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;

/** How a component is started. */
@ApiValue
public record StartSpec(
        @Default("300")
        @Min(1)
        @Max(86400)
        @JsonPropertyDescription("Seconds, 1 to 86400, default 300, for which components that depend on this one wait "
                + "until it is ready. Afterwards they are started all the same and StartTimedOut is "
                + "reported.")
        Integer levelTimeoutSeconds) {}
