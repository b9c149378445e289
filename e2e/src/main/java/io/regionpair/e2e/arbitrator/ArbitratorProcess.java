package io.regionpair.e2e.arbitrator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.regionpair.e2e.process.Child;
import io.regionpair.e2e.process.Launcher;
import io.regionpair.e2e.process.Lifetime;
import io.regionpair.e2e.process.Ports;
import io.regionpair.e2e.process.Program;
import io.regionpair.e2e.process.Workspace;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One instance of the product's own arbitrator, as a process. A restart is the same instance. */
public final class ArbitratorProcess implements AutoCloseable {

    /** About a second when idle; much longer while a whole build shares the machine. */
    private static final Duration READY_LIMIT = Duration.ofMinutes(1);

    /**
     * How to start it.
     *
     * @param source the option that says where its documents are
     * @param javaOptions such as the heap's size
     * @param options further ones of the program
     */
    public record Settings(
            String name, String source, List<String> javaOptions, List<String> options, Path log, Lifetime lifetime) {

        public Settings {
            javaOptions = List.copyOf(javaOptions);
            options = List.copyOf(options);
        }
    }

    private final Settings settings;
    private final int port;
    private final int managementPort;
    private Child child;

    private ArbitratorProcess(Settings settings, int port, int managementPort) {
        this.settings = settings;
        this.port = port;
        this.managementPort = managementPort;
        this.child = launch();
    }

    /** Returns when it is ready. */
    public static ArbitratorProcess start(Settings settings) {
        var arbitrator = launch(settings);
        arbitrator.awaitReady();
        return arbitrator;
    }

    /** Returns at once. */
    public static ArbitratorProcess launch(Settings settings) {
        return new ArbitratorProcess(settings, Ports.take(), Ports.take());
    }

    public int port() {
        return port;
    }

    public int managementPort() {
        return managementPort;
    }

    /** Of {@code path}, which begins with a slash. */
    public URI url(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    public Child process() {
        return child;
    }

    /** The value of a metric without tags; NaN when there is none. */
    public double metric(String name) {
        return management("/metrics")
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElse(Double.NaN);
    }

    /** What {@code path} of the management port says, whatever the status; or why it says nothing. */
    public String management(String path) {
        try {
            var url = URI.create("http://127.0.0.1:" + managementPort + path).toURL();
            var connection = (HttpURLConnection) url.openConnection();
            connection.setConnectTimeout(5000);
            connection.setReadTimeout(5000);
            try (var in =
                    connection.getResponseCode() < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                return new String(in.readAllBytes(), UTF_8);
            }
        } catch (IOException noAnswer) {
            return noAnswer.toString();
        }
    }

    /** With kill -9. */
    public void kill() {
        child.kill();
    }

    /** After an end of any kind; returns when it is ready. */
    public void restart() {
        child.close();
        child = launch();
        awaitReady();
    }

    @Override
    public void close() {
        child.close();
    }

    /** Returns when it answers; it may have no document yet, and is ready only then. */
    public void awaitAlive() {
        awaitOk("/livez");
    }

    private void awaitReady() {
        awaitOk("/readyz");
    }

    private void awaitOk(String path) {
        await("arbitrator " + settings.name() + " says ok under " + path)
                .atMost(READY_LIMIT)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50))
                .failFast(() -> {
                    if (!child.alive()) {
                        throw new IllegalStateException(
                                "arbitrator " + settings.name() + " ended, see " + settings.log());
                    }
                })
                .untilAsserted(() -> {
                    var answer = management(path);
                    if (!answer.equals("ok\n")) {
                        throw new AssertionError(path + ": " + answer + "; log: " + settings.log());
                    }
                });
    }

    private Child launch() {
        var jar = Workspace.root().resolve("operator/target/regionpair.jar");
        if (!Files.exists(jar)) {
            throw new IllegalStateException(jar + " is missing: run ./mvnw -q -DskipTests package");
        }
        var command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(settings.javaOptions());
        command.addAll(List.of(
                "-jar",
                jar.toString(),
                "arbitrator",
                settings.source(),
                "--address=127.0.0.1",
                "--port=" + port,
                "--management-port=" + managementPort));
        command.addAll(settings.options());
        return Launcher.start(
                new Program("arbitrator/" + settings.name(), command, Map.of(), settings.log()), settings.lifetime());
    }
}
