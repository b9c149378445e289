package io.regionpair.arbitrator.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Git's own server for HTTP, {@code git http-backend}, which wants a web server in front of it. */
final class GitOverHttp implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Path repository;
    private volatile Optional<String> authorization = Optional.empty();
    private volatile Optional<String> redirect = Optional.empty();
    private volatile boolean authorized;
    private volatile boolean refusing;

    GitOverHttp(Path repository) throws IOException {
        this.repository = repository;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/documents.git";
    }

    void want(String user, String password) {
        var pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        authorization = Optional.of("Basic " + Base64.getEncoder().encodeToString(pair));
    }

    void redirectTo(String url) {
        redirect = Optional.of(url);
    }

    /** With status 503, as a server that is being restarted. */
    void refuse(boolean now) {
        refusing = now;
    }

    /** Whether anybody has sent credentials, right or wrong. */
    boolean sawCredentials() {
        return authorized;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var sent = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"));
            if (sent.isPresent()) {
                authorized = true;
            }
            if (refusing) {
                exchange.sendResponseHeaders(503, -1);
            } else if (redirect.isPresent()) {
                exchange.getResponseHeaders().set("Location", redirect.get() + "/info/refs?service=git-upload-pack");
                exchange.sendResponseHeaders(302, -1);
            } else if (authorization.isPresent() && !sent.equals(authorization)) {
                exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"documents\"");
                exchange.sendResponseHeaders(401, -1);
            } else {
                run(exchange);
            }
        }
    }

    private void run(HttpExchange exchange) throws IOException {
        var body = exchange.getRequestBody().readAllBytes();
        var builder = new ProcessBuilder("git", "http-backend");
        var variables = builder.environment();
        variables.put("GIT_CONFIG_GLOBAL", "/dev/null");
        variables.put("GIT_HTTP_EXPORT_ALL", "1");
        variables.put("GIT_PROJECT_ROOT", repository.resolve(".git").toString());
        variables.put("PATH_INFO", exchange.getRequestURI().getPath().replaceFirst("^/documents\\.git", ""));
        variables.put(
                "QUERY_STRING",
                Optional.ofNullable(exchange.getRequestURI().getQuery()).orElse(""));
        variables.put("REQUEST_METHOD", exchange.getRequestMethod());
        variables.put("REMOTE_ADDR", "127.0.0.1");
        variables.put("CONTENT_LENGTH", Integer.toString(body.length));
        header(exchange, "Content-Type").ifPresent(type -> variables.put("CONTENT_TYPE", type));
        header(exchange, "Content-Encoding").ifPresent(coding -> variables.put("HTTP_CONTENT_ENCODING", coding));
        header(exchange, "Git-Protocol").ifPresent(version -> variables.put("GIT_PROTOCOL", version));
        var process = builder.start();
        try (var in = process.getOutputStream()) {
            in.write(body);
        }
        try (var out = new BufferedInputStream(process.getInputStream())) {
            var status = 200;
            for (var line = line(out); !line.isEmpty(); line = line(out)) {
                var colon = line.indexOf(':');
                var name = line.substring(0, colon);
                var value = line.substring(colon + 1).strip();
                if (name.equalsIgnoreCase("Status")) {
                    status = Integer.parseInt(value.substring(0, 3));
                } else {
                    exchange.getResponseHeaders().add(name, value);
                }
            }
            exchange.sendResponseHeaders(status, 0);
            out.transferTo(exchange.getResponseBody());
        }
    }

    private static Optional<String> header(HttpExchange exchange, String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (var next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            line.append((char) next);
        }
        return line.toString().strip();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
