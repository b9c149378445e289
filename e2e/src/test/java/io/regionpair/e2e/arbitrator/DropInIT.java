package io.regionpair.e2e.arbitrator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.regionpair.e2e.arbitrator.AliveWatchdog.Kind;
import io.regionpair.e2e.process.Lifetime;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The product's arbitrator in the place of the static web server that people run today. */
class DropInIT {

    /** Five times faster than the reference architecture sets it; everything that hangs on it is scaled with it. */
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private ArbitratorProcess ours;
    private NginxArbitrator nginx;
    private DocumentFile document;

    @BeforeEach
    void start() throws Exception {
        var documents = Files.createDirectory(folder.resolve("documents"));
        document = new DocumentFile(documents.resolve("hopsworks.json"));
        document.name("eu");
        ours = ArbitratorProcess.start(new ArbitratorProcess.Settings(
                "drop-in",
                "--documents=" + documents,
                List.of("-XX:+UseSerialGC", "-Xmx64m"),
                List.of("--state=" + folder.resolve("state")),
                folder.resolve("ours.log"),
                Lifetime.tiedToUs()));
        nginx = NginxArbitrator.start(Files.createDirectory(folder.resolve("nginx")));
        nginx.document().name("eu");
        nginx.markActive("eu");
    }

    @AfterEach
    void stop() {
        ours.close();
        nginx.close();
    }

    @Test
    void pollersCantTellThemApart() throws Exception {
        var status = "/v1/pairs/hopsworks/regions/";
        try (var watched = new Watched(
                List.of(
                        poller(Kind.JSON, "eu", ours.url("/")),
                        poller(Kind.JSON, "eu", nginx.url("/")),
                        poller(Kind.STATUS, "eu", ours.url(status + "eu")),
                        poller(Kind.STATUS, "eu", nginx.url("/regions/eu"))),
                List.of(
                        poller(Kind.JSON, "us", ours.url("/")),
                        poller(Kind.JSON, "us", nginx.url("/")),
                        poller(Kind.STATUS, "us", ours.url(status + "us")),
                        poller(Kind.STATUS, "us", nginx.url("/regions/us"))))) {
            watched.goThrough();
        }
    }

    @Test
    void answersTheSameToWhateverPathAndMethod() throws Exception {
        for (var path : List.of("/", "/index.html", "/some/where?x=1", "/a%20b")) {
            for (var method : List.of("GET", "HEAD", "POST", "DELETE")) {
                assertThat(exchange(method, ours.url(path)))
                        .as(method + " " + path)
                        .isEqualTo(exchange(method, nginx.url(path)));
            }
        }
        assertThat(exchange("GET", ours.url("/")))
                .isEqualTo("200 application/json {\"active\":\"eu\",\"secondary\":\"us\"}\n");
    }

    @Test
    void theOneDifferenceIsWhatABrokenDocumentDoes() throws Exception {
        document.write("{\"active\":\"us\"");
        nginx.document().write("{\"active\":\"us\"");

        try (var atOurs = poller(Kind.JSON, "eu", ours.url("/"));
                var atNginx = poller(Kind.JSON, "eu", nginx.url("/"))) {
            await().atMost(LIMIT)
                    .until(
                            () -> ours.management("/metrics"),
                            text -> text.lines()
                                    .anyMatch(
                                            "regionpair_arbitrator_document_refused{pair=\"hopsworks\"} 1.0"::equals));
            assertThat(atOurs.ask()).as("the last good document stays").isTrue();
            assertThat(atNginx.ask()).as("half a document is served").isFalse();
        }
    }

    private AliveWatchdog poller(Kind kind, String region, URI url) {
        return AliveWatchdog.start(kind, region, url, INTERVAL);
    }

    private void name(String region) {
        document.name(region);
        nginx.document().name(region);
        nginx.markActive(region);
    }

    private static String exchange(String method, URI url) throws IOException {
        var connection = (HttpURLConnection) url.toURL().openConnection();
        connection.setRequestMethod(method);
        var status = connection.getResponseCode();
        if (status != 200) {
            return Integer.toString(status);
        }
        try (var in = connection.getInputStream()) {
            return status + " " + connection.getContentType() + " " + new String(in.readAllBytes(), UTF_8);
        }
    }

    /** The same processes at both servers. */
    private final class Watched implements AutoCloseable {

        private final List<AliveWatchdog> eu;
        private final List<AliveWatchdog> us;

        Watched(List<AliveWatchdog> eu, List<AliveWatchdog> us) {
            this.eu = eu;
            this.us = us;
        }

        void goThrough() {
            expect(true, false);
            name("us");
            expect(false, true);
            ours.close();
            nginx.close();
            expect(false, false);
            ours.restart();
            nginx.restart();
            expect(false, true);
            name("eu");
            expect(true, false);

            var inEu = List.of("eu starts", "eu exits", "eu starts");
            var inUs = List.of("us starts", "us exits", "us starts", "us exits");
            assertThat(eu).allSatisfy(process -> assertThat(process.changes()).isEqualTo(inEu));
            assertThat(us).allSatisfy(process -> assertThat(process.changes()).isEqualTo(inUs));
        }

        private void expect(boolean inEu, boolean inUs) {
            await().atMost(LIMIT).pollInterval(Duration.ofMillis(20)).untilAsserted(() -> {
                assertThat(eu).extracting(AliveWatchdog::isUp).containsOnly(inEu);
                assertThat(us).extracting(AliveWatchdog::isUp).containsOnly(inUs);
            });
        }

        @Override
        public void close() {
            eu.forEach(AliveWatchdog::close);
            us.forEach(AliveWatchdog::close);
        }
    }
}
