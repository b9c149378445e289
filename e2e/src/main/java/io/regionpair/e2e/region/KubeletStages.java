package io.regionpair.e2e.region;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.regionpair.e2e.process.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * What the simulated kubelets do: KWOK's own stages for nodes and for pods that start, ours for pods that end. A pod ends as with a real
 * kubelet, in two steps: first its containers are reported as terminated, then the object goes. Annotation {@code test/slow-stop} delays
 * the first step by a duration ({@code 8s}), or for ever ({@code never}, until somebody changes it).
 */
final class KubeletStages {

    private KubeletStages() {}

    static void writeTo(Path file) throws IOException {
        var stages = Files.readString(Workspace.controlPlanePrograms().resolve("kwok-stages.yaml"));
        try (var in = Objects.requireNonNull(KubeletStages.class.getResourceAsStream("pod-stop-stages.yaml"))) {
            Files.writeString(file, stages + new String(in.readAllBytes(), UTF_8));
        }
    }
}
