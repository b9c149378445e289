package io.regionpair.arbitrator.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** After a restart nothing is given that is older than what was given before it. */
class RestartTest {

    @TempDir
    private Path folder;

    private Path documents;
    private Path state;

    @BeforeEach
    void makeFolders() throws Exception {
        documents = Files.createDirectory(folder.resolve("documents"));
        state = folder.resolve("deep/state");
    }

    @Test
    void servesWhatTheSourceSaysNow() throws Exception {
        given(eu(7));
        write(us(8));

        try (var again = Instance.started(documents, Optional.of(state))) {
            assertThat(again.serves()).isEqualTo("us/8");
        }
    }

    @Test
    void neverGoesBackToAnOlderEpochOfTheSource() throws Exception {
        given(us(8));
        write(eu(7));

        try (var again = Instance.started(documents, Optional.of(state))) {
            assertThat(again.serves()).isEqualTo("us/8");
            assertThat(again.trouble()).contains("epoch 7 is older than 8");
            assertThat(Readiness.trouble(again.pairs, again.keeper)).isEmpty();
        }
    }

    @Test
    void givesTheLastAnswerWithItsAgeWhileTheSourceIsAway() throws Exception {
        given(us(8));

        try (var again = Instance.startedWithoutSource(state)) {
            assertThat(again.serves()).isEqualTo("us/8");
            again.now = again.now.plus(Duration.ofHours(1));
            assertThat(Duration.between(again.pair().served().orElseThrow().asOf(), again.now))
                    .isGreaterThanOrEqualTo(Duration.ofMinutes(59));
            assertThat(again.keeper.sourceTrouble()).contains("it is away");
        }
    }

    @Test
    void remembersEveryPartOfTheDocument() throws Exception {
        given("{\"active\":\"us\",\"secondary\":\"eu\",\"epoch\":8,\"fenced\":{\"region\":\"eu\",\"epoch\":8}}");

        try (var again = Instance.startedWithoutSource(state)) {
            assertThat(again.serves()).isEqualTo("us/8 fenced eu");
            assertThat(again.pair().served().orElseThrow().document().secondary())
                    .contains("eu");
        }
    }

    @Test
    void remembersADocumentWithoutEpoch() throws Exception {
        given("{\"active\":\"us\",\"secondary\":\"eu\"}");

        try (var again = Instance.startedWithoutSource(state)) {
            assertThat(again.serves()).isEqualTo("us");
        }
    }

    @Test
    void remembersThePairsRegionsWhileNoneIsNamed() throws Exception {
        given(eu(7));
        given("{\"active\":\"none\",\"epoch\":8}");
        write("{\"active\":\"ap\",\"secondary\":\"eu\",\"epoch\":9}");

        try (var again = Instance.started(documents, Optional.of(state))) {
            assertThat(again.serves()).isEqualTo("none/8");
            assertThat(again.trouble()).contains("\"ap\", not one of [eu, us]");
        }
    }

    @Test
    void withoutAMemoryTheSourceIsReadBeforeTheFirstAnswer() throws Exception {
        write(us(8));

        try (var first = Instance.started(documents, Optional.empty())) {
            assertThat(first.serves()).isEqualTo("us/8");
        }
        write(eu(9));
        try (var second = Instance.started(documents, Optional.empty())) {
            assertThat(second.serves()).isEqualTo("eu/9");
        }
    }

    @Test
    void aMemoryThatIsDamagedEndsTheStartWithASentence() throws Exception {
        given(us(8));
        Files.writeString(state.resolve("p.given"), "{\"active\":\"us\",\"epo");

        assertThatIOException()
                .isThrownBy(() -> Instance.started(documents, Optional.of(state)))
                .withMessageContaining("p.given")
                .withMessageContaining("something older than before might be served");
    }

    @Test
    void twoInstancesDontShareAMemory() throws Exception {
        write(us(8));
        try (var _ = Instance.started(documents, Optional.of(state))) {
            assertThatIOException()
                    .isThrownBy(() -> Instance.started(documents, Optional.of(state)))
                    .withMessageContaining("used by another instance");
        }
    }

    @Test
    void aMemoryThatCantBeWrittenHoldsNoFailover() throws Exception {
        write(eu(7));
        try (var instance = Instance.started(documents, Optional.of(state))) {
            Files.delete(state.resolve("p.given"));
            Files.createDirectory(state.resolve("p.given"));
            Files.createFile(state.resolve("p.given/in the way"));
            write(us(8));

            instance.look();

            assertThat(instance.serves()).isEqualTo("us/8");
            assertThat(instance.keeper.memoryTrouble()).isPresent();
        }
    }

    /** An instance gives this, and ends as kill -9 ends it: nothing is written at the end. */
    private void given(String document) throws Exception {
        write(document);
        try (var instance = Instance.started(documents, Optional.of(state))) {
            assertThat(instance.trouble()).isEmpty();
        }
    }

    private void write(String document) throws Exception {
        Files.writeString(documents.resolve("p.json"), document);
    }

    private static String eu(long epoch) {
        return "{\"active\":\"eu\",\"secondary\":\"us\",\"epoch\":" + epoch + "}";
    }

    private static String us(long epoch) {
        return "{\"active\":\"us\",\"secondary\":\"eu\",\"epoch\":" + epoch + "}";
    }
}
