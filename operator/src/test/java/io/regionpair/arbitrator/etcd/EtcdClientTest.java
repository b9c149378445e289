package io.regionpair.arbitrator.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.regionpair.arbitrator.etcd.EtcdSettings.User;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the client makes of members that fail at a moment that can't be met with real ones; with real ones it is in e2e's {@code EtcdArbitratorIT}. */
class EtcdClientTest {

    private static final String KEY = base64("/regionpair/p");
    private static final String FOUND =
            "{\"kvs\":[{\"key\":\"" + KEY + "\",\"mod_revision\":\"5\",\"value\":\"" + base64("new") + "\"}]}";
    private static final String DONE = "{\"header\":{},\"succeeded\":true}";
    private static final String OUTRUN = "{\"header\":{},\"responses\":[{\"response_range\":" + FOUND + "}]}";

    /** What a member does with a request. */
    private interface Member {
        void take(HttpExchange exchange, String body) throws IOException;
    }

    private final List<HttpServer> servers = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private Duration patience = Duration.ofSeconds(1);

    @AfterEach
    void stop() {
        end.countDown();
        servers.forEach(server -> server.stop(0));
    }

    @Test
    void asksTheNextMemberAndStaysThere() throws Exception {
        try (var etcd = client(silent(), saying(200, FOUND))) {
            var entry = etcd.read("p").orElseThrow();

            assertThat(entry.name()).isEqualTo("p");
            assertThat(new String(entry.value(), UTF_8)).isEqualTo("new");
            assertThat(entry.revision()).isEqualTo(5);
            assertThat(etcd.read("p")).isPresent();
            assertThat(asked).containsExactly("0 /v3/kv/range", "1 /v3/kv/range", "1 /v3/kv/range");
        }
    }

    @Test
    void saysOfEachMemberWhyItGaveNoAnswer() throws Exception {
        var other = "{\"code\":14,\"message\":\"etcdserver: request timed out\"}";
        try (var etcd = client(silent(), saying(503, other), saying(200, "<html>"), cutting())) {
            assertThatExceptionOfType(EtcdUnavailableException.class)
                    .isThrownBy(etcd::readAll)
                    .withMessage("no member of etcd gives an answer that a majority stands behind: "
                            + at(0) + ": no answer within 1 s; "
                            + at(1) + ": status 503, etcdserver: request timed out; "
                            + at(2) + ": status 200, <html>; "
                            + at(3) + ": the connection was closed without a response");
        }
    }

    @Test
    void saysWhenAMemberHasNoJsonGateway() throws Exception {
        try (var etcd = client(saying(404, "404 page not found"))) {
            assertThatExceptionOfType(EtcdUnavailableException.class)
                    .isThrownBy(etcd::readAll)
                    .withMessageContaining(
                            "status 404, 404 page not found (is its JSON gateway on? etcd's --enable-grpc-gateway)");
        }
    }

    @Test
    void takesNoAnswerWithoutEnd() throws Exception {
        patience = Duration.ofMinutes(1);
        try (var etcd = client((exchange, _) -> {
            exchange.sendResponseHeaders(200, 0);
            var chunk = new byte[1 << 16];
            while (end.getCount() > 0) {
                exchange.getResponseBody().write(chunk);
            }
        })) {
            assertThatExceptionOfType(EtcdUnavailableException.class)
                    .isThrownBy(etcd::readAll)
                    .withMessageContaining("its answer is larger than 16777216 bytes");
        }
    }

    @Test
    void aWriteThatWasCutIsTriedAgainAndFindsThatItIsDone() throws Exception {
        try (var etcd = client(cutting(), saying(200, OUTRUN))) {
            assertThat(etcd.write("p", 4, "new".getBytes(UTF_8)))
                    .isInstanceOfSatisfying(Written.Outrun.class, outrun -> {
                        assertThat(outrun.afterDoubt()).isTrue();
                        assertThat(outrun.found()).map(Entry::revision).contains(5L);
                    });
        }
    }

    @Test
    void aWriteThatWasOutrunIsNotInDoubt() throws Exception {
        var refused = saying(400, "{\"message\":\"etcdserver: no\"}");
        try (var etcd = client(refused, saying(200, OUTRUN))) {
            assertThat(etcd.write("p", 4, "new".getBytes(UTF_8)))
                    .isInstanceOfSatisfying(
                            Written.Outrun.class,
                            outrun -> assertThat(outrun.afterDoubt()).isFalse());
        }
    }

    @Test
    void aWriteThatNobodyAnsweredIsInDoubtAfterEveryMemberWasAskedTwice() throws Exception {
        try (var etcd = client(cutting(), saying(500, "{}"))) {
            assertThatExceptionOfType(EtcdUnavailableException.class)
                    .isThrownBy(() -> etcd.write("p", 4, new byte[0]))
                    .satisfies(failure -> assertThat(failure.isInDoubt()).isTrue());
            assertThat(asked).hasSize(4);
        }
    }

