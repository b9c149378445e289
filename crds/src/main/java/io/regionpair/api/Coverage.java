package io.regionpair.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Workloads by component. */
@ApiValue
public record Coverage(
        @JsonPropertyDescription("true: everything there is.") @Nullable
        Boolean all,

        @JsonPropertyDescription("namespace/name of a component to a hash of the identities of its workloads.")
        Map<String, String> components) {
    public Coverage {
        components = Copies.of(components);
    }
}
