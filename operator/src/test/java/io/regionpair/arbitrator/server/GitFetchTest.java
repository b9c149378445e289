package io.regionpair.arbitrator.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.cli.GitSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fetching over HTTP, from Git's own server and from what isn't one. */
@SuppressWarnings("NullAway.Init") // Each test starts its instance when the server is as it wants it.
class GitFetchTest {

    private static final String EU = "{\"active\":\"eu\",\"secondary\":\"us\"}";
    private static final String US = "{\"active\":\"us\",\"secondary\":\"eu\"}";

    @TempDir
    private Path folder;

    private GitRepository repository;
    private GitOverHttp server;
    private Instance instance;

    @BeforeEach
    void serve() throws Exception {
        repository = GitRepository.make(folder.resolve("repository"));
        repository.commit(EU);
        server = new GitOverHttp(repository.folder);
    }

    @AfterEach
    void stop() {
        if (instance != null) {
            instance.close();
        }
        server.close();
    }

    @Test
    void readsOverHttp() throws Exception {
        start(server.url(), Optional.empty());
        assertThat(instance.serves()).isEqualTo("eu/1");

        repository.commit(US);

        assertThat(instance.look().serves()).isEqualTo("us/2");
        assertThat(server.sawCredentials()).isFalse();
    }

    @Test
    void showsItsTokenAndReadsItAgain() throws Exception {
        server.want("git", "t0ken");
        var token = Files.writeString(folder.resolve("token"), "old\n");
        start(server.url(), Optional.of(token));
        assertThat(instance.keeper.sourceTrouble().orElse(""))
                .contains(server.url() + " (main) can't be read: ")
                .doesNotContain("old");

        Files.writeString(token, "t0ken\n");

        assertThat(instance.look().serves()).isEqualTo("eu/1");
    }

    @Test
    void saysThatItHasNoToken() throws Exception {
        server.want("git", "t0ken");
        start(server.url(), Optional.empty());

        assertThat(instance.keeper.sourceTrouble().orElse("")).contains("can't be read: ");
        assertThat(server.sawCredentials()).isFalse();
    }

    @Test
    void takesNoTokenToWhereItIsRedirected() throws Exception {
        var token = Files.writeString(folder.resolve("token"), "t0ken");
        try (var other = new GitOverHttp(repository.folder)) {
            other.want("git", "t0ken");
            server.redirectTo(other.url());

            start(server.url(), Optional.of(token));

            assertThat(instance.serves()).isEqualTo("nothing");
            assertThat(other.sawCredentials()).isFalse();
        }
    }

    @Test
    void isBackAsSoonAsTheServerIs() throws Exception {
        start(server.url(), Optional.empty());
        server.refuse(true);
        assertThat(instance.look().keeper.sourceTrouble().orElse("")).contains("can't be read: ");
        assertThat(instance.serves()).isEqualTo("eu/1");
        repository.commit(US);

        server.refuse(false);

        assertThat(instance.look().serves()).isEqualTo("us/2");
        assertThat(instance.keeper.sourceTrouble()).isEmpty();
    }

    @Test
    void aServerThatDripsIsCutOffAndTheNextLookGoesOn() throws Exception {
        var dripped = new AtomicInteger();
        try (var dripping = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> drip(dripping, dripped));
            var url = URI.create("http://127.0.0.1:" + dripping.getLocalPort() + "/x.git");
            var source = new GitSource(
                    settings(url.toString(), Optional.empty()), List.of(), Optional.empty(), Duration.ofMillis(300));
            instance = Instance.started(source, Optional.empty());
            var first = instance.keeper.sourceTrouble().orElse("");
            instance.look();
            var second = instance.keeper.sourceTrouble().orElse("");

            assertThat(dripped).as("bytes came all the time").hasPositiveValue();
            assertThat(first).contains("it took longer than 0.3 s");
            assertThat(second).as("nothing hangs").isEqualTo(first);
        }
    }

    // A header that never ends: no silence, no answer.
    private static void drip(ServerSocket server, AtomicInteger dripped) {
        while (!server.isClosed()) {
            try (var socket = server.accept()) {
                var out = socket.getOutputStream();
                out.write("HTTP/1.1 200 OK\r\nX-Long: ".getBytes(StandardCharsets.US_ASCII));
                while (true) {
                    out.write('x');
                    out.flush();
                    dripped.incrementAndGet();
                    Thread.sleep(5);
                }
            } catch (IOException _) {
                // The other side has had enough.
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    private void start(String url, Optional<Path> token) throws Exception {
        instance = Instance.started(new GitSource(settings(url, token), List.of(), Optional.empty()), Optional.empty());
    }

    private static GitSettings settings(String url, Optional<Path> token) {
        return new GitSettings(url, "main", "pairs", Duration.ofSeconds(15), "git", token, Optional.empty());
    }
}
