package io.regionpair.api;

import static io.regionpair.api.Generated.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CrdManifestsTest {

    private static final Path FOLDER = ROOT.resolve("crds/manifests");

    @Test
    void manifestsAreWhatTheClassesSay() throws IOException {
        for (var manifest : CrdManifests.generate().entrySet()) {
            Generated.assertUpToDate(FOLDER.resolve(manifest.getKey()), manifest.getValue());
        }
    }

    @Test
    void thereIsNoManifestWithoutAClass() throws IOException {
        try (var files = Files.list(FOLDER)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(CrdManifests.generate().keySet());
        }
    }

    /** YAML has words that are read as booleans when they aren't quoted; a schema that offers one refuses it. */
    @Test
    void everyOfferedWordIsAString() {
        CrdManifests.generate()
                .forEach((file, manifest) -> Yaml.tree(manifest)
                        .findValues("enum")
                        .forEach(words -> assertThat(words).as(file).allMatch(JsonNode::isTextual)));
    }
}
