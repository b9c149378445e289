package io.regionpair.workload;

import java.util.Optional;

/** The one field that turns a workload on and off. */
public enum Lever {
    /** {@code replicas}, through the {@code /scale} subresource. */
    Replicas,
    /** {@code spec.suspend} of a CronJob. */
    Suspend;

    /** The lever of a kind; absent when this version has none for it. */
    public static Optional<Lever> of(String apiVersion, String kind) {
        return switch (apiVersion + " " + kind) {
            case "apps/v1 Deployment", "apps/v1 StatefulSet" -> Optional.of(Replicas);
            case "batch/v1 CronJob" -> Optional.of(Suspend);
            default -> Optional.empty();
        };
    }
}
