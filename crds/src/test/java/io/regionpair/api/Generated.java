package io.regionpair.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that are generated from code and committed: compared, or rewritten with {@code -Dcrds.update}. */
final class Generated {

    /** The repository's root: tests run in the module's folder. */
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private Generated() {}

    static void assertUpToDate(Path file, String expected) throws IOException {
        if (System.getProperty("crds.update") != null) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, expected);
        }
        assertThat(file)
                .as("%s is generated: run ./mvnw -pl crds verify -Dcrds.update and commit it", ROOT.relativize(file))
                .exists()
                .content()
                .isEqualTo(expected);
    }
}
