package io.regionpair.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which workloads may be raised under the current term. */
@ApiValue
public record Coverage(
        @JsonPropertyDescription("true: an assertion covered everything.") @Nullable
        Boolean all,

        @JsonPropertyDescription("namespace/name of a component to the hash of the workload identities that the peer's "
                + "acknowledgement covered.")
        Map<String, String> components) {
    public Coverage {
        components = Copies.of(components);
    }
}
