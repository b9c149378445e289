package io.regionpair.arbitrator.client;

import io.regionpair.arbitrator.client.ArbitratorSettings.Tls;
import io.regionpair.protocol.Answer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import okhttp3.Dns;

/** What tests of the client have in common: settings of the pair eu, us, and one poll with them. */
final class Asking {

    static final Instant NOW = Instant.parse("2026-11-24T06:00:00Z");
    static final String EU = "{\"active\":\"eu\",\"secondary\":\"us\"}";
    static final Duration AMPLE = Duration.ofSeconds(10);

    private Asking() {}

    static String ok(String body, String... headers) {
        var lines = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        return "HTTP/1.1 200 OK\r\n" + lines + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    static ArbitratorSettings settings(Duration timeout, Optional<Tls> tls, String... endpoints) {
        return new ArbitratorSettings(
                List.of(endpoints), timeout, Duration.ofSeconds(60), List.of("eu", "us"), true, tls);
    }

    static ArbitratorClient client(Duration timeout, String... endpoints) throws UnusableSettingsException {
        return open(settings(timeout, Optional.empty(), endpoints), Dns.SYSTEM);
    }

    static ArbitratorClient open(ArbitratorSettings settings, Dns dns) throws UnusableSettingsException {
        return ArbitratorClient.open(settings, System::nanoTime, InstantSource.fixed(NOW), dns);
    }

    /** The answer of one poll of one endpoint. */
    static Answer ask(String endpoint) throws Exception {
        return ask(AMPLE, endpoint);
    }

    static Answer ask(Duration timeout, String endpoint) throws Exception {
        try (var client = client(timeout, endpoint)) {
            return client.poll().answers().getFirst();
        }
    }
}
