package io.regionpair.ops;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpEndpointTest {

    private static final int LIMIT = 1000;
    private static final Duration AMPLE = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(200);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AtomicReference<HttpRequest> seen = new AtomicReference<>();
    private HttpEndpoint endpoint;

    @AfterEach
    void stop() {
        endpoint.close();
        http.close();
    }

    @Test
    void handsOverTheRequestAndSendsTheResponse() throws Exception {
        start(AMPLE, request -> {
            seen.set(request);
            return new HttpResponse(201, "text/x", Map.of("X-More", "yes"), request.body());
        });

        var response = http.send(
                to("/a%20b/c?x=1&x=2&y=%26")
                        .POST(BodyPublishers.ofString("häh"))
                        .build(),
                BodyHandlers.ofString(UTF_8));

        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(response.body()).isEqualTo("häh");
        assertThat(response.headers().map())
                .containsEntry("content-type", List.of("text/x"))
                .containsEntry("x-more", List.of("yes"))
                .doesNotContainKey("server");
        assertThat(seen.get().method()).isEqualTo("POST");
        assertThat(seen.get().path()).isEqualTo("/a b/c");
        assertThat(seen.get().query()).isEqualTo(Map.of("x", List.of("1", "2"), "y", List.of("&")));
        assertThat(seen.get().clientCertificates()).isEmpty();
    }

    @Test
    void runsHandlersOnVirtualThreads() throws Exception {
        start(
                AMPLE,
                _ -> HttpResponse.text(
                        200, String.valueOf(Thread.currentThread().isVirtual())));

        assertThat(get("/")).endsWith("true");
    }

    @Test
    void refusesABodyOverTheLimitBeforeTheHandlerSeesIt() throws Exception {
        start(AMPLE, request -> {
            seen.set(request);
            return HttpResponse.text(200, "");
        });

        var announced = raw("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: " + (LIMIT + 1) + "\r\n\r\n");
        var chunked = raw("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + "1f4\r\n"
                + "x".repeat(500) + "\r\n1f5\r\n" + "x".repeat(501) + "\r\n");

        assertThat(announced).startsWith("HTTP/1.1 413").contains("Connection: close");
        assertThat(chunked).startsWith("HTTP/1.1 413");
        assertThat(seen).hasValue(null);
    }

    @Test
    void takesABodyOfExactlyTheLimit() throws Exception {
        start(AMPLE, request -> HttpResponse.text(200, "" + request.body().length));

        var response = http.send(
                to("/").POST(BodyPublishers.ofString("x".repeat(LIMIT))).build(), BodyHandlers.ofString());

        assertThat(response.body()).isEqualTo("" + LIMIT);
    }

    @Test
    void endsAHandlerAtTheDeadline() throws Exception {
        var interrupted = new CountDownLatch(1);
        start(SHORT, _ -> {
            try {
                Thread.sleep(AMPLE);
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
            return HttpResponse.text(200, "late");
        });

        assertThat(get("/")).startsWith("503");
        assertThat(interrupted.await(AMPLE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void answersAtTheDeadlineEvenIfTheHandlerIgnoresTheInterrupt() throws Exception {
        var ended = new AtomicBoolean();
        start(SHORT, _ -> {
            while (!ended.get()) {
                Thread.onSpinWait();
            }
            return HttpResponse.text(200, "late");
        });

        try {
            assertThat(get("/")).startsWith("503");
        } finally {
            ended.set(true);
        }
    }

    @Test
    void doesNotWaitForABodyBeyondTheDeadline() throws Exception {
        start(SHORT, _ -> HttpResponse.text(200, "never"));

        assertThat(raw("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\nsome"))
                .startsWith("HTTP/1.1 408")
                .contains("Connection: close");
    }

    @Test
    void closesAConnectionOnWhichNothingMoves() throws Exception {
        start(AMPLE, SHORT, _ -> HttpResponse.text(200, ""));

        // Returns when the server closes: the head of this request never ends.
        assertThat(raw("GET / HTTP/1.1\r\nHost:")).doesNotContain("200");
    }

    @Test
    void hidesWhatAHandlerThrew() throws Exception {
        start(AMPLE, _ -> {
            throw new IllegalStateException("secret");
        });

        assertThat(get("/")).startsWith("500").doesNotContain("secret").doesNotContain("at ");
    }

    @Test
    void refusesAHeadThatIsTooLong() throws Exception {
        start(AMPLE, _ -> HttpResponse.text(200, ""));

        assertThat(raw("GET / HTTP/1.1\r\nHost: h\r\nX: " + "x".repeat(9000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431");
    }

    @Test
    void refusesPathsThatTwoReadersReadDifferently() throws Exception {
        start(AMPLE, _ -> HttpResponse.text(200, ""));

        assertThat(raw("GET /a%2fb HTTP/1.1\r\nHost: h\r\n\r\n")).startsWith("HTTP/1.1 400");
        assertThat(raw("GET /a/..;/b HTTP/1.1\r\nHost: h\r\n\r\n")).startsWith("HTTP/1.1 400");
    }

    @Test
    void saysWhichPortItCannotHave() throws Exception {
        start(AMPLE, _ -> HttpResponse.text(200, ""));

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> HttpEndpoint.start(settings(endpoint.port(), AMPLE, AMPLE), _ -> {
                    throw new AssertionError();
                }))
                .withMessageContaining("Can't listen on 127.0.0.1:" + endpoint.port());
    }

    private void start(Duration deadline, HttpHandler handler) throws IOException {
        start(deadline, AMPLE, handler);
    }

    private void start(Duration deadline, Duration idle, HttpHandler handler) throws IOException {
        endpoint = HttpEndpoint.start(settings(0, deadline, idle), handler);
    }

    private static HttpEndpoint.Settings settings(int port, Duration deadline, Duration idle) {
        return new HttpEndpoint.Settings("test", "127.0.0.1", port, LIMIT, deadline, idle, 100, Optional.empty());
    }

    private java.net.http.HttpRequest.Builder to(String path) {
        return java.net.http.HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + endpoint.port() + path));
    }

    private String get(String path) throws Exception {
        var response = http.send(to(path).build(), BodyHandlers.ofString());
        return response.statusCode() + " " + response.body();
    }

    /** Everything that comes back until the server closes the connection or has said all it will say. */
    private String raw(String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), endpoint.port())) {
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            socket.getOutputStream().flush();
            var response = new StringBuilder();
            var in = socket.getInputStream();
            for (var next = in.read(); next >= 0; next = in.read()) {
                response.append((char) next);
                if (response.indexOf("\r\n\r\n") > 0 && in.available() == 0) {
                    break;
                }
            }
            return response.toString();
        }
    }
}
