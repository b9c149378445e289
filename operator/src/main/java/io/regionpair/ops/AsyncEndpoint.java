package io.regionpair.ops;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.ssl.SslHandshakeListener;
import org.eclipse.jetty.server.CustomRequestLog;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.Slf4jRequestLogWriter;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * One HTTP server on one port for thousands of clients that wait: HTTP/1.1, plain or TLS, no thread for a request, everything bounded.
 * Where more connect than may, those go first that have kept it waiting for a request the longest, so that whoever asks at once is
 * answered however many don't.
 */
public final class AsyncEndpoint implements AutoCloseable {

    /**
     * Where to listen, and the bounds.
     *
     * @param name of the server's threads
     * @param address to listen on; empty: all addresses of the host
     * @param port 0: any free one, see {@link #port()}
     * @param patience a connection is closed when no complete head of a request came within this time after it was opened or last
     *     answered, however many bytes came; and when an answer couldn't be sent within this time
     * @param maxConnections one more, and some of those without a request are closed
     * @param tls absent: plain HTTP
     * @param accessLog whether every request is logged
     */
    public record Settings(
            String name,
            String address,
            int port,
            Duration patience,
            int maxConnections,
            Optional<HttpEndpoint.Tls> tls,
            boolean accessLog) {}

    /** Far above what pollers send, and small enough for thousands of connections. */
    private static final int HEADER_BYTES = 8 * 1024;

    /** Accept, move bytes, do TLS, run handlers that never block. */
    private static final int PLATFORM_THREADS = 8;

    private static final String ACCESS_FORMAT = "%{client}a \"%r\" %s %O";

    private final Server server;
    private final ServerConnector connector;
    private final Crowd crowd;

    private AsyncEndpoint(Settings settings, LongSupplier nanos, AsyncHandler handler) {
        var threads = new QueuedThreadPool(PLATFORM_THREADS, 1);
        threads.setName("http-" + settings.name());
        threads.setDaemon(true);
        server = new Server(threads);
        crowd = new Crowd(settings.name(), settings.patience(), settings.maxConnections(), nanos);
        var factories = HttpEndpoint.factories(configuration(), settings.tls());
        connector = new ServerConnector(server, null, null, null, 1, 1, factories);
        if (!settings.address().isEmpty()) {
            connector.setHost(settings.address());
        }
        connector.setPort(settings.port());
        // The crowd does it: a connection on which a byte moves now and then is never idle.
        connector.setIdleTimeout(0);
        // Thousands may come at once, after a cut of the network.
        connector.setAcceptQueueSize(4096);
        connector.addBean(crowd);
        settings.tls().map(HttpEndpoint::handshakeListener).ifPresent(this::listen);
        server.addConnector(connector);
        server.setHandler(new JettyAsync(handler, crowd));
        server.setErrorHandler(new PlainErrors());
        if (settings.accessLog()) {
            server.setRequestLog(new CustomRequestLog(new Slf4jRequestLogWriter(), ACCESS_FORMAT));
        }
    }

    private void listen(SslHandshakeListener listener) {
        connector.addBean(listener);
    }

    private static HttpConfiguration configuration() {
        var configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        configuration.setRequestHeaderSize(HEADER_BYTES);
        // The cache of header fields takes 100 kB of each connection from its second request on: a gigabyte for 10,000
        // that wait.
        configuration.setHeaderCacheSize(0);
        // No path leads to a file: a strange one is as good as any other.
        configuration.setUriCompliance(UriCompliance.UNSAFE);
        return configuration;
    }

    /**
     * Listens from now on.
     *
     * @param nanos a monotonic clock
     * @throws IOException when it can't, with a sentence that names address and port
     */
    public static AsyncEndpoint start(Settings settings, LongSupplier nanos, AsyncHandler handler) throws IOException {
        var endpoint = new AsyncEndpoint(settings, nanos, handler);
        try {
            endpoint.server.start();
        } catch (Exception e) {
            endpoint.close();
            throw HttpEndpoint.cannotListen(settings.address(), settings.port(), e);
        }
        return endpoint;
    }

    /** The port that is listened on. */
    public int port() {
        return connector.getLocalPort();
    }

    /** Who is connected now, whatever they do. */
    public Crowd crowd() {
        return crowd;
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
