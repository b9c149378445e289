package io.regionpair.peer;

import static io.regionpair.peer.Link.AMPLE;
import static io.regionpair.peer.Link.COVERED;
import static io.regionpair.peer.Link.EU;
import static io.regionpair.peer.Link.EU_PASSIVE;
import static io.regionpair.peer.Link.REPLICAS;
import static io.regionpair.peer.Link.US;
import static io.regionpair.peer.Link.question;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.api.Reason;
import io.regionpair.ops.StrictJson;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is never evidence, from a peer that has the right certificate and says, byte by byte, something wrong. */
class PeerClientTest {

    private static final String YES = new String(
            StrictJson.write(Reply.yes(question(), Reason.PassiveByDesign, EU_PASSIVE, COVERED, REPLICAS)), UTF_8);

    @Test
    void believesACompleteYes() throws Exception {
        assertThat(askOne(ok(YES))).isInstanceOf(PeerReply.Yes.class);
    }

    @Test
    void ignoresFieldsThatItDoesNotKnow() throws Exception {
        assertThat(askOne(ok(YES.replaceFirst("\\{", "{\"more\":[1,{}],")))).isInstanceOf(PeerReply.Yes.class);
    }

    @Test
    void ignoresReasonsThatItDoesNotKnow() throws Exception {
        assertThat(askOne(ok(YES.replace("PassiveByDesign", "SomethingNewer"))))
                .isInstanceOfSatisfying(
                        PeerReply.Yes.class,
                        yes -> assertThat(yes.reply().knownReason()).isEmpty());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            attempt-2               | attempt-1
            "pair":"hopsworks"      | "pair":"other"
            "from":"us"             | "from":"ap"
            "from":"us","to":"eu"   | "from":"eu","to":"us"
            "to":"eu"               | "to":"ap"
            "protocolVersion":1     | "protocolVersion":2
            """)
    void doesNotTakeAnAnswerToAnotherQuestion(String asked, String answered) throws Exception {
        var other = YES.replace(asked, answered);
        assertThat(other).isNotEqualTo(YES);

        assertGarbage(askOne(ok(other)), Reason.PeerAnsweredOther);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "protocolVersion",
                "pair",
                "from",
                "to",
                "attempt",
                "passive",
                "reason",
                "message",
                "role",
                "term",
                "covered",
                "replicas"
            })
    void takesAReplyWithoutAFieldForGarbage(String field) throws Exception {
        assertGarbage(
                askOne(ok(YES.replace("\"" + field + "\":", "\"x-" + field + "\":"))), Reason.PeerAnswerMalformed);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "passive":true                 | "passive":"true"
            "passive":true                 | "passive":1
            "passive":true                 | "passive":null
            "role":"Passive"               | "role":"Active"
            "role":"Passive"               | "role":"Promoting"
            "role":"Passive"               | "role":"passive"
            "role":"Passive"               | "role":null
            "term":41                      | "term":"41"
            "term":41                      | "term":41.0
            "term":41                      | "term":-1
            "term":41                      | "term":99999999999999999999
            "epoch":7                      | "epoch":"7"
            "epoch":7                      | "epoch":7.5
            "epoch":7                      | "epoch":-7
            "epoch":7                      | "epoch":99999999999999999999
            "message":                     | "message":5,"m":
            "attempt":"attempt-2"          | "attempt":2
            "attempt":"attempt-2"          | "attempt":"attempt-2","attempt":"attempt-1"
            "covered":[                    | "covered":[null,
            "workloads":[                  | "workloads":[null,
            "workloads":[                  | "workloads":[1,
            "replicas":1                   | "replicas":-1
            "pair":"hopsworks"             | "pair":"../hopsworks"
            """)
    void takesAWrongValueForGarbage(String right, String wrong) throws Exception {
        var other = YES.replace(right, wrong);
        assertThat(other).isNotEqualTo(YES);

        assertGarbage(askOne(ok(other)), Reason.PeerAnswerMalformed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "null", "true", "\"yes\"", "{}", "[]", "yes", "<html>ok</html>", "{\"passive\":true}"})
    void takesSomethingElseForGarbage(String body) throws Exception {
        assertGarbage(askOne(ok(body)), Reason.PeerAnswerMalformed);
    }

    @Test
    void takesATruncatedReplyWithACorrectLengthForGarbage() throws Exception {
        assertGarbage(askOne(ok(YES.substring(0, YES.length() - 1))), Reason.PeerAnswerMalformed);
        assertGarbage(askOne(ok(YES + "}")), Reason.PeerAnswerMalformed);
        assertGarbage(askOne(ok(YES + YES)), Reason.PeerAnswerMalformed);
    }

    @Test
    void takesACutReplyForUnreachable() throws Exception {
        var whole = ok(YES);

        assertUnreachable(askOne(whole.substring(0, whole.length() - 1)), "the response breaks HTTP or ends too early");
        assertThat(askOne(whole.substring(0, 10))).isInstanceOf(PeerReply.Unreachable.class);
        assertThat(askOne("")).isInstanceOf(PeerReply.Unreachable.class);
    }

