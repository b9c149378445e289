package io.regionpair.ops;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What clients do wrong, by mistake or on purpose, is at nobody's expense but their own. */
class AsyncEndpointTest {

    private static final Duration AMPLE = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final PreparedAnswer OK = PreparedAnswer.text(200, Map.of(), "well\n");

    private final List<AsyncExchange> parked = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new ArrayList<>();
    private AsyncEndpoint endpoint;

    @AfterEach
    void stop() throws Exception {
        for (var socket : sockets) {
            socket.close();
        }
        endpoint.close();
    }

    @Test
    void cutsWhoDripsTheHeadOfARequest() throws Exception {
        start(SHORT, 100);
        var dripping = open();

        var sent = 0;
        try {
            for (var letter : "GET / HTTP/1.1\r\nX: ".concat("x".repeat(10_000)).getBytes(ISO_8859_1)) {
                dripping.getOutputStream().write(letter);
                sent++;
                Thread.sleep(20);
            }
        } catch (IOException cut) {
            assertThat(sent).as("bytes until it was cut").isLessThan(5000);
        }
        assertThat(endpoint.crowd().tooSlow()).isOne();
        assertWell();
    }

    @Test
    void cutsWhoSaysNothing() throws Exception {
        start(SHORT, 100);

        assertThat(open().getInputStream().read()).isEqualTo(-1);
        assertThat(endpoint.crowd().tooSlow()).isOne();
    }

