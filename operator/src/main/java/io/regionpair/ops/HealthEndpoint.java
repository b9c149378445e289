package io.regionpair.ops;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Serves {@code /livez}, {@code /readyz} and {@code /metrics}, to whoever reaches the port. */
public final class HealthEndpoint implements HttpHandler {

    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final int MAX_CONNECTIONS = 128;
    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final Health health;
    private final PrometheusMeterRegistry meters;

    HealthEndpoint(Health health, PrometheusMeterRegistry meters) {
        this.health = health;
        this.meters = meters;
    }

    /**
     * To be started before anything that may take long, so that a kubelet sees a process that starts, not one that is gone.
     *
     * @param address empty: all addresses
     * @param port 0: any free one
     */
    public static HttpEndpoint start(String address, int port, Health health, PrometheusMeterRegistry meters)
            throws IOException {
        var settings = new HttpEndpoint.Settings(
                "health", address, port, 0, DEADLINE, IDLE, MAX_CONNECTIONS, Optional.empty());
        return HttpEndpoint.start(settings, new HealthEndpoint(health, meters));
    }

    @Override
    public HttpResponse handle(HttpRequest request) {
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return HttpResponse.text(405, "Only GET.\n");
        }
        return switch (request.path()) {
            case "/livez" -> verdict(health.notAlive());
            case "/readyz" -> verdict(health.notReady());
            case "/metrics" -> HttpResponse.text(200, PROMETHEUS_TEXT, meters.scrape());
            default -> HttpResponse.text(404, "There are /livez, /readyz and /metrics.\n");
        };
    }

    private static HttpResponse verdict(Map<String, String> failing) {
        if (failing.isEmpty()) {
            return HttpResponse.text(200, "ok\n");
        }
        var lines = failing.entrySet().stream()
                .map(check -> check.getKey() + ": " + check.getValue() + "\n")
                .collect(Collectors.joining());
        return HttpResponse.text(503, lines);
    }
}
