package io.regionpair.api;

import static io.regionpair.api.Generated.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

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
}
