package io.regionpair.arbitrator.client;

import static io.regionpair.arbitrator.client.Asking.AMPLE;
import static io.regionpair.arbitrator.client.Asking.EU;
import static io.regionpair.arbitrator.client.Asking.ask;
import static io.regionpair.arbitrator.client.Asking.client;
import static io.regionpair.arbitrator.client.Asking.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.api.Reason;
import io.regionpair.arbitrator.client.ScriptedServer.Script;
import io.regionpair.protocol.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import okhttp3.Dns;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against real sockets: what each kind of response becomes, and that none of them costs more than the deadline. */
class ArbitratorClientTest {

    private static final Duration SHORT = Duration.ofMillis(300);
    private static final long A_FEW_BUFFERS = 16L << 20;

    private record Case(String sentence, Script script, Class<? extends Answer> kind, Reason reason) {
        @Override
        public String toString() {
            return sentence;
        }
    }

    static Stream<Case> answersNames() {
        return Stream.of(
                named("two fields", ok(EU)),
                named("an unexpected content type", ok(EU, "Content-Type: text/html; charset=utf-16")),
                named("identity said aloud", ok(EU, "Content-Encoding: identity")),
                named("an age inside the bound", ok(EU, "Age: 60")),
                named("chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n20\r\n" + EU + "\r\n0\r\n\r\n"),
                named("HTTP/1.0", "HTTP/1.0 200 OK\r\n\r\n" + EU),
                named("no length", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + EU),
                named("an interim response first", "HTTP/1.1 103 Early Hints\r\n\r\n" + ok(EU)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void answersNames(Case row) throws Exception {
        try (var server = ScriptedServer.plain(row.script())) {
            var answer = ask(server.url());

            assertThat(answer).isEqualTo(new Answer.Names(server.url(), "eu", OptionalLong.empty(), Optional.empty()));
        }
    }

    static Stream<Case> answersInvalid() {
        var tooOld = Reason.AnswerTooOld;
        var malformed = Reason.AnswerMalformed;
        return Stream.of(
                invalid("an empty body", ok(""), malformed),
                invalid("an error page with status 200", ok("<html>oops</html>"), malformed),
                invalid("an unknown region", ok("{\"active\":\"ap\"}"), Reason.UnknownRegion),
                invalid("an asOf of yesterday", ok("{\"active\":\"eu\",\"asOf\":\"2026-11-23T06:00:00Z\"}"), tooOld),
                invalid("an age beyond the bound", ok(EU, "Age: 61"), tooOld),
                invalid("an age beyond every number", ok(EU, "Age: " + "9".repeat(30)), tooOld),
                invalid("a second, older age", ok(EU, "Age: 1", "Age: 3600"), tooOld),
                invalid("an age that is no number", ok(EU, "Age: soon"), malformed),
                invalid("a negative age", ok(EU, "Age: -1"), malformed),
                invalid("gzip", ok("\u001f\u008b\u0008", "Content-Encoding: gzip"), malformed),
                invalid("gzip that is none", ok(EU, "Content-Encoding: gzip"), malformed),
                invalid("two encodings", ok(EU, "Content-Encoding: identity", "Content-Encoding: br"), malformed),
                invalid("HTTP/1.0, cut", "HTTP/1.0 200 OK\r\n\r\n" + EU.substring(0, 12), malformed),
                invalid("one byte too many", ok(EU + " ".repeat(16 * 1024 - 30)), Reason.AnswerTooLarge));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void answersInvalid(Case row) throws Exception {
        assertAnswer(row);
    }

    static Stream<Case> answersUnreachable() {
        var unreachable = Reason.ArbitratorUnreachable;
        return Stream.of(
                unreachable("status 500", status("500 Internal Server Error"), Reason.AnswerStatus),
                unreachable("status 503", status("503 Service Unavailable"), Reason.AnswerStatus),
                unreachable("status 404", status("404 Not Found"), Reason.AnswerStatus),
                unreachable("status 401", status("401 Unauthorized"), Reason.AnswerStatus),
                unreachable(
                        "status 407, which only a proxy may send",
                        status("407 Proxy Authentication Required"),
                        unreachable),
                unreachable("status 408", status("408 Request Timeout"), Reason.AnswerStatus),
                unreachable("status 204", "HTTP/1.1 204 No Content\r\n\r\n", Reason.AnswerStatus),
                unreachable("status 206", status("206 Partial Content"), Reason.AnswerStatus),
                unreachable("status 203", status("203 Non-Authoritative Information"), Reason.AnswerStatus),
                unreachable("status 304", "HTTP/1.1 304 Not Modified\r\n\r\n", Reason.AnswerRedirected),
                unreachable("a redirect to nowhere", status("302 Found"), Reason.AnswerRedirected),
                unreachable("a garbage status line", "SSH-2.0-OpenSSH_9.2\r\n\r\n", unreachable),
                unreachable("a garbage status", "HTTP/1.1 OK\r\n\r\n" + EU, unreachable),
                unreachable("nothing at all", "", unreachable),
                unreachable("half a head", "HTTP/1.1 200 OK\r\nContent-", unreachable),
                unreachable(
                        "a body that ends too early",
                        "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n" + EU,
                        unreachable),
                unreachable(
                        "chunks that end too early",
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n20\r\n" + EU + "\r\n",
                        unreachable),
                unreachable(
                        "a garbage chunk size",
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n" + EU,
                        unreachable),
                new Case(
                        "a reset instead of a response",
                        ScriptedServer.Talk::reset,
                        Answer.Unreachable.class,
                        unreachable),
                new Case(
                        "a reset in the body",
                        talk -> {
                            talk.say("HTTP/1.1 200 OK\r\nContent-Length: 31\r\n\r\n{\"active\"");
                            talk.reset();
                        },
                        Answer.Unreachable.class,
                        unreachable),
                new Case(
                        "a head without end",
                        talk -> {
                            talk.say("HTTP/1.1 200 OK\r\n");
                            forever(talk, "X-More: and more\r\n");
                        },
                        Answer.Unreachable.class,
                        unreachable));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void answersUnreachable(Case row) throws Exception {
        assertAnswer(row);
    }

    private static void assertAnswer(Case row) throws Exception {
        try (var server = ScriptedServer.plain(row.script())) {
            var answer = ask(server.url());

            assertThat(answer).isInstanceOf(row.kind());
            assertThat(answer.endpoint()).isEqualTo(server.url());
            assertThat(reason(answer)).isEqualTo(row.reason());
            assertThat(detail(answer)).startsWith("localhost: ").hasSizeLessThan(160);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 301, 302, 303, 307, 308})
    void neverFollowsARedirect(int status) throws Exception {
        try (var target = ScriptedServer.saying(ok(EU));
                var server = ScriptedServer.saying("HTTP/1.1 " + status + " Moved\r\nLocation: " + target.url()
                        + "\r\nContent-Length: 0\r\n\r\n")) {
            var answer = ask(server.url());

            assertThat(answer)
                    .isEqualTo(new Answer.Unreachable(
                            server.url(), Reason.AnswerRedirected, "localhost: status " + status));
            assertThat(target.connections()).isZero();
        }
    }

    @Test
    void asksOnceEvenWhenTheServerAsksForAnImmediateRetry() throws Exception {
        try (var server = ScriptedServer.saying(
                "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n")) {
            ask(server.url());

            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void endsAtTheDeadlineWhenTheServerDripsOneByteASecond() throws Exception {
        var body = ok(EU);
        try (var server = ScriptedServer.plain(talk -> talk.drip(body, 1000));
                var client = client(Duration.ofSeconds(2), server.url())) {
            var result = client.poll();

            var took = Duration.ofNanos(result.receivedAt() - result.sentAt());
            System.out.println("drip: a poll with a deadline of 2,000 ms ended after " + took.toMillis() + " ms");
            assertTooSlow(result.answers().getFirst(), "2 s");
            assertThat(took).isBetween(Duration.ofMillis(1990), Duration.ofSeconds(4));
        }
    }

    static Stream<Case> endsAtTheDeadline() {
        return Stream.of(
                slow("says nothing", ScriptedServer.Talk::hang),
                slow("stops after the head", talk -> {
                    talk.say("HTTP/1.1 200 OK\r\nContent-Length: 31\r\n\r\n");
                    talk.hang();
                }),
                slow("stops one byte before the end", talk -> {
                    talk.say(ok(EU).substring(0, ok(EU).length() - 1));
                    talk.hang();
                }),
                slow("drips within every read time-out", talk -> talk.drip(ok(EU), 20)),
                slow("sends interim responses for ever", talk -> forever(talk, "HTTP/1.1 102 Processing\r\n\r\n")),
                slow("sends empty chunk extensions for ever", talk -> {
                    talk.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;");
                    talk.drip("x".repeat(1000), 5);
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void endsAtTheDeadline(Case row) throws Exception {
        try (var server = ScriptedServer.plain(row.script());
                var client = client(SHORT, server.url())) {
            var result = client.poll();

            assertThat(result.answers().getFirst()).isInstanceOf(Answer.Unreachable.class);
            assertThat(reason(result.answers().getFirst())).isEqualTo(Reason.ArbitratorUnreachable);
            assertThat(Duration.ofNanos(result.receivedAt() - result.sentAt())).isLessThan(Duration.ofSeconds(2));
        }
    }

    @Test
    void endsAtTheDeadlineWhenNobodyAcceptsTheConnection() throws Exception {
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var answer = ask(SHORT, "http://127.0.0.1:" + listener.getLocalPort() + "/");

            assertTooSlow(answer, "300 ms");
        }
    }

    @Test
    void endsAtTheDeadlineWhenTheTlsHandshakeHangs() throws Exception {
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var answer = ask(SHORT, "https://127.0.0.1:" + listener.getLocalPort() + "/");

            assertTooSlow(answer, "300 ms");
        }
    }

    @Test
    void endsAtTheDeadlineWhenTheNameServerHangsAndAsksItOnlyOnce() throws Exception {
        var lookups = new AtomicInteger();
        var never = new CountDownLatch(1);
        Dns hanging = name -> {
            lookups.incrementAndGet();
            awaitUninterruptibly(never);
            return List.of(InetAddress.getLoopbackAddress());
        };
        var settings = Asking.settings(Duration.ofMillis(100), Optional.empty(), "http://judge.test/");
        try (var client = Asking.open(settings, hanging)) {
            var results = List.of(client.poll(), client.poll(), client.poll());

            assertThat(results).allSatisfy(result -> {
                assertTooSlow(result.answers().getFirst(), "100 ms");
                assertThat(Duration.ofNanos(result.receivedAt() - result.sentAt()))
                        .isLessThan(Duration.ofSeconds(2));
            });
            assertThat(lookups).hasValue(1);
        } finally {
            never.countDown();
        }
    }

    @Test
    void saysSoWhenTheNameIsUnknown() throws Exception {
        Dns knowsNothing = name -> {
            throw new UnknownHostException(name);
        };
        var settings = Asking.settings(AMPLE, Optional.empty(), "http://judge.test/");
        try (var client = Asking.open(settings, knowsNothing)) {
            var answer = client.poll().answers().getFirst();

            assertThat(detail(answer)).isEqualTo("judge.test: the name can't be resolved");
        }
    }

    @Test
    void triesEveryAddressOfAName() throws Exception {
        try (var server = ScriptedServer.saying(ok(EU))) {
            Dns two = name -> List.of(InetAddress.getByName("127.0.0.2"), InetAddress.getByName("127.0.0.1"));
            var settings = Asking.settings(AMPLE, Optional.empty(), server.url("judge.test"));
            try (var client = Asking.open(settings, two)) {
                var answer = client.poll().answers().getFirst();

                assertThat(answer).isInstanceOf(Answer.Names.class);
            }
        }
    }

    @Test
    void saysSoWhenTheConnectionIsRefused() throws Exception {
        String url;
        try (var server = ScriptedServer.saying("")) {
            url = server.url();
        }

        assertThat(ask(url))
                .isEqualTo(new Answer.Unreachable(
                        url, Reason.ArbitratorUnreachable, "localhost: the connection was refused or found no route"));
    }

    static Stream<Case> cutsALargeBodyWithoutReadingIt() {
        var block = new byte[1 << 20];
        return Stream.of(
                large("1 GiB, announced", talk -> {
                    talk.say("HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n");
                    for (var i = 0; i < 1024; i++) {
                        talk.say(block);
                    }
                }),
                large("1 GiB, not announced", talk -> {
                    talk.say("HTTP/1.0 200 OK\r\n\r\n");
                    for (var i = 0; i < 1024; i++) {
                        talk.say(block);
                    }
                }),
                large("chunks for ever", talk -> {
                    talk.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                    forever(talk, "400\r\n" + " ".repeat(1024) + "\r\n");
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void cutsALargeBodyWithoutReadingIt(Case row) throws Exception {
        try (var server = ScriptedServer.plain(row.script())) {
            var answer = ask(server.url());

            assertThat(reason(answer)).isEqualTo(Reason.AnswerTooLarge);
            assertThat(server.written()).isLessThan(A_FEW_BUFFERS);
        }
    }

    @Test
    void usesAFreshConnectionForEveryPoll() throws Exception {
        try (var server = ScriptedServer.plain(talk -> {
                    talk.say(ok(EU, "Connection: keep-alive", "Keep-Alive: timeout=600"));
                    talk.hang();
                });
                var client = client(AMPLE, server.url())) {
            client.poll();
            client.poll();

            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void leavesNoConnectionBehindWhenAPollIsCut() throws Exception {
        var gone = new CountDownLatch(1);
        Script waiting = talk -> {
            talk.hang();
            gone.countDown();
        };
        try (var server = ScriptedServer.plain(waiting);
                var client = client(SHORT, server.url())) {
            client.poll();

            assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void asksForAnAnswerThatNoCacheHas() throws Exception {
        try (var server = ScriptedServer.saying(ok(EU));
                var client = client(AMPLE, server.url() + "v1/pairs/shop?tier=gold#top")) {
            client.poll();
            client.poll();

            assertThat(server.requests())
                    .allSatisfy(request -> assertThat(request)
                            .matches("(?s)GET /v1/pairs/shop\\?tier=gold&_=[0-9a-f]+ HTTP/1\\.1\r\n.*")
                            .contains("Cache-Control: no-cache, no-store\r\n")
                            .contains("Accept-Encoding: identity\r\n")
                            .contains("Connection: close\r\n"));
            assertThat(server.requests()).doesNotHaveDuplicates();
        }
    }

    @Test
    void asksAllEndpointsAtOnceAndKeepsTheirOrder() throws Exception {
        var bothAsked = new CountDownLatch(2);
        Script afterBoth = talk -> {
            bothAsked.countDown();
            bothAsked.await();
            talk.say(ok(EU));
        };
        try (var first = ScriptedServer.plain(afterBoth);
                var second = ScriptedServer.saying(status("500 Oops"));
                var third = ScriptedServer.plain(afterBoth);
                var client = client(AMPLE, first.url(), second.url(), third.url())) {
            var answers = client.poll().answers();

            assertThat(answers).extracting(Answer::endpoint).containsExactly(first.url(), second.url(), third.url());
            assertThat(answers.get(0)).isInstanceOf(Answer.Names.class);
            assertThat(answers.get(1)).isInstanceOf(Answer.Unreachable.class);
            assertThat(answers.get(2)).isInstanceOf(Answer.Names.class);
        }
    }

    @Test
    void oneHangingEndpointDoesNotSpoilTheOthers() throws Exception {
        try (var hanging = ScriptedServer.plain(ScriptedServer.Talk::hang);
                var healthy = ScriptedServer.saying(ok(EU));
                var client = client(Duration.ofSeconds(1), hanging.url(), healthy.url())) {
            var answers = client.poll().answers();

            assertTooSlow(answers.get(0), "1 s");
            assertThat(answers.get(1)).isInstanceOf(Answer.Names.class);
        }
    }

    @Test
    void takesTheTimeOfSendingBeforeTheFirstRequestAndTheTimeOfReceiptAfterTheLastAnswer() throws Exception {
        var readings = new ArrayList<Long>();
        var connectionsAtReading = new ArrayList<Integer>();
        try (var server = ScriptedServer.saying(ok(EU))) {
            var settings = Asking.settings(AMPLE, Optional.empty(), server.url());
            try (var client = ArbitratorClient.open(
                    settings,
                    () -> {
                        connectionsAtReading.add(server.connections());
                        readings.add(100L + readings.size());
                        return readings.getLast();
                    },
                    () -> Asking.NOW)) {
                var result = client.poll();

                assertThat(connectionsAtReading).containsExactly(0, 1);
                assertThat(result.sentAt()).isEqualTo(100);
                assertThat(result.receivedAt()).isEqualTo(101);
            }
        }
    }

    @Test
    void aDefectBecomesAnUnreachableAnswer() throws Exception {
        try (var server = ScriptedServer.saying(ok(EU));
                var client = ArbitratorClient.open(
                        Asking.settings(AMPLE, Optional.empty(), server.url()), System::nanoTime, () -> {
                            throw new IllegalStateException("a clock without hands");
                        })) {
            var answer = client.poll().answers().getFirst();

            assertThat(detail(answer)).isEqualTo("localhost: the operator failed to ask (IllegalStateException)");
        }
    }

    private static Case named(String sentence, String response) {
        return new Case(sentence, talk -> talk.say(response), Answer.Names.class, Reason.NamedSelf);
    }

    private static Case invalid(String sentence, String response, Reason reason) {
        return new Case(sentence, talk -> talk.say(response), Answer.Invalid.class, reason);
    }

    private static Case unreachable(String sentence, String response, Reason reason) {
        return new Case(sentence, talk -> talk.say(response), Answer.Unreachable.class, reason);
    }

    private static Case slow(String sentence, Script script) {
        return new Case(sentence, script, Answer.Unreachable.class, Reason.ArbitratorUnreachable);
    }

    private static Case large(String sentence, Script script) {
        return new Case(sentence, script, Answer.Invalid.class, Reason.AnswerTooLarge);
    }

    private static String status(String status) {
        return "HTTP/1.1 " + status + "\r\nContent-Length: " + EU.length() + "\r\n\r\n" + EU;
    }

    private static void forever(ScriptedServer.Talk talk, String text) throws IOException {
        while (true) {
            talk.say(text);
        }
    }

    private static void assertTooSlow(Answer answer, String deadline) {
        assertThat(answer).isInstanceOf(Answer.Unreachable.class);
        assertThat(reason(answer)).isEqualTo(Reason.ArbitratorUnreachable);
        assertThat(detail(answer)).endsWith(": no complete response within " + deadline);
    }

    private static Reason reason(Answer answer) {
        return switch (answer) {
            case Answer.Invalid invalid -> invalid.reason();
            case Answer.Unreachable unreachable -> unreachable.reason();
            case Answer.Names names -> throw new AssertionError(names);
        };
    }

    private static String detail(Answer answer) {
        return switch (answer) {
            case Answer.Invalid invalid -> invalid.detail();
            case Answer.Unreachable unreachable -> unreachable.detail();
            case Answer.Names names -> throw new AssertionError(names);
        };
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException _) {
                // A native resolver doesn't notice interrupts either.
            }
        }
    }
}
