package io.regionpair.e2e.arbitrator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Serves a document file under every path, read anew for each request, as a plain web server with a mounted file does. */
public final class StaticArbitrator implements AutoCloseable {

    private final DocumentFile document;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private StaticArbitrator(HttpServer server, DocumentFile document) {
        this.server = server;
        this.document = document;
    }

    public static StaticArbitrator start(int port, DocumentFile document) {
        try {
            var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            var arbitrator = new StaticArbitrator(HttpServer.create(address, 0), document);
            arbitrator.server.setExecutor(arbitrator.threads);
            arbitrator.server.createContext("/", arbitrator::answer);
            arbitrator.server.start();
            return arbitrator;
        } catch (IOException e) {
            throw new UncheckedIOException("the arbitrator cannot listen on port " + port, e);
        }
    }

    public String url() {
        return "http://localhost:" + port() + "/";
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public DocumentFile document() {
        return document;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = document.read().getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            var head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(200, head ? -1 : body.length);
            if (!head) {
                exchange.getResponseBody().write(body);
            }
        }
    }
}
