package io.regionpair.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HealthEndpointTest {

    private final Health health = new Health();
    private final HealthEndpoint pages = new HealthEndpoint(health, Meters.registry());

    @Test
    void isAliveAndNotReadyFromTheStart() {
        assertThat(get("/livez").status()).isEqualTo(200);
        assertThat(get("/readyz").status()).isEqualTo(503);
    }

    @Test
    void isReadyWhenEveryCheckIs() {
        health.addReadiness("started", Optional::empty);
        health.addReadiness("informers", () -> Optional.of("RegionPair isn't synced"));
        assertThat(text(get("/readyz"))).isEqualTo("informers: RegionPair isn't synced\n");

        health.addReadiness("informers", Optional::empty);

        assertThat(get("/readyz").status()).isEqualTo(200);
    }

    @Test
    void isAliveWhileNotReadyAndTheOtherWayRound() {
        health.addReadiness("informers", () -> Optional.of("no"));
        assertThat(get("/livez").status()).isEqualTo(200);

        health.addReadiness("informers", Optional::empty);
        health.addLiveness("pair a", () -> Optional.of("stuck"));

        assertThat(get("/livez").status()).isEqualTo(503);
        assertThat(get("/readyz").status()).isEqualTo(200);
        health.removeLiveness("pair a");
        assertThat(get("/livez").status()).isEqualTo(200);
    }

    @Test
    void takesACheckThatThrowsForAFailingOne() {
        health.addLiveness("odd", () -> {
            throw new IllegalStateException();
        });

        assertThat(text(get("/livez"))).isEqualTo("odd: the check failed (IllegalStateException)\n");
    }

    @Test
    void missesABeatOnlyAfterTheBound() {
        var now = new AtomicLong();
        var beat = new Heartbeat(now::get, Duration.ofSeconds(10));

        now.set(Duration.ofSeconds(10).toNanos());
        assertThat(beat.trouble()).isEmpty();
        now.set(Duration.ofSeconds(11).toNanos());
        assertThat(beat.trouble()).contains("no sign of life for 11 s");
        beat.beat();
        assertThat(beat.trouble()).isEmpty();
    }

    @Test
    void showsMetricsAndLeavesOutTheOneThatTheFrameworkGetsWrong() {
        var meters = Meters.registry();
        meters.counter("events.received", "a", "1").increment();
        meters.counter("regionpair.something").increment();

        var page = text(new HealthEndpoint(health, meters).handle(request("GET", "/metrics")));

        assertThat(page).contains("jvm_memory_used_bytes", "regionpair_something_total 1.0");
        assertThat(page).doesNotContain("events_received");
        assertThat(Meters.ofFramework(meters)).isNotNull();
    }

    @Test
    void knowsNoOtherPathAndNoOtherMethod() {
        assertThat(get("/healthz").status()).isEqualTo(404);
        assertThat(pages.handle(request("POST", "/livez")).status()).isEqualTo(405);
    }

    @Test
    void answersOverHttp() throws Exception {
        try (var endpoint = HealthEndpoint.start("127.0.0.1", 0, health, Meters.registry());
                var http = HttpClient.newHttpClient()) {
            var uri = URI.create("http://127.0.0.1:" + endpoint.port() + "/livez");

            var response = http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).isEqualTo("ok\n");
        }
    }

    private HttpResponse get(String path) {
        return pages.handle(request("GET", path));
    }

    private static io.regionpair.ops.HttpRequest request(String method, String path) {
        return new io.regionpair.ops.HttpRequest(method, path, Map.of(), new byte[0], java.util.List.of());
    }

    private static String text(HttpResponse response) {
        return new String(response.body(), java.nio.charset.StandardCharsets.UTF_8);
    }
}
