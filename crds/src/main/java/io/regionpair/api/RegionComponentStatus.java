package io.regionpair.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** This region's view of the component. */
@ApiValue
public record RegionComponentStatus(
        @JsonPropertyDescription("Generation of the spec that this status is about.") @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("The pair's role here when this status was written.") @Nullable
        Role role,

        @JsonPropertyDescription("The component as a whole: Running, Starting, Stopping, Stopped, Blocked or Missing.")
        @Nullable
        WorkloadState state,

        @JsonPropertyDescription("One entry for each workload found or listed.")
        List<WorkloadStatus> workloads,

        @JsonPropertyDescription("Named facts with a reason each. Ready says whether the component is as it should be "
                + "here, which includes being stopped by design.")
        List<Condition> conditions) {
    public RegionComponentStatus {
        workloads = Copies.of(workloads);
        conditions = Copies.of(conditions);
    }
}
