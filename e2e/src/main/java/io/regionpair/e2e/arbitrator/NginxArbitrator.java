package io.regionpair.e2e.arbitrator;

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
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What people run today: a plain nginx that serves the document's file under every path, and a file for the active region. */
public final class NginxArbitrator implements AutoCloseable {

    private final Path folder;
    private final int port;
    private Child child;

    private NginxArbitrator(Path folder, int port) {
        this.folder = folder;
        this.port = port;
        this.child = launch();
    }

    /**
     * Returns when it listens.
     *
     * @param folder for the document and everything else
     */
    public static NginxArbitrator start(Path folder) {
        try {
            Files.createDirectories(folder.resolve("regions"));
            var port = Ports.take();
            Files.writeString(folder.resolve("nginx.conf"), configuration(folder, port));
            var nginx = new NginxArbitrator(folder, port);
            nginx.awaitListening();
            return nginx;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI url(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    public DocumentFile document() {
        return new DocumentFile(folder.resolve("document.json"));
    }

    /** For pollers of the status: the active region has a file, the other one doesn't. */
    public void markActive(String region) {
        try {
            Files.deleteIfExists(folder.resolve("regions").resolve(DocumentFile.other(region)));
            Files.writeString(folder.resolve("regions").resolve(region), "active\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void restart() {
        child.close();
        child = launch();
        awaitListening();
    }

    @Override
    public void close() {
        child.close();
    }

    private void awaitListening() {
        await("nginx listens")
                .atMost(Duration.ofSeconds(30))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .ignoreException(ConnectException.class)
                .failFast(() -> {
                    if (!child.alive()) {
                        throw new IllegalStateException("nginx ended, see " + folder.resolve("log"));
                    }
                })
                .untilAsserted(() -> new Socket(InetAddress.getLoopbackAddress(), port).close());
    }

    private static String configuration(Path folder, int port) {
        return """
                user %3$s;
                worker_processes auto;
                daemon off;
                pid %1$s/pid;
                error_log stderr error;
                events { worker_connections 8192; }
                http {
                  access_log off;
                  client_body_temp_path %1$s/body;
                  proxy_temp_path %1$s/proxy;
                  fastcgi_temp_path %1$s/fastcgi;
                  uwsgi_temp_path %1$s/uwsgi;
                  scgi_temp_path %1$s/scgi;
                  keepalive_requests 1000000000;
                  server {
                    listen 127.0.0.1:%2$d backlog=4096;
                    root %1$s;
                    default_type application/json;
                    location /regions/ { }
                    location / { try_files /document.json =404; }
                  }
                }
                """.formatted(folder, port, System.getProperty("user.name"));
    }

    private Child launch() {
        var command = List.of(
                DebianProgram.NGINX.path().toString(),
                "-e",
                "stderr",
                "-p",
                folder.toString(),
                "-c",
                folder.resolve("nginx.conf").toString());
        return Launcher.start(new Program("nginx", command, Map.of(), folder.resolve("log")), Lifetime.tiedToUs());
    }
}
