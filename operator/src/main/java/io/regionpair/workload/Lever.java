package io.regionpair.workload;

import io.regionpair.api.FieldLever;
import java.util.Optional;

/** The one field that turns a workload on and off. */
public sealed interface Lever {

    /** {@code replicas} of a Deployment or StatefulSet, through the {@code /scale} subresource. */
    record Replicas() implements Lever {}

    /** {@code spec.suspend} of a CronJob. */
    record Suspend() implements Lever {}

    /** The replicas of any other kind that has a {@code /scale} subresource, wherever the kind itself keeps them. */
    record Scale(Served kind) implements Lever {}

    /** A field that the component names. */
    record Field(Served kind, FieldLever field) implements Lever {}

    /**
     * A kind as the API server serves it.
     *
     * @param plural in paths, such as {@code kafkaconnects}
     */
    record Served(String apiVersion, String kind, String plural) {}

    /** The lever of a kind that every cluster has. */
    static Optional<Lever> builtIn(String apiVersion, String kind) {
        return switch (apiVersion + " " + kind) {
            case "apps/v1 Deployment", "apps/v1 StatefulSet" -> Optional.of(new Replicas());
            case "batch/v1 CronJob" -> Optional.of(new Suspend());
            default -> Optional.empty();
        };
    }

    /** It has a number of replicas. */
    default boolean counts() {
        return this instanceof Replicas || this instanceof Scale;
    }

    /** The kind by which the API server serves it; absent for those that every cluster has. */
    default Optional<Served> served() {
        return switch (this) {
            case Replicas _, Suspend _ -> Optional.empty();
            case Scale scale -> Optional.of(scale.kind());
            case Field field -> Optional.of(field.kind());
        };
    }

    /** As people call it. */
    default String word() {
        return switch (this) {
            case Replicas _, Scale _ -> "replicas";
            case Suspend _ -> "suspend";
            case Field field -> field.field().path();
        };
    }

    /** What the field says when it is off. */
    default String off() {
        return switch (this) {
            case Replicas _, Scale _ -> "0";
            case Suspend _ -> "true";
            case Field field -> field.field().passive();
        };
    }

    /**
     * What it says when it is on.
     *
     * @param replicas where it counts
     */
    default String on(int replicas) {
        return switch (this) {
            case Replicas _, Scale _ -> Integer.toString(replicas);
            case Suspend _ -> "false";
            case Field field -> field.field().active();
        };
    }
}
