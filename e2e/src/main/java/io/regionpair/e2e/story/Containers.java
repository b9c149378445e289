package io.regionpair.e2e.story;

import io.regionpair.e2e.region.Cluster;
import io.regionpair.e2e.region.ControlPlane;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is in pods: nothing, when nodes are simulated, and on real nodes a program that leaves a trace while it runs.
 *
 * @param before the words of a program that runs that one, by region and with {@code COMPONENT} for the component's name; empty: none
 * @param flags more of them for that program, with {@code REGION} for the region's name
 */
record Containers(boolean real, Map<String, String> before, String flags) {

    static final String SIMULATED = "containers: [{name: main, image: none}]";

    static Containers on(List<? extends Cluster> clusters) {
        return new Containers(
                clusters.stream()
                        .anyMatch(cluster -> cluster instanceof ControlPlane plane
                                && !plane.realNodes().isEmpty()),
                Map.of(),
                "");
    }

    /** Programs that stop by themselves. */
    static Containers guarded(String flags) {
        return new Containers(true, Map.of(), flags);
    }

    /** Programs that somebody else starts and ends. */
    static Containers supervised(Map<String, String> before) {
        return new Containers(true, before, "");
    }

    /** The same program everywhere, and no matter in which region. */
    String anywhere() {
        return of("", "", null);
    }

    /**
     * As YAML, for a pod's spec.
     *
     * @param component that is active-passive; empty: nobody supervises it
     * @param slowStop how long the program takes to end, such as {@code 8s}, or {@code never}
     */
    String of(String region, String component, @Nullable String slowStop) {
        if (!real) {
            return SIMULATED;
        }
        var never = Objects.equals(slowStop, "never");
        var lasting = slowStop == null ? Stream.<String>empty() : Stream.of("-lasting=" + (never ? "-1s" : slowStop));
        var own = flags.isEmpty() ? Stream.<String>empty() : Arrays.stream(flags.split(" ", -1));
        var supervisor = component.isEmpty() ? "" : before.getOrDefault(region, "");
        var first = supervisor.isEmpty() ? Stream.<String>empty() : Arrays.stream(supervisor.split(" ", -1));
        var args = Stream.of(first, Stream.of("beat"), lasting, own)
                .flatMap(words -> words)
                .map(word -> '"' + word.replace("REGION", region).replace("COMPONENT", component) + '"')
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