    @Test
    void cutsWhoAsksNothingMoreAfterAnAnswer() throws Exception {
        start(SHORT, 100);
        var socket = open();
        send(socket, GET);

        assertThat(new String(socket.getInputStream().readAllBytes(), ISO_8859_1))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void cutsWhoTakesNoAnswers() throws Exception {
        start(SHORT, 100);
        var deaf = open();

        try {
            for (var i = 0; i < 100_000; i++) {
                send(deaf, GET.repeat(10));
            }
        } catch (IOException cut) {
            assertThat(cut).hasMessageMatching(".*(reset|pipe).*");
        }
        awaitUntil(() -> assertThat(endpoint.crowd().size()).isZero());
        assertWell();
    }

    @Test
    void doesNotCutWhoIsMadeToWait() throws Exception {
        start(SHORT, 100);
        var waiting = open();
        send(waiting, "GET /park HTTP/1.1\r\nHost: h\r\n\r\n");
        awaitUntil(() -> assertThat(parked).hasSize(1));
        // Somebody who came later and was cut by then shows that the time is over.
        assertThat(open().getInputStream().read()).isEqualTo(-1);

        parked.getFirst().answer(OK);
        parked.getFirst().answer(PreparedAnswer.text(500, Map.of(), "a second answer\n"));

        send(waiting, GET.replace("Host", "Connection: close\r\nHost"));
        assertThat(new String(waiting.getInputStream().readAllBytes(), ISO_8859_1))
                .contains("well\n")
                .doesNotContain("500")
                .containsSubsequence("200 OK", "200 OK");
    }

    @Test
    void makesRoomForWhoAsksByCuttingWhoDoesnt() throws Exception {
        start(AMPLE, 50);
        send(open(), "GET /park HTTP/1.1\r\nHost: h\r\n\r\n");
        awaitUntil(() -> assertThat(parked).hasSize(1));

        for (var i = 0; i < 500; i++) {
            send(open(), "GET /");
            if (i % 50 == 0) {
                assertWell();
            }
        }

        assertWell();
        awaitUntil(() -> assertThat(endpoint.crowd().size()).isLessThanOrEqualTo(50));
        assertThat(endpoint.crowd().tooMany()).isGreaterThan(400);
        parked.getFirst().answer(OK);
        assertThat(new String(sockets.getFirst().getInputStream().readNBytes(15), ISO_8859_1))
                .as("whoever was made to wait is not cut")
                .isEqualTo("HTTP/1.1 200 OK");
    }

    @Test
    void refusesAHeadThatIsTooLong() throws Exception {
        start(AMPLE, 100);

        assertThat(raw("GET / HTTP/1.1\r\nHost: h\r\nX: " + "x".repeat(9000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431");
        assertThat(raw("GET /" + "x".repeat(9000) + " HTTP/1.1\r\nHost: h\r\n\r\n"))
                .startsWith("HTTP/1.1 414");
        assertWell();
    }

    @Test
    void survivesGarbage() throws Exception {
        start(SHORT, 100);

        for (var garbage : List.of(
                "\r\n\r\n\r\n",
                "\0\0\0\0\0\0",
                "GET\r\n\r\n",
                "GET / HTTP/9.9\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: h\r\nContent-Length: x\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nZZZ\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                GET + "garbage\0\1\2" + GET,
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003",
                "x".repeat(20_000))) {
            assertThat(raw(garbage)).doesNotContain("500 ");
        }
        assertWell();
    }

    @Test
    void takesABodyForNothing() throws Exception {
        start(SHORT, 100);

        assertThat(raw("GET / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000000\r\n\r\nsome"))
                .startsWith("HTTP/1.1 200");
        assertWell();
    }

    @Test
    void speaksTlsWithTheCertificateOfTheDay() throws Exception {
        var garbage = new java.util.concurrent.atomic.AtomicInteger();
        var authority = new TestAuthority("authority");
        var identity = authority.issue("localhost").trusting(authority);
        var tls = new HttpEndpoint.Tls(
                () -> Optional.of(identity), HttpEndpoint.ClientCertificates.Ignored, _ -> garbage.incrementAndGet());
        start(SHORT, 100, Optional.of(tls));

        for (var text : List.of(GET, "\0".repeat(500), "\u0016\u0003\u0001\u00ff\u00ff" + "x".repeat(1000))) {
            assertThat(raw(text)).doesNotContain("200 OK");
        }
        awaitUntil(() -> assertThat(garbage).hasValueGreaterThan(0));
        var half = open();
        send(half, "\u0016\u0003\u0001");
        assertThat(half.getInputStream().readAllBytes())
                .as("a handshake that never ends is cut")
                .isEmpty();
    }

    @Test
    void saysWhichPortItCannotHave() throws Exception {
        start(AMPLE, 100);

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> AsyncEndpoint.start(
                        settings(endpoint.port(), AMPLE, 1, Optional.empty()), System::nanoTime, _ -> {}))
                .withMessageContaining("Can't listen on 127.0.0.1:" + endpoint.port());
    }

    private void start(Duration patience, int maxConnections) throws IOException {
        start(patience, maxConnections, Optional.empty());
    }

    private void start(Duration patience, int maxConnections, Optional<HttpEndpoint.Tls> tls) throws IOException {
        endpoint = AsyncEndpoint.start(settings(0, patience, maxConnections, tls), System::nanoTime, exchange -> {
            if (exchange.path().equals("/park")) {
                exchange.park();
                parked.add(exchange);
            } else {
                exchange.answer(OK);
            }
        });
    }

    private static AsyncEndpoint.Settings settings(
            int port, Duration patience, int maxConnections, Optional<HttpEndpoint.Tls> tls) {
        return new AsyncEndpoint.Settings("test", "127.0.0.1", port, patience, maxConnections, tls, false);
    }

    private void assertWell() throws IOException {
        assertThat(raw(GET)).startsWith("HTTP/1.1 200 OK").endsWith("well\n");
    }

    private Socket open() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), endpoint.port());
        socket.setSoTimeout(20_000);
        sockets.add(socket);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    /** The first answer, or what came until the server hung up. */
    private String raw(String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), endpoint.port())) {
            socket.setSoTimeout(20_000);
            send(socket, request);
            var response = new StringBuilder();
            var in = socket.getInputStream();
            for (var next = in.read(); next >= 0; next = in.read()) {
                response.append((char) next);
                if (response.indexOf("\r\n\r\n") > 0 && in.available() == 0) {
                    break;
                }
            }
            return response.toString();
        } catch (java.net.SocketException reset) {
            return "reset";
        }
    }

    private static void awaitUntil(org.awaitility.core.ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(10))
                .untilAsserted(assertion);
    }
}
