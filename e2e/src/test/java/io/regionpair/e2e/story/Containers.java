package io.regionpair.e2e.story;

import io.regionpair.e2e.region.Cluster;
import io.regionpair.e2e.region.ControlPlane;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is in a story's pods: nothing, when nodes are simulated, and on real nodes a program that leaves a trace while it runs.
 *
 * @param flags more of them for that program, with {@code REGION} for the region's name
 */
record Containers(boolean real, String flags) {

    static final String SIMULATED = "containers: [{name: main, image: none}]";

    static Containers on(List<? extends Cluster> clusters) {
        return new Containers(
                clusters.stream()
                        .anyMatch(cluster -> cluster instanceof ControlPlane plane
                                && !plane.realNodes().isEmpty()),
                "");
    }

    static Containers guarded(String flags) {
        return new Containers(true, flags);
    }

    String of(String region, Work work) {
        if (!real) {
            return SIMULATED;
        }
        var slowStop = work.slowStop();
        var never = Objects.equals(slowStop, "never");
        var lasting = slowStop == null ? Stream.<String>empty() : Stream.of("-lasting=" + (never ? "-1s" : slowStop));
        var own = flags.isEmpty() ? Stream.<String>empty() : Arrays.stream(flags.split(" ", -1));
        var args = Stream.of(Stream.of("beat"), lasting, own)
                .flatMap(words -> words)
                .map(word -> '"' + word.replace("REGION", region) + '"')
                .collect(Collectors.joining(", "));
        // An hour: longer than any story.
        return """
                hostNetwork: true, terminationGracePeriodSeconds: %d, automountServiceAccountToken: false,
                containers: [{name: main, image: "localhost/pod:1", imagePullPolicy: Never, args: [%s],
                  env: [{name: NAMESPACE, valueFrom: {fieldRef: {fieldPath: metadata.namespace}}},
                    {name: NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}, {name: POD, value: $(NAMESPACE).$(NAME)}],
                  volumeMounts: [{name: beats, mountPath: /beats}]}],
                volumes: [{name: beats, hostPath: {path: /run/beats}}]""".replace("\n", " ").formatted(never ? 3600 : 30, args);
    }
}
