package io.regionpair.arbitrator.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.regionpair.arbitrator.server.DocumentSource.Reading;
import io.regionpair.arbitrator.server.Finding.Candidate;
import io.regionpair.arbitrator.server.Finding.Unreadable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectorySourceTest {

    /** So long that a test would be seen to hang, if only this ended the wait. */
    private static final Duration FOR_EVER = Duration.ofMinutes(5);

    @TempDir
    private Path root;

    private Path folder;
    private DirectorySource source;

    @BeforeEach
    void open() throws Exception {
        folder = Files.createDirectory(root.resolve("documents"));
        source = new DirectorySource(folder, () -> Instant.now().plusSeconds(60));
    }

    @AfterEach
    void close() {
        source.close();
    }

    @Test
    void seesASwapOfAMountedConfigMap() throws Exception {
        mount("1", "eu");
        assertThat(text(source.read())).isEqualTo("eu");

        mount("2", "us");
        source.awaitChange(FOR_EVER);

        assertThat(text(source.read())).isEqualTo("us");
        assertThat(source.read().strays()).isEmpty();
    }

    // As the kubelet does it: a new folder, and one rename of the link that everything goes through.
    private void mount(String version, String text) throws Exception {
        var data = Files.createDirectory(folder.resolve("..2026_11_25_" + version));
        Files.writeString(data.resolve("p.json"), text);
        var next = Files.createSymbolicLink(folder.resolve("..data_tmp"), data.getFileName());
        Files.move(next, folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
        if (!Files.exists(folder.resolve("p.json"))) {
            Files.createSymbolicLink(folder.resolve("p.json"), Path.of("..data/p.json"));
        }
    }

    @Test
    void seesARename() throws Exception {
        Files.writeString(folder.resolve("p.json"), "eu");
        assertThat(text(source.read())).isEqualTo("eu");

        var next = Files.writeString(folder.resolve(".p.json.next"), "us");
        Files.move(next, folder.resolve("p.json"), StandardCopyOption.ATOMIC_MOVE);
        source.awaitChange(FOR_EVER);

        assertThat(text(source.read())).isEqualTo("us");
    }

    @Test
    void seesAPlainEdit() throws Exception {
        Files.writeString(folder.resolve("p.json"), "eu");
        assertThat(text(source.read())).isEqualTo("eu");

        Files.writeString(folder.resolve("p.json"), "us");
        source.awaitChange(FOR_EVER);

        assertThat(text(source.read())).isEqualTo("us");
    }

    @Test
    void seesAnotherFolderOfTheSameName() throws Exception {
        Files.writeString(folder.resolve("p.json"), "eu");
        source.read();

        Files.move(folder, root.resolve("old"));
        assertThatExceptionOfType(SourceUnavailableException.class)
                .isThrownBy(source::read)
                .withMessageContaining("can't be listed");
        Files.createDirectory(folder);
        Files.writeString(folder.resolve("p.json"), "us");

        assertThat(text(source.read())).isEqualTo("us");
    }

    @Test
    void waitsNoLongerThanItIsTold() throws Exception {
        source.read();

        source.awaitChange(Duration.ofMillis(20));

        assertThat(source.read().pairs()).isEmpty();
    }

    @Test
    void takesEveryEndingAndLeavesEverythingElseAlone() throws Exception {
        for (var name :
                new String[] {"a.json", "b.yaml", "c.yml", "README.md", "d.json~", ".e.json.swp", "f.json.next"}) {
            Files.writeString(folder.resolve(name), "x");
        }

        var reading = source.read();

        assertThat(reading.pairs()).containsOnlyKeys("a", "b", "c");
        assertThat(reading.strays()).isEmpty();
    }

    @Test
    void saysWhichFileCantBeAPairs() throws Exception {
        Files.writeString(folder.resolve("My Pair.json"), "x");

        assertThat(source.read().strays()).containsExactly("My Pair.json isn't named after a pair");
    }

    @Test
    void takesNoneOfTwoFilesForOnePair() throws Exception {
        Files.writeString(folder.resolve("p.json"), "x");
        Files.writeString(folder.resolve("p.yaml"), "x");

        assertThat(source.read().pairs().get("p"))
                .isInstanceOfSatisfying(
                        Unreadable.class, found -> assertThat(found.detail()).contains("several files"));
    }

    @Test
    void readsNoMoreThanADocumentMayHave() throws Exception {
        Files.writeString(folder.resolve("p.json"), "x".repeat(1 << 20));

        assertThat(text(source.read())).hasSize(16 * 1024 + 1);
    }

    private static String text(Reading reading) {
        assertThat(reading.pairs().get("p")).isInstanceOf(Candidate.class);
        return new String(((Candidate) reading.pairs().get("p")).text(), StandardCharsets.UTF_8);
    }
}
