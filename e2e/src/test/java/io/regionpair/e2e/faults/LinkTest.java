package io.regionpair.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.regionpair.e2e.arbitrator.DocumentFile;
import io.regionpair.e2e.arbitrator.StaticArbitrator;
import io.regionpair.e2e.process.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinkTest {

    private StaticArbitrator eu;
    private StaticArbitrator us;
    private Link link;

    @BeforeEach
    void open(@TempDir Path folder) {
        eu = server(folder, "eu");
        us = server(folder, "us");
        link = new Link(Ports.take(), eu.port());
    }

    @AfterEach
    void close() {
        link.close();
        eu.close();
        us.close();
    }

    @Test
    void carriesQuestionsAndAnswers() throws Exception {
        assertThat(ask(link, 5_000)).contains("\"active\":\"eu\"");
        assertThat(link.connections()).isEqualTo(1);
    }

    @Test
    void refusesNothingAndCarriesNothingWhileItIsCut() throws Exception {
        link.cut();
        assertThatThrownBy(() -> ask(link, 500)).isInstanceOf(HttpTimeoutException.class);
        assertThat(link.connections()).isEqualTo(1);

        link.heals();

        assertThat(ask(link, 5_000)).contains("\"active\":\"eu\"");
    }

    @Test
    void whatWasUnderWayWhenItWasCutArrivesWhenItIsWhole() {
        link.cut();
        try (var client = HttpClient.newHttpClient()) {
            var asked = client.sendAsync(request(link, 60_000), BodyHandlers.ofString());
            await().until(() -> link.connections() == 1);
            assertThat(asked).isNotDone();

            link.heals();

            assertThat(asked.join().body()).contains("\"active\":\"eu\"");
        }
    }

    @Test
    void delaysEachDirection() throws Exception {
        link.delays(Duration.ofMillis(300));
        var began = System.nanoTime();

        ask(link, 10_000);

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(600));
    }

    @Test
    void sendsEachConnectionToTheServerThatIsNextInTurn() throws Exception {
        var turn = new AtomicInteger();
        var servers = List.of(eu, us);
        var heard = new HashSet<String>();
        try (var balancer = new Link(
                Ports.take(), () -> servers.get(turn.getAndIncrement() % 2).port())) {
            heard.add(ask(balancer, 5_000));
            heard.add(ask(balancer, 5_000));
        }
        assertThat(heard).isEqualTo(Set.of(eu.document().read(), us.document().read()));
    }

    /** On a connection of its own. */
    private static String ask(Link link, int millis) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request(link, millis), BodyHandlers.ofString()).body();
        }
    }

    private static HttpRequest request(Link link, int millis) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + link.port() + "/"))
                .timeout(Duration.ofMillis(millis))
                .build();
    }

    private static StaticArbitrator server(Path folder, String active) {
        var document = new DocumentFile(folder.resolve(active + ".json"));
        document.name(active);
        return StaticArbitrator.start(Ports.take(), document);
    }
}
