package io.regionpair.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A pod whose object is gone although its kubelet never reported that its containers ended. */
@ApiValue
public record LostPod(
        @Required
        @JsonPropertyDescription("UID of the pod. It identifies the pod when you say that its processes are gone.")
        String uid,

        @JsonPropertyDescription("Namespace of the pod.") @Nullable
        String namespace,

        @JsonPropertyDescription("Name of the pod.") @Nullable
        String name,

        @JsonPropertyDescription("Node that the pod ran on: look there for its processes.") @Nullable
        String node,

        @JsonPropertyDescription("When the operator noticed.") @Nullable
        Instant since) {}
