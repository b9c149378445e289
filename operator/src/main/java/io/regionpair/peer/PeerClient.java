package io.regionpair.peer;

import io.regionpair.api.Reason;
import io.regionpair.ops.BareHttp;
import io.regionpair.ops.StrictJson;
import io.regionpair.ops.TlsIdentity;
import io.regionpair.ops.TlsSource;
import java.io.IOException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * Asks the other region's operator, at one endpoint. Every question is sent once: repeating it is the engine's business, which knows
 * whether the attempt still stands. Safe for concurrent use.
 */
public final class PeerClient implements AutoCloseable {

    /**
     * For a whole question, from resolving the name to the last byte. A switch waits for nothing longer than a few seconds, and the engine
     * asks again; at ten times this a lost packet would cost more than the switch.
     */
    public static final Duration DEADLINE = Duration.ofSeconds(2);

    /** Shorter than the server's, so that a question never meets a connection that the server has just closed. */
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(10);

    private static final MediaType JSON = MediaType.get("application/json");

    /**
     * Whom to ask, and for how long.
     *
     * @param endpoint {@code https://host:port}, as in {@code spec.regions[].peerEndpoint}
     * @param region the peer's; the certificate at the endpoint must name it
     * @param trustDomain of the certificate's URI name
     * @param deadline see {@link #DEADLINE}
     */
    public record Settings(String endpoint, String region, String trustDomain, Duration deadline) {}

    private record Http(TlsIdentity identity, OkHttpClient client) {}

    private final Settings settings;
    private final @Nullable HttpUrl endpoint;
    private final TlsSource tls;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("peer-client-", 0).factory());
    private @Nullable Http current;

    /** Nothing is sent yet. An endpoint that isn't an https URL shows as {@link PeerReply.Unreachable}. */
    public PeerClient(Settings settings, TlsSource tls) {
        this.settings = settings;
        this.endpoint = endpoint(settings.endpoint());
        this.tls = tls;
    }

    private static @Nullable HttpUrl endpoint(String text) {
        var url = HttpUrl.parse(text);
        return url != null && url.isHttps() ? url : null;
    }

    /**
     * Asks, and returns within the deadline. What goes wrong is a reply, never an exception.
     *
     * @throws InterruptedException when the calling thread is interrupted; the request has been cut then
     */
    public PeerReply ask(Question question) throws InterruptedException {
        var body = RequestBody.create(StrictJson.write(question), JSON);
        var response = send(question.pair(), "passive", request -> request.post(body));
        return switch (response) {
            case Exchange.Came came -> PeerVerdict.of(question, came);
            case Exchange.Failed(var reason, var detail) -> new PeerReply.Unreachable(reason, detail);
        };
    }

    /**
     * Looks at the peer's state, within the deadline; absent when it can't be had, for whatever reason.
     *
     * @throws InterruptedException as {@link #ask}
     */
    public Optional<State> state(String pair) throws InterruptedException {
        return switch (send(pair, "state", Request.Builder::get)) {
            case Exchange.Came came -> PeerVerdict.state(came, pair, settings.region());
            case Exchange.Failed _ -> Optional.empty();
        };
    }

    /** Cuts what is under way. Whatever is asked afterwards, also by who got hold of this client before, finds no peer. */
    @Override
    public synchronized void close() {
        threads.shutdownNow();
        discard();
    }

    private interface Shape {
        Request.Builder apply(Request.Builder request);
    }

    private Exchange send(String pair, String what, Shape shape) throws InterruptedException {
        if (endpoint == null) {
            return new Exchange.Failed(Reason.PeerUnreachable, "the peer endpoint isn't an https URL");
        }
        var http = http();
        if (http.isEmpty()) {
            return new Exchange.Failed(
                    Reason.PeerTlsFailed, "this region's own certificate for the peer link can't be read");
        }
        var url = endpoint.newBuilder()
                .query(null)
                .addPathSegments("v1/pairs")
                .addPathSegment(pair)
                .addPathSegment(what)
                .build();
        var request = shape.apply(new Request.Builder().url(url))
                .header("Accept", "application/json")
                .header("Accept-Encoding", "identity")
                .header("User-Agent", "regionpair")
                .build();
        return execute(http.get(), request);
    }

    // Held here and not by the library: its time-outs don't cover a name that resolves slowly.
    private Exchange execute(OkHttpClient client, Request request) throws InterruptedException {
        var call = client.newCall(request);
        Future<Exchange> running;
        try {
            running = threads.submit(() -> Exchange.of(call));
        } catch (RejectedExecutionException closed) {
            return new Exchange.Failed(Reason.PeerUnreachable, "this client was closed: the pair's spec changed");
        }
        try {
            return running.get(settings.deadline().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            return Exchange.tooSlow();
        } catch (ExecutionException e) {
            return Exchange.failed(e.getCause() instanceof IOException io ? io : new IOException(e.getCause()));
        } finally {
            call.cancel();
            running.cancel(true);
        }
    }

    /** With the certificates of now; connections that were made with older ones are given up. */
    private synchronized Optional<OkHttpClient> http() {
        var identity = tls.current();
        if (identity.isEmpty()) {
            discard();
            return Optional.empty();
        }
        if (current == null || current.identity() != identity.get()) {
            discard();
            current = new Http(identity.get(), client(identity.get()));
        }
        return Optional.of(current.client());
    }

    private void discard() {
        if (current != null) {
            current.client().connectionPool().evictAll();
            current = null;
        }
    }

    private OkHttpClient client(TlsIdentity identity) {
        return BareHttp.builder()
                .connectionSpecs(List.of(ConnectionSpec.RESTRICTED_TLS))
                .connectionPool(new ConnectionPool(2, KEEP_ALIVE.toMillis(), TimeUnit.MILLISECONDS))
                .callTimeout(settings.deadline())
                .sslSocketFactory(identity.context().getSocketFactory(), identity.trustManager())
                .hostnameVerifier((_, session) -> isPeer(session))
                .build();
    }

    // In place of the host name: an address book may be wrong, the certificate says who it is.
    private boolean isPeer(SSLSession session) {
        try {
            Certificate[] chain = session.getPeerCertificates();
            return chain[0] instanceof X509Certificate certificate
                    && RegionIdentity.of(certificate)
                            .filter(new RegionIdentity(settings.trustDomain(), settings.region())::equals)
                            .isPresent();
        } catch (SSLPeerUnverifiedException _) {
            return false;
        }
    }
}