    @Test
    void takesAReplyThatIsTooLargeForGarbage() throws Exception {
        var large = YES.replaceFirst("\\{", "{\"more\":\"" + "x".repeat(1024 * 1024) + "\",");

        assertGarbage(askOne(ok(large)), Reason.PeerAnswerMalformed);
        assertGarbage(
                askOne("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n" + YES), Reason.PeerAnswerMalformed);
    }

    @Test
    void takesAnEncodedReplyForGarbage() throws Exception {
        assertGarbage(
                askOne(ok(YES).replace("\r\n\r\n", "\r\nContent-Encoding: gzip\r\n\r\n")), Reason.PeerAnswerMalformed);
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 202, 203, 204, 206, 301, 302, 303, 307, 308, 400, 401, 403, 404, 408, 409, 418, 421, 429})
    void takesAnyOtherStatusForARefusalWhateverTheBodySays(int status) throws Exception {
        var elsewhere = new AtomicInteger();
        try (var target = new Scripted(_ -> elsewhere.incrementAndGet() > 0 ? ok(YES) : "");
                var peer = new Scripted(_ -> withStatus(status, target.url()))) {
            assertThat(peer.ask(AMPLE))
                    .isInstanceOfSatisfying(
                            PeerReply.Refused.class,
                            refused -> assertThat(refused.detail()).startsWith("status " + status));
            assertThat(peer.connections).hasValue(1);
            assertThat(elsewhere).as("redirects followed").hasValue(0);
        }
    }

    private static String withStatus(int status, String location) {
        var head = "HTTP/1.1 " + status + " X\r\nLocation: " + location + "/\r\nRetry-After: 0\r\n";
        return status == 204 ? head + "\r\n" : head + "Content-Length: " + YES.length() + "\r\n\r\n" + YES;
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504})
    void takesAServersFailureForUnreachableAndDoesNotAskAgain(int status) throws Exception {
        try (var peer = new Scripted(_ -> withStatus(status, "https://elsewhere.invalid"))) {
            assertThat(peer.ask(AMPLE))
                    .isInstanceOfSatisfying(
                            PeerReply.Unreachable.class,
                            failed -> assertThat(failed.detail()).startsWith("status " + status));
            assertThat(peer.connections).hasValue(1);
        }
    }

    @Test
    void takesA404ForAMissingPairOnlyIfItSaysSo() throws Exception {
        var body = "{\"reason\":\"PeerHasNoPair\",\"message\":\"no\"}";
        var rest = "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;

        assertThat(askOne("HTTP/1.1 404 Not Found" + rest)).isEqualTo(new PeerReply.NoSuchPair());
        assertThat(askOne("HTTP/1.1 403 Forbidden" + rest)).isInstanceOf(PeerReply.Refused.class);
        assertThat(askOne("HTTP/1.1 200 OK" + rest)).isInstanceOf(PeerReply.Garbage.class);
    }

    @Test
    void cutsASlowDripAtTheDeadline() throws Exception {
        try (var peer = new Scripted(ok(YES), Duration.ofMillis(100))) {
            var before = System.nanoTime();

            assertUnreachable(peer.ask(Duration.ofMillis(500)), "no complete response within the deadline");

            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(15));
        }
    }

    @Test
    void cutsAPeerThatSaysNothingAtTheDeadline() throws Exception {
        try (var silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                var client = Link.client(
                        "https://127.0.0.1:" + silent.getLocalPort(), Duration.ofMillis(300), () -> Optional.of(US))) {
            assertUnreachable(client.ask(question()), "no complete response within the deadline");
        }
    }

    @Test
    void takesARefusedConnectionForUnreachable() throws Exception {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (var client = Link.client("https://127.0.0.1:" + port, AMPLE, () -> Optional.of(US))) {
            assertUnreachable(client.ask(question()), "the connection was refused or found no route");
        }
    }

    @Test
    void takesANameThatDoesNotExistForUnreachable() throws Exception {
        try (var client = Link.client("https://peer.invalid:8443", AMPLE, () -> Optional.of(US))) {
            assertThat(client.ask(question())).isInstanceOf(PeerReply.Unreachable.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "peer", "http://127.0.0.1:8443", "peer:8443", "ftp://peer"})
    void takesAnEndpointThatIsNotHttpsForUnreachable(String endpoint) throws Exception {
        try (var client = Link.client(endpoint, AMPLE, () -> Optional.of(US))) {
            assertUnreachable(client.ask(question()), "the peer endpoint isn't an https URL");
        }
    }

    @Test
    void endsAtOnceWhenInterrupted() throws Exception {
        try (var peer = new Scripted(ok(YES), Duration.ofMinutes(5))) {
            var thread = Thread.currentThread();
            Thread.startVirtualThread(() -> {
                while (peer.connections.get() == 0) {
                    Thread.onSpinWait();
                }
                thread.interrupt();
            });

            org.assertj.core.api.Assertions.assertThatExceptionOfType(InterruptedException.class)
                    .isThrownBy(() -> peer.ask(AMPLE));
        }
    }

    @Test
    void keepsItsConnection() throws Exception {
        try (var peer = new Scripted(_ -> ok(YES));
                var client = Link.client(peer.url(), AMPLE, () -> Optional.of(US))) {
            assertThat(client.ask(question())).isInstanceOf(PeerReply.Yes.class);
            assertThat(client.ask(question())).isInstanceOf(PeerReply.Yes.class);

            assertThat(peer.connections).hasValue(1);
        }
    }

    @Test
    void showsNoStateOfAnotherRegionOrPair() throws Exception {
        var state = new String(StrictJson.write(EU_PASSIVE), UTF_8);
        for (var other : new String[] {state.replace("\"eu\"", "\"us\""), state.replace("hopsworks", "x"), YES, "{}"}) {
            try (var peer = new Scripted(_ -> ok(other));
                    var client = Link.client(peer.url(), AMPLE, () -> Optional.of(US))) {
                assertThat(client.state("hopsworks")).isEmpty();
            }
        }
    }

    private static String ok(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + body.getBytes(UTF_8).length + "\r\n\r\n" + body;
    }

    private static PeerReply askOne(String response) throws Exception {
        try (var peer = new Scripted(response, Duration.ZERO)) {
            return peer.ask(AMPLE);
        }
    }

    private static void assertGarbage(PeerReply reply, Reason reason) {
        assertThat(reply)
                .isInstanceOfSatisfying(
                        PeerReply.Garbage.class,
                        garbage -> assertThat(garbage.reason()).isEqualTo(reason));
    }

    private static void assertUnreachable(PeerReply reply, String detail) {
        assertThat(reply).isEqualTo(new PeerReply.Unreachable(Reason.PeerUnreachable, detail));
    }

    /** Region eu's address, where somebody with eu's certificate says what a test wants. */
    private static final class Scripted implements AutoCloseable {

        interface Script {
            String respond(String request);
        }

        private final SSLServerSocket listener;
        private final Script script;
        private final Duration pause;
        private final boolean keep;
        final AtomicInteger connections = new AtomicInteger();

        Scripted(Script script) throws IOException {
            this(script, Duration.ZERO, true);
        }

        Scripted(String response, Duration pause) throws IOException {
            this(_ -> response, pause, false);
        }

        private Scripted(Script script, Duration pause, boolean keep) throws IOException {
            this.script = script;
            this.pause = pause;
            this.keep = keep;
            listener = (SSLServerSocket)
                    EU.context().getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
            listener.setNeedClientAuth(true);
            Thread.startVirtualThread(this::accept);
        }

        String url() {
            return "https://127.0.0.1:" + listener.getLocalPort();
        }

        PeerReply ask(Duration deadline) throws InterruptedException {
            try (var client = Link.client(url(), deadline, () -> Optional.of(US))) {
                return client.ask(question());
            }
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }

        private void accept() {
            try {
                while (true) {
                    var socket = (SSLSocket) listener.accept();
                    connections.incrementAndGet();
                    Thread.startVirtualThread(() -> serve(socket));
                }
            } catch (IOException _) {
                // Closed.
            }
        }

        private void serve(SSLSocket socket) {
            try (socket) {
                do {
                    var request = request(socket);
                    if (request.isEmpty()) {
                        return;
                    }
                    say(socket, script.respond(request));
                } while (keep);
            } catch (SocketException _) {
                // The client cut it.
            } catch (IOException | InterruptedException _) {
                // So did it here, in another way.
            }
        }

        private void say(SSLSocket socket, String response) throws IOException, InterruptedException {
            var bytes = response.getBytes(UTF_8);
            var out = socket.getOutputStream();
            var step = pause.isZero() ? bytes.length : 1;
            for (var at = 0; at < bytes.length; at += step) {
                out.write(bytes, at, step);
                out.flush();
                if (!pause.isZero()) {
                    Thread.sleep(pause);
                }
            }
        }

        private static String request(SSLSocket socket) throws IOException {
            var text = new StringBuilder();
            var in = socket.getInputStream();
            var missing = Integer.MAX_VALUE;
            while (missing > 0) {
                var next = in.read();
                if (next < 0) {
                    return "";
                }
                text.append((char) next);
                var end = text.indexOf("\r\n\r\n");
                if (end >= 0) {
                    var length = text.toString().replaceAll("(?s).*Content-Length: ([0-9]+).*", "$1");
                    var body = length.matches("[0-9]+") ? Integer.parseInt(length) : 0;
                    missing = end + 4 + body - text.length();
                }
            }
            return text.toString();
        }
    }
}
