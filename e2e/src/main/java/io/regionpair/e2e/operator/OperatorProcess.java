package io.regionpair.e2e.operator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.regionpair.e2e.process.Child;
import io.regionpair.e2e.process.Launcher;
import io.regionpair.e2e.process.Lifetime;
import io.regionpair.e2e.process.Program;
import io.regionpair.e2e.process.Signal;
import io.regionpair.e2e.process.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** One operator of one region, as a process. It is started with the same arguments each time, so a restart is the same instance. */
public final class OperatorProcess implements AutoCloseable {

    /** About 2 s when idle; much longer while a whole build shares the machine. */
    private static final Duration READY_LIMIT = Duration.ofMinutes(1);

    /**
     * Who and where.
     *
     * @param identity unique among the operators of both regions, such as {@code eu-0}
     * @param kubeconfig of the operator's own user
     */
    public record Settings(
            String region,
            String identity,
            Path kubeconfig,
            int httpPort,
            int peerPort,
            int grantPort,
            Path log,
            Lifetime lifetime) {}

    /**
     * What a story wants besides, in every life from then on.
     *
     * @param jvm arguments of the JVM
     * @param options of the program
     */
    public record Extras(List<String> jvm, List<String> options) {

        public static final Extras NONE = new Extras(List.of(), List.of());

        public Extras {
            jvm = List.copyOf(jvm);
            options = List.copyOf(options);
        }
    }

    private final Settings settings;
    private Extras extras;
    private Child child;

    private OperatorProcess(Settings settings, Extras extras) {
        this.settings = settings;
        this.extras = extras;
        this.child = launch(settings, extras);
    }

    /** Returns as soon as the process exists; see {@link #awaitReady}. */
    public static OperatorProcess start(Settings settings) {
        return start(settings, Extras.NONE);
    }

    public static OperatorProcess start(Settings settings, Extras extras) {
        return new OperatorProcess(settings, extras);
    }

    public Settings settings() {
        return settings;
    }

    public Child process() {
        return child;
    }

    public String peerEndpoint() {
        return "https://localhost:" + settings.peerPort();
    }

    public void awaitReady() {
        await("operator " + settings.identity() + " is ready")
                .atMost(READY_LIMIT)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(100))
                .failFast(() -> {
                    if (!child.alive()) {
                        throw new IllegalStateException(
                                "operator " + settings.identity() + " ended, see " + settings.log());
                    }
                })
                .untilAsserted(() -> {
                    var answer = ready();
                    if (!answer.equals("200")) {
                        throw new AssertionError("/readyz: " + answer + "; log: " + settings.log());
                    }
                });
    }

    /** With kill -9. */
    public void kill() {
        child.kill();
    }

    public void stop() {
        child.close();
    }

    /** It keeps its connections and believes that no time passes. */
    public void pause() {
        child.send(Signal.STOP);
    }

    public void resume() {
        child.send(Signal.CONT);
    }

    /** After an end of any kind. */
    public void restart() {
        restart(extras);
    }

    /** The same with other extras than before. */
    public void restart(Extras next) {
        child.close();
        extras = next;
        child = launch(settings, next);
    }

    @Override
    public void close() {
        child.close();
    }

    /**
     * The sum of a metric's series that have all these labels; NaN if there is none.
     *
     * @param name as Prometheus sees it
     * @param labels such as {@code pair="a"}
     */
    public double metric(String name, String... labels) {
        try (var text = get("/metrics").getInputStream()) {
            return new String(text.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                    .filter(line -> Stream.of(labels).allMatch(line::contains))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .reduce((one, other) -> one + other)
                    .orElse(Double.NaN);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lines of its log, of all its lives, that contain this. */
    public long logged(String words) {
        try (var lines = Files.lines(settings.log())) {
            return lines.filter(line -> line.contains(words)).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String ready() {
        try {
            return Integer.toString(get("/readyz").getResponseCode());
        } catch (IOException noAnswer) {
            return noAnswer.toString();
        }
    }

    private HttpURLConnection get(String path) throws IOException {
        var url = URI.create("http://localhost:" + settings.httpPort() + path).toURL();
        var connection = (HttpURLConnection) url.openConnection();
        connection.setConnectTimeout(1000);
        connection.setReadTimeout(1000);
        return connection;
    }

    private static Child launch(Settings settings, Extras extras) {
        var jar = Workspace.root().resolve("operator/target/regionpair.jar");
        if (!Files.exists(jar)) {
            throw new IllegalStateException(jar + " is missing: run ./mvnw -q -DskipTests package");
        }
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // As small as the chart runs it, and no slower to start.
                "-XX:+UseSerialGC",
                "-Xmx256m"));
        command.addAll(extras.jvm());
        command.addAll(List.of(
                "-jar",
                jar.toString(),
                "operator",
                "--region=" + settings.region(),
                "--kubeconfig=" + settings.kubeconfig(),
                "--namespace=" + OperatorAccess.NAMESPACE,
                "--identity=" + settings.identity(),
                "--http-port=" + settings.httpPort(),
                "--peer-port=" + settings.peerPort(),
                "--grant-port=" + settings.grantPort()));
        command.addAll(extras.options());
        return Launcher.start(
                new Program("operator/" + settings.identity(), command, Map.of(), settings.log()), settings.lifetime());
    }
}
