package io.regionpair.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.regionpair.e2e.region.ControlPlane;
import io.regionpair.e2e.region.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The corpus of the API module on a real API server, sent as the YAML text that a user wrote. A file of two documents is an object
 * and a change of it: the first must be accepted, and the file's name says what must happen to the second.
 */
class ApiCorpusIT {

    private static final Path CRDS = Path.of("../crds");

    private static ControlPlane plane;
    private static RawApi api;

    @BeforeAll
    static void start() {
        plane = ControlPlane.start(Settings.apiServerOnly("corpus"));
        for (var manifest : files(CRDS.resolve("manifests"), "")) {
            try (var in = Files.newInputStream(manifest)) {
                plane.client()
                        .load(in)
                        .items()
                        .forEach(crd -> plane.client().resource(crd).create());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        api = new RawApi(plane.client());
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(plane.client()
                                .apiextensions()
                                .v1()
                                .customResourceDefinitions()
                                .list()
                                .getItems())
                        .hasSize(4)
                        .allSatisfy(crd -> assertThat(crd.getStatus().getConditions())
                                .anyMatch(condition -> condition.getType().equals("Established")
                                        && condition.getStatus().equals("True"))));
    }

    @AfterAll
    static void stop() {
        plane.close();
    }

    @Test
    void theSchemasAreStructural() {
        assertThat(plane.client()
                        .apiextensions()
                        .v1()
                        .customResourceDefinitions()
                        .list()
                        .getItems())
                .flatMap(crd -> crd.getStatus().getConditions())
                .noneMatch(condition -> condition.getType().equals("NonStructuralSchema"));
    }

    @ParameterizedTest
    @MethodSource("valid")
    void validObjectsAreAccepted(Path file) throws IOException {
        var answer = lastOf(file);

        assertThat(answer.body()).as("%s", file).doesNotContain("\"kind\":\"Status\"");
        assertThat(answer.code()).as("%s", file).isBetween(200, 201);
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void invalidObjectsAreRejectedWithTheirMessage(Path file) throws IOException {
        var fragment = Files.readAllLines(file).getFirst().replaceFirst("# rejected: ", "");

        var answer = lastOf(file);

        assertThat(answer.code()).as("%s: %s", file, answer.body()).isBetween(400, 422);
        assertThat(answer.message()).as("%s", file).contains(fragment);
    }

    static List<Path> valid() {
        return files(CRDS.resolve("src/test/resources/corpus"), "valid-");
    }

    static List<Path> invalid() {
        return files(CRDS.resolve("src/test/resources/corpus"), "invalid-");
    }

    private static RawApi.Answer lastOf(Path file) throws IOException {
        var documents = Files.readString(file).split("(?m)^---\n");
        assertThat(documents).as("%s", file).hasSizeLessThanOrEqualTo(2);
        if (documents.length == 1) {
            return api.wouldCreate(documents[0]);
        }
        var created = api.create(documents[0]);
        assertThat(created.code()).as("%s: %s", file, created.body()).isEqualTo(201);
        try {
            return api.wouldReplace(documents[1], created.resourceVersion());
        } finally {
            api.delete(documents[0]);
        }
    }

    private static List<Path> files(Path folder, String prefix) {
        try (Stream<Path> files = Files.list(folder)) {
            var found = files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .sorted()
                    .toList();
            assertThat(found).as("%s/%s*", folder, prefix).isNotEmpty();
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
