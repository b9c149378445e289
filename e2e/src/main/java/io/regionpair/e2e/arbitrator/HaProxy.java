package io.regionpair.e2e.arbitrator;

import static java.util.stream.Collectors.joining;
import static org.awaitility.Awaitility.await;

import io.regionpair.e2e.process.Child;
import io.regionpair.e2e.process.DebianProgram;
import io.regionpair.e2e.process.Launcher;
import io.regionpair.e2e.process.Lifetime;
import io.regionpair.e2e.process.Ports;
import io.regionpair.e2e.process.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A real balancer in front of instances of the arbitrator. It remembers nobody: each request may go to any instance that is alive. */
public final class HaProxy implements AutoCloseable {

    private final Path folder;
    private final int port;
    private final Child child;

    private HaProxy(Path folder, int port, Lifetime lifetime) {
        this.folder = folder;
        this.port = port;
        var command = List.of(
                DebianProgram.HAPROXY.path().toString(),
                "-db",
                "-f",
                folder.resolve("haproxy.cfg").toString());
        this.child = Launcher.start(new Program("haproxy", command, Map.of(), folder.resolve("haproxy.log")), lifetime);
    }

    /**
     * Returns when it listens.
     *
     * @param folder for its configuration and its log
     */
    public static HaProxy start(Path folder, List<ArbitratorProcess> instances, Lifetime lifetime) {
        try {
            Files.createDirectories(folder);
            var port = Ports.take();
            Files.writeString(folder.resolve("haproxy.cfg"), configuration(port, instances));
            var proxy = new HaProxy(folder, port, lifetime);
            proxy.awaitListening();
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        child.close();
    }

    /** A long poll may be silent for a minute, so its time-outs are longer. Whether an instance lives is asked of its management port. */
    private static String configuration(int port, List<ArbitratorProcess> instances) {
        return """
                global
                  maxconn 4000
                defaults
                  mode http
                  timeout connect 2s
                  timeout client 90s
                  timeout server 90s
                  timeout http-request 5s
                  option redispatch
                  retries 2
                  option httpchk GET /livez
                  default-server check inter 500ms fall 2 rise 1 on-marked-down shutdown-sessions
                frontend arbitrator
                  bind 127.0.0.1:%d
                  default_backend instances
                backend instances
                  balance random(1)
                %s
                """.formatted(
                        port,
                        instances.stream()
                                .map(instance -> "  server %1$d 127.0.0.1:%1$d port %2$d"
                                        .formatted(instance.port(), instance.managementPort()))
                                .collect(joining("\n")));
    }

    private void awaitListening() {
        await("HAProxy listens")
                .atMost(Duration.ofSeconds(30))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .ignoreException(ConnectException.class)
                .failFast(() -> {
                    if (!child.alive()) {
                        throw new IllegalStateException("HAProxy ended, see " + folder.resolve("haproxy.log"));
                    }
                })
                .untilAsserted(() -> new Socket(InetAddress.getLoopbackAddress(), port).close());
    }
}
