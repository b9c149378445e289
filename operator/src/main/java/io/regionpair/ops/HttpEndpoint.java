package io.regionpair.ops;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.eclipse.jetty.io.ssl.SslHandshakeListener;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * One HTTP server on one port: HTTP/1.1, plain or TLS, every request on a virtual thread, everything bounded. Knows nothing of paths;
 * there is one {@link HttpHandler}.
 */
public final class HttpEndpoint implements AutoCloseable {

    /**
     * Where to listen, and the bounds.
     *
     * @param name of the server's threads
     * @param address to listen on; empty: all addresses of the host
     * @param port 0: any free one, see {@link #port()}
     * @param maxBodyBytes of a request; a longer one is answered with 413
     * @param deadline from the end of a request's head to the handler's answer; then 503, or 408 while the body is still coming
     * @param idleTimeout a connection on which nothing moves for this long is closed
     * @param maxConnections more have to wait to be accepted
     * @param tls absent: plain HTTP
     */
    public record Settings(
            String name,
            String address,
            int port,
            int maxBodyBytes,
            Duration deadline,
            Duration idleTimeout,
            int maxConnections,
            Optional<Tls> tls) {}

    /**
     * How to do TLS.
     *
     * @param source looked at for every handshake, so what it says now is what counts
     * @param handshakeFailed told of every handshake that came to nothing; must not block
     */
    public record Tls(TlsSource source, ClientCertificates clients, Consumer<Throwable> handshakeFailed) {}

    /** Whether clients have to show a certificate of one of the source's authorities. */
    public enum ClientCertificates {
        Ignored,
        Required
    }

    /** Far above what our own clients send, and small enough for thousands of connections. */
    private static final int HEADER_BYTES = 8 * 1024;

    /** Accept, move bytes, do TLS; no request waits here. */
    private static final int PLATFORM_THREADS = 8;

    private final Server server;
    private final ServerConnector connector;

    private HttpEndpoint(Settings settings, HttpHandler handler) {
        var threads = new QueuedThreadPool(PLATFORM_THREADS, 1);
        threads.setName("http-" + settings.name());
        threads.setDaemon(true);
        server = new Server(threads);
        connector = new ServerConnector(server, null, null, null, 1, 1, factories(configuration(), settings.tls()));
        if (!settings.address().isEmpty()) {
            connector.setHost(settings.address());
        }
        connector.setPort(settings.port());
        connector.setIdleTimeout(settings.idleTimeout().toMillis());
        server.addBean(new NetworkConnectionLimit(settings.maxConnections(), connector));
        settings.tls().ifPresent(tls -> connector.addBean(handshakeListener(tls)));
        server.addConnector(connector);
        server.setHandler(new JettyExchange(settings, handler));
        server.setErrorHandler(new PlainErrors());
    }

    private static HttpConfiguration configuration() {
        var configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        configuration.setRequestHeaderSize(HEADER_BYTES);
        return configuration;
    }

    static ConnectionFactory[] factories(HttpConfiguration configuration, Optional<Tls> tls) {
        if (tls.isEmpty()) {
            return new ConnectionFactory[] {new HttpConnectionFactory(configuration)};
        }
        // Without the check of host names: who somebody is, is judged by handlers from the certificate.
        configuration.addCustomizer(new SecureRequestCustomizer(false));
        var http = new HttpConnectionFactory(configuration);
        var ssl = new SslConnectionFactory(new CurrentServerTls(tls.get()), http.getProtocol());
        return new ConnectionFactory[] {ssl, http};
    }

    static SslHandshakeListener handshakeListener(Tls tls) {
        return new SslHandshakeListener() {
            @Override
            public void handshakeFailed(Event event, Throwable failure) {
                tls.handshakeFailed().accept(failure);
            }
        };
    }

    /**
     * Listens from now on.
     *
     * @throws IOException when it can't, with a sentence that names address and port
     */
    public static HttpEndpoint start(Settings settings, HttpHandler handler) throws IOException {
        var endpoint = new HttpEndpoint(settings, handler);
        try {
            endpoint.server.start();
        } catch (Exception e) {
            endpoint.close();
            throw cannotListen(settings.address(), settings.port(), e);
        }
        return endpoint;
    }

    static IOException cannotListen(String address, int port, Exception failure) {
        var where = address.isEmpty() ? "*" : address;
        return new IOException("Can't listen on " + where + ":" + port + ": " + root(failure), failure);
    }

    private static String root(Throwable failure) {
        var causes = Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(10)
                .toList();
        return Objects.requireNonNullElse(causes.getLast().getMessage(), failure.toString());
    }

    /** The port that is listened on. */
    public int port() {
        return connector.getLocalPort();
    }

    /** Stops listening and cuts what is under way. */
    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("An HTTP server doesn't stop", e);
        }
    }
}
