package io.regionpair.workload;

import io.regionpair.api.FieldLever;
import io.regionpair.api.RegionComponent;
import io.regionpair.api.WorkloadSpec;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A kind that components list and that not every cluster has. What becomes of it is a {@link Resolution}.
 *
 * @param field what the component says turns it on and off; absent: its {@code /scale} does
 */
public record Wanted(String apiVersion, String kind, Optional<FieldLever> field) {

    /** Of one entry; absent where the kind is built in. */
    public static Optional<Wanted> of(WorkloadSpec spec) {
        return Lever.builtIn(spec.apiVersion(), spec.kind()).isPresent()
                ? Optional.empty()
                : Optional.of(new Wanted(spec.apiVersion(), spec.kind(), Optional.ofNullable(spec.field())));
    }

    /** Of all entries of these components. */
    public static Set<Wanted> of(Collection<RegionComponent> components) {
        return components.stream()
                .flatMap(component -> component.getSpec().workloads().stream())
                .flatMap(spec -> of(spec).stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** What the API server has of it. */
    public sealed interface Resolution {

        /** It can be turned on and off, and its objects are in the survey. */
        record Driven(Lever lever) implements Resolution {}

        /** The API server doesn't serve it, so there are no objects of it. */
        record NotServed() implements Resolution {}

        /** It has no {@code /scale}, and no field is named. */
        record NoLever() implements Resolution {}

        /** The operator may not look, so nobody knows what runs. */
        record Forbidden(String detail) implements Resolution {}
    }
}
