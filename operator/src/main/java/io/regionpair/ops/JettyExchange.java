package io.regionpair.ops;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Between Jetty and an {@link HttpHandler}: reads the request within its bounds, runs the handler within its deadline. */
final class JettyExchange extends Handler.Abstract {

    private static final Logger log = LoggerFactory.getLogger(JettyExchange.class);

    private final HttpEndpoint.Settings settings;
    private final HttpHandler handler;
    private final ExecutorService handlers;

    JettyExchange(HttpEndpoint.Settings settings, HttpHandler handler) {
        super(InvocationType.NON_BLOCKING);
        this.settings = settings;
        this.handler = handler;
        var names = Thread.ofVirtual().name("http-" + settings.name() + "-request-", 0);
        this.handlers = Executors.newThreadPerTaskExecutor(names.factory());
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        // Jetty's threads only move bytes; one that waited here for a body couldn't deliver it.
        handlers.execute(() -> send(exchange(request), response, callback));
        return true;
    }

    @Override
    protected void doStop() throws Exception {
        handlers.shutdownNow();
        super.doStop();
    }

    private HttpResponse exchange(Request request) {
        var until = System.nanoTime() + settings.deadline().toNanos();
        if (request.getLength() > settings.maxBodyBytes()) {
            return tooLarge();
        }
        try {
            var body = read(request, until);
            if (body.length > settings.maxBodyBytes()) {
                return tooLarge();
            }
            return answer(received(request, body), until);
        } catch (TimeoutException timeout) {
            request.fail(timeout);
            return closing(HttpResponse.text(408, "The request's body didn't arrive in time.\n"));
        } catch (ExecutionException e) {
            return closing(HttpResponse.text(400, "The request's body didn't arrive.\n"));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return closing(HttpResponse.text(503, "The server stops.\n"));
        }
    }

    private byte[] read(Request request, long until) throws InterruptedException, ExecutionException, TimeoutException {
        var reading = handlers.submit(() -> read(Content.Source.asInputStream(request), request.getLength()));
        try {
            return reading.get(until - System.nanoTime(), TimeUnit.NANOSECONDS);
        } finally {
            reading.cancel(true);
        }
    }

    // Up to one byte more than the limit. Not readNBytes, which asks for zero bytes at the end, and Jetty waits for
    // those.
    private byte[] read(InputStream in, long announced) throws IOException {
        var most = announced < 0 ? settings.maxBodyBytes() : (int) announced;
        var body = new byte[most + 1];
        var length = 0;
        while (length < body.length) {
            var read = in.read(body, length, body.length - length);
            if (read < 0) {
                break;
            }
            length += read;
        }
        return Arrays.copyOf(body, length);
    }

    // The handler gets values only, nothing of Jetty's: one that ignores the interrupt can't touch the next request.
    private HttpResponse answer(HttpRequest received, long until) throws InterruptedException {
        var answering = handlers.submit(() -> handler.handle(received));
        try {
            return answering.get(until - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            return HttpResponse.text(503, "No answer within the deadline.\n");
        } catch (ExecutionException e) {
            log.atError()
                    .addKeyValue(LogKeys.ENDPOINT, settings.name())
                    .setCause(e.getCause())
                    .log("A request failed");
            return HttpResponse.text(500, "The request failed; the server's log says why.\n");
        } finally {
            answering.cancel(true);
        }
    }

    private static HttpRequest received(Request request, byte[] body) {
        return new HttpRequest(request.getMethod(), path(request), query(request), body, certificates(request));
    }

    private static String path(Request request) {
        return Objects.requireNonNullElse(request.getHttpURI().getDecodedPath(), "");
    }

    private static Map<String, List<String>> query(Request request) {
        try {
            return Request.extractQueryParameters(request).stream()
                    .collect(Collectors.toMap(Fields.Field::getName, Fields.Field::getValues));
        } catch (IllegalArgumentException | CompletionException _) {
            // Undecodable: no parameter that anybody knows.
            return Map.of();
        }
    }

    private static List<X509Certificate> certificates(Request request) {
        var session = request.getAttribute(EndPoint.SslSessionData.ATTRIBUTE);
        return session instanceof EndPoint.SslSessionData data && data.peerCertificates() != null
                ? List.of(data.peerCertificates())
                : List.of();
    }

    private HttpResponse tooLarge() {
        return closing(HttpResponse.text(413, "The body is longer than " + settings.maxBodyBytes() + " bytes.\n"));
    }

    /** The rest of the body is still to come, and nobody will read it. */
    private static HttpResponse closing(HttpResponse response) {
        return new HttpResponse(
                response.status(), response.contentType(), Map.of("Connection", "close"), response.body());
    }

    private static void send(HttpResponse answer, Response response, Callback callback) {
        response.setStatus(answer.status());
        var headers = response.getHeaders();
        headers.put(HttpHeader.CONTENT_TYPE, answer.contentType());
        headers.put(HttpHeader.CONTENT_LENGTH, answer.body().length);
        answer.headers().forEach(headers::put);
        response.write(true, ByteBuffer.wrap(answer.body()), callback);
    }
}
