package io.regionpair.e2e.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.PodResource;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The simulated kubelets end a pod as real ones do. */
class PodLifeIT {

    private static TwoRegions regions;
    private static KubernetesClient client;

    @BeforeAll
    static void start() {
        var began = System.nanoTime();
        regions = TwoRegions.start();
        System.out.printf("two regions ready after %d ms%n", (System.nanoTime() - began) / 1_000_000);
        client = regions.eu().client();
    }

    @AfterAll
    static void stop() {
        if (regions != null) {
            regions.close();
        }
    }

    @Test
    void reportsTheContainersAsTerminatedBeforeTheObjectGoes() throws IOException {
        create("plain", Map.of());

        pods("plain").delete();

        awaitGone("plain");
        assertThat(Files.readAllLines(regions.eu().auditLog().orElseThrow()))
                .filteredOn(line ->
                        line.contains("\"name\":\"plain\"") && line.contains("\"user\":{\"username\":\"system:kwok\""))
                .anyMatch(line -> line.contains("\"verb\":\"patch\"") && line.contains("\"phase\":\"Succeeded\""))
                .anyMatch(line -> line.contains("\"verb\":\"delete\""));
    }

    @Test
    void stopsAfterTheAnnotatedTime() {
        create("slow", Map.of("test/slow-stop", "2s"));
        var began = System.nanoTime();

        pods("slow").delete();

        awaitGone("slow");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofSeconds(2));
    }

    @Test
    void neverStopsUntilTheAnnotationChanges() {
        create("never", Map.of("test/slow-stop", "never"));
        create("witness", Map.of("test/slow-stop", "2s"));

        pods("never").delete();
        pods("witness").delete();
        awaitGone("witness");

        assertThat(pods("never").get().getStatus().getPhase()).isEqualTo("Running");
        pods("never")
                .edit(pod -> new PodBuilder(pod)
                        .editMetadata()
                        .addToAnnotations("test/slow-stop", "100ms")
                        .endMetadata()
                        .build());
        awaitGone("never");
    }

    private static void create(String name, Map<String, String> annotations) {
        client.resource(new PodBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace("default")
                        .withAnnotations(annotations)
                        .endMetadata()
                        .withNewSpec()
                        .addNewContainer()
                        .withName("main")
                        .withImage("none")
                        .endContainer()
                        .endSpec()
                        .build())
                .create();
        await().untilAsserted(() ->
                assertThat(pods(name).get().getStatus().getPhase()).isEqualTo("Running"));
    }

    private static PodResource pods(String name) {
        return client.pods().inNamespace("default").withName(name);
    }

    private static void awaitGone(String name) {
        await(name + " is gone")
                .untilAsserted(() -> assertThat(pods(name).get()).isNull());
    }
}
