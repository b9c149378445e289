package io.regionpair.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What this region waits for. */
@ApiValue
public record WaitingFor(
        @Required @JsonPropertyDescription("One word for what is awaited; docs/reasons.md explains each.")
        String what,

        @JsonPropertyDescription("Since when it is awaited.") @Nullable
        Instant since,

        @JsonPropertyDescription("When the wait ends by itself. Absent: only an event ends it.") @Nullable
        Instant until,

        @JsonPropertyDescription("What a person can do about it. Absent: nothing needs to be done.") @Nullable
        String todo,

        @JsonPropertyDescription("The facts: which pods, which answer, how long.") @Nullable
        String message) {}
