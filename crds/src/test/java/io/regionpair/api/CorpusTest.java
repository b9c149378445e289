package io.regionpair.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The corpus without an API server. That the server accepts and rejects it is tested on a real one. */
class CorpusTest {

    private static final Path FOLDER = Generated.ROOT.resolve("crds/src/test/resources/corpus");

    @ParameterizedTest
    @MethodSource("valid")
    void validObjectsComeBackUnchanged(Path file) {
        for (var document : Yaml.documents(file)) {
            assertThat(Yaml.write(Yaml.read(document))).isEqualTo(document);
        }
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void invalidObjectsSayHowTheyAreRejected(Path file) throws IOException {
        assertThat(Files.readAllLines(file).getFirst()).matches("# rejected: \\S.*");
        assertThat(Yaml.documents(file)).hasSizeBetween(1, 2);
    }

    @Test
    void everyRuleOfTheSchemasIsBrokenByAnInvalidFile() {
        var rejected = invalid().map(CorpusTest::firstLine).toList();

        var untested = CrdManifests.generate().values().stream()
                .flatMap(manifest -> Yaml.tree(manifest).findValues("x-kubernetes-validations").stream())
                .flatMap(rules -> rules.findValuesAsText("message").stream())
                .filter(message -> rejected.stream()
                        .map(line -> line.substring("# rejected: ".length()))
                        .noneMatch(message::contains))
                .toList();

        assertThat(untested).isEmpty();
    }

    static Stream<Path> valid() {
        return files("valid-");
    }

    static Stream<Path> invalid() {
        return files("invalid-");
    }

    private static Stream<Path> files(String prefix) {
        try (var files = Files.list(FOLDER)) {
            List<Path> found = files.filter(
                            file -> file.getFileName().toString().startsWith(prefix))
                    .sorted()
                    .toList();
            assertThat(found).as("corpus files %s*", prefix).isNotEmpty();
            return found.stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String firstLine(Path file) {
        try {
            return Files.readAllLines(file).getFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