    @Test
    void aWriteThatReachedNobodyIsNotInDoubt() throws Exception {
        var etcd = client(saying(200, DONE));
        try (etcd) {
            servers.getFirst().stop(0);

            assertThatExceptionOfType(EtcdUnavailableException.class)
                    .isThrownBy(() -> etcd.write("p", 4, new byte[0]))
                    .withMessageContaining("the connection was refused")
                    .satisfies(failure -> assertThat(failure.isInDoubt()).isFalse());
        }
    }

    @Test
    void writesOntoTheRevisionThatWasRead() throws Exception {
        var bodies = new ArrayList<String>();
        try (var etcd = client((exchange, body) -> {
            bodies.add(body);
            answer(exchange, 200, DONE);
        })) {
            assertThat(etcd.write("p", 4, "new".getBytes(UTF_8))).isEqualTo(new Written.Done());
        }
        assertThat(bodies)
                .containsExactly(
                        "{\"compare\":[{\"key\":\"KEY\",\"target\":\"MOD\",\"result\":\"EQUAL\",\"mod_revision\":\"4\"}],"
                                .concat("\"success\":[{\"request_put\":{\"key\":\"KEY\",\"value\":\"" + base64("new")
                                        + "\"}}],")
                                .concat("\"failure\":[{\"request_range\":{\"key\":\"KEY\"}}]}")
                                .replace("KEY", KEY));
    }

    @Test
    void logsInAgainWhenTheTokenHasEnded(@TempDir Path folder) throws Exception {
        var password = Files.writeString(folder.resolve("password"), "geheim\n");
        var tokens = new AtomicInteger();
        Member member = (exchange, body) -> {
            var token = "token-" + tokens.get();
            if (exchange.getRequestURI().getPath().equals("/v3/auth/authenticate")) {
                assertThat(body).isEqualTo("{\"name\":\"rp\",\"password\":\"geheim\"}");
                answer(exchange, 200, "{\"token\":\"token-" + tokens.incrementAndGet() + "\"}");
            } else if (token.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                answer(exchange, 200, FOUND);
            } else {
                answer(exchange, 401, "{\"message\":\"etcdserver: invalid auth token\"}");
            }
        };
        try (var etcd = client(Optional.of(new User("rp", password)), member)) {
            assertThat(etcd.read("p")).isPresent();
            tokens.incrementAndGet();
            assertThat(etcd.read("p")).isPresent();
        }
        assertThat(asked)
                .containsExactly(
                        "0 /v3/auth/authenticate",
                        "0 /v3/kv/range",
                        "0 /v3/kv/range",
                        "0 /v3/auth/authenticate",
                        "0 /v3/kv/range");
    }

    @Test
    void aWatchMovesToTheMemberThatAnswers() throws Exception {
        var first = new CountDownLatch(1);
        var changes = new CountDownLatch(1);
        Member silentWatch = (exchange, _) -> {
            if (exchange.getRequestURI().getPath().equals("/v3/watch")) {
                first.countDown();
            }
            await(end);
        };
        Member watching = (exchange, _) -> {
            if (exchange.getRequestURI().getPath().equals("/v3/watch")) {
                assertThat(exchange.getRequestHeaders().getFirst("Grpc-Metadata-hasleader"))
                        .isEqualTo("true");
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().write("{\"result\":{\"created\":true}}\n".getBytes(UTF_8));
                exchange.getResponseBody().flush();
                await(end);
            } else {
                answer(exchange, 200, FOUND);
            }
        };
        try (var etcd = client(silentWatch, watching);
                var watch = etcd.watch(changes::countDown)) {
            assertThat(first.await(30, TimeUnit.SECONDS)).isTrue();
            etcd.readAll();
            watch.follow();

            assertThat(changes.await(30, TimeUnit.SECONDS))
                    .as("told by the second member")
                    .isTrue();
        }
    }

    private EtcdClient client(Member... members) throws Exception {
        return client(Optional.empty(), members);
    }

    private EtcdClient client(Optional<User> user, Member... members) throws Exception {
        for (var number = 0; number < members.length; number++) {
            servers.add(server(number, members[number]));
        }
        var urls = IntStream.range(0, members.length)
                .mapToObj(number -> URI.create("http://" + at(number)))
                .toList();
        return EtcdClient.open(
                new EtcdSettings(urls, "/regionpair/", Optional.empty(), Optional.empty(), user), patience);
    }

    private HttpServer server(int number, Member member) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            synchronized (asked) {
                asked.add(number + " " + exchange.getRequestURI().getPath());
            }
            try (exchange) {
                member.take(exchange, new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            }
        });
        server.start();
        return server;
    }

    private String at(int number) {
        return "localhost:" + servers.get(number).getAddress().getPort();
    }

    private Member silent() {
        return (_, _) -> await(end);
    }

    /** Takes the request and closes the connection. */
    private static Member cutting() {
        return (exchange, _) -> exchange.close();
    }

    private static Member saying(int status, String text) {
        return (exchange, _) -> answer(exchange, status, text);
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        var bytes = text.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }
}
