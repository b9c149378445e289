package io.regionpair.arbitrator.client;

import static io.regionpair.arbitrator.client.Asking.AMPLE;
import static io.regionpair.arbitrator.client.Asking.ok;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.regionpair.arbitrator.client.ScriptedServer.Script;
import io.regionpair.protocol.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The loop with a real client against real sockets: what a long poll adds, and what it must not spoil. */
@Timeout(60)
class LongPollTest {

    /** One ordinary poll at the start; whatever else is handed over came by a long poll or because of one. */
    private static final Duration NEVER_AGAIN = Duration.ofHours(1);

    private static final Duration SHORT_PAUSE = Duration.ofMillis(300);

    private final BlockingQueue<PollResult> received = new LinkedBlockingQueue<>();

    @Test
    void tellsOfAChangeWhenItComes() throws Exception {
        var judge = new Judge("eu", "r1");
        try (var server = ScriptedServer.plain(judge);
                var client = Asking.client(AMPLE, server.url());
                var _ = loop(NEVER_AGAIN, client)) {
            assertThat(named()).isEqualTo("eu");
            var waiting = judge.nextWaiting();
            assertThat(waiting).contains("since=r1&wait=25&_=");
            assertThat(received.poll(300, MILLISECONDS))
                    .as("nothing happened yet")
                    .isNull();

            var changed = System.nanoTime();
            judge.says("us", "r2");

            assertThat(named()).isEqualTo("us");
            var took = Duration.ofNanos(System.nanoTime() - changed);
            System.out.println("long poll: a change was handed over after " + took.toMillis() + " ms");
            assertThat(judge.nextWaiting()).as("and waits for the next one").contains("since=r2");
        }
    }

    /** A hash has no order, and the document of before may come back. */
    @Test
    void aRevisionIsNewsWhenItIsAnotherOneAndNotWhenItIsGreater() throws Exception {
        var judge = new Judge("eu", "9");
        try (var server = ScriptedServer.plain(judge);
                var client = Asking.client(AMPLE, server.url());
                var _ = loop(NEVER_AGAIN, client)) {
            assertThat(named()).isEqualTo("eu");
            judge.nextWaiting();
            judge.says("us", "1");
            assertThat(named()).isEqualTo("us");
            judge.nextWaiting();
            judge.says("eu", "9");
            assertThat(named()).isEqualTo("eu");
        }
    }

    @Test
    void waitsNoLongerThanTheServerOffers() throws Exception {
        var judge = new Judge("eu", "r1").offering("RegionPair-Long-Poll: 3");
        try (var server = ScriptedServer.plain(judge);
                var client = Asking.client(AMPLE, server.url());
                var _ = loop(NEVER_AGAIN, client)) {
            assertThat(judge.nextWaiting()).contains("wait=3&");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Nothing: 1",
                "RegionPair-Long-Poll: 0",
                "RegionPair-Long-Poll: -1",
                "RegionPair-Long-Poll: soon",
                "RegionPair-Long-Poll: 99999999999999999999"
            })
    void waitsNowhereWithoutAnOfferThatCanBeRead(String header) throws Exception {
        var judge = new Judge("eu", "r1").offering(header);
        try (var server = ScriptedServer.plain(judge);
                var client = Asking.client(AMPLE, server.url());
                var _ = loop(Duration.ofMillis(100), client)) {
            for (var polls = 0; polls < 3; polls++) {
                assertThat(named()).isEqualTo("eu");
            }
            assertThat(judge.waiting).isEmpty();
        }
    }

    @Test
    void waitsNowhereWithoutARevision() throws Exception {
        Script oldServer = talk -> talk.say(ok("{\"active\":\"eu\"}", "RegionPair-Long-Poll: 30"));
        try (var server = ScriptedServer.plain(oldServer);
                var client = Asking.client(AMPLE, server.url());
                var _ = loop(Duration.ofMillis(100), client)) {
            for (var polls = 0; polls < 3; polls++) {
                assertThat(named()).isEqualTo("eu");
            }
            assertThat(server.requests()).noneMatch(request -> request.contains("since="));
        }
    }

    /** A server that was replaced by a plain one must not be asked to wait for ever. */
    @Test
    void stopsWaitingWhenTheOfferIsTakenBack() throws Exception {
        var judge = new Judge("eu", "r1");
        try (var server = ScriptedServer.plain(judge);
                var client = Asking.client(AMPLE, server.url());
                var _ = loop(Duration.ofMillis(100), client)) {
            judge.nextWaiting();
            judge.offering("X-Nothing: 1").says("us", "r2");
            await().until(() -> named().equals("us"));
            judge.waiting.clear();

            for (var polls = 0; polls < 3; polls++) {
                assertThat(named()).isEqualTo("us");
            }
            assertThat(judge.waiting).isEmpty();
        }
    }

    @Test
    void aChangeThatAnOrdinaryPollBroughtIsNotToldAgain() throws Exception {
        var judge = new Judge("eu", "r1");
        try (var server = ScriptedServer.plain(judge);
                var client = Asking.client(AMPLE, server.url());
                var loop = loop(NEVER_AGAIN, client)) {
            assertThat(named()).isEqualTo("eu");
            judge.nextWaiting();
            judge.saysOnlyToNewRequests("us", "r2");
            loop.pollSoon();
            assertThat(named()).isEqualTo("us");

            judge.says("us", "r2");

            assertThat(judge.nextWaiting()).contains("since=r2");
            assertThat(received).isEmpty();
        }
    }

    @Test
    void theEndOfAWaitWithoutAChangeIsNoNewsAndTheNextWaitFollowsAtOnce() throws Exception {
        var judge = new Judge("eu", "r1").offering("RegionPair-Long-Poll: 1");
        try (var server = ScriptedServer.plain(judge);
                var client = Asking.client(AMPLE, server.url());
                var _ = loop(NEVER_AGAIN, client)) {
            assertThat(named()).isEqualTo("eu");
            judge.nextWaiting();
            Thread.ofVirtual().start(judge::letEverybodyGoAfterOneSecond);

            assertThat(judge.nextWaiting()).contains("since=r1");
            assertThat(received).isEmpty();
        }
    }

    /** The library's time-outs count from byte to byte; this deadline is ours. */
    @ParameterizedTest
    @ValueSource(strings = {"hangs", "drips"})
    void aWaitEndsAtItsDeadlineWhateverTheServerDoes(String how) throws Exception {
        var cut = new LinkedBlockingQueue<Duration>();
        var document = Judge.document("us", "r2");
        var judge = new Judge("eu", "r1").offering("RegionPair-Long-Poll: 1").answeringWaiters(talk -> {
            var began = System.nanoTime();
            try {
                if (how.equals("drips")) {
                    talk.drip(ok(document), 200);
                } else {
                    talk.hang();
                }
            } finally {
                cut.add(Duration.ofNanos(System.nanoTime() - began));
            }
        });
        try (var server = ScriptedServer.plain(judge);
                var client = Asking.client(Duration.ofSeconds(2), server.url());
                var _ = loop(Duration.ofMillis(200), client)) {
            var took = cut.poll(20, SECONDS);

            System.out.println("long poll: a wait of 1,000 ms with 2,000 ms for the request was cut after "
                    + took.toMillis() + " ms (the server " + how + ")");
            assertThat(took).isBetween(Duration.ofMillis(2800), Duration.ofMillis(5000));
            assertThat(received)
                    .as("ordinary polls meanwhile, and nothing of what was cut")
                    .hasSizeGreaterThan(3)
                    .noneMatch(result -> active(result).equals("us"));
        }
    }

    @Test
    void failuresPauseLongerEachTimeAndDelayNoOrdinaryPoll() throws Exception {
        var asked = new LinkedBlockingQueue<Long>();
        var judge = new Judge("eu", "r1").answeringWaiters(talk -> {
            asked.add(System.nanoTime());
            talk.say("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n");
        });
        try (var server = ScriptedServer.plain(judge);
                var client = Asking.client(AMPLE, server.url());
                var _ = loop(Duration.ofMillis(100), client)) {
            assertPausesDouble(asked);

            assertThat(received)
                    .as("ordinary polls meanwhile, and a failure is no answer")
                    .hasSizeGreaterThan(8)
                    .allMatch(result -> active(result).equals("eu"));
        }
    }

    /** Two instances behind one address, one of which lags: each has another document than the one that the question names. */
    @Test
    void instancesThatAlternateAreNotAskedWithoutPause() throws Exception {
        var asked = new LinkedBlockingQueue<Long>();
        var count = new AtomicInteger();
        var judge = new Judge("eu", "r1").answeringWaiters(talk -> {
            asked.add(System.nanoTime());
            var odd = count.incrementAndGet() % 2 == 1;
            talk.say(ok(Judge.document(odd ? "us" : "eu", odd ? "r2" : "r1"), "RegionPair-Long-Poll: 30"));
        });
        try (var server = ScriptedServer.plain(judge);
                var client = Asking.client(AMPLE, server.url());
                var _ = loop(NEVER_AGAIN, client)) {
            assertPausesDouble(asked);
        }
    }

    private static void assertPausesDouble(BlockingQueue<Long> asked) throws InterruptedException {
        var before = asked.poll(20, SECONDS);
        for (var pause = SHORT_PAUSE;
                pause.compareTo(SHORT_PAUSE.multipliedBy(4)) <= 0;
                pause = pause.multipliedBy(2)) {
            var next = asked.poll(20, SECONDS);
            // A little less: the server notes the time when it has read the request, and not when it was sent.
            assertThat(Duration.ofNanos(next - before)).isGreaterThan(pause.minusMillis(100));
            before = next;
        }
    }

    @Test
    void oneOfSeveralEndpointsThatChangesHasAllOfThemAsked() throws Exception {
        var first = new Judge("eu", "r1");
        var second = new Judge("eu", "r1");
        try (var one = ScriptedServer.plain(first);
                var two = ScriptedServer.plain(second);
                var client = Asking.client(AMPLE, one.url(), two.url());
                var _ = loop(NEVER_AGAIN, client)) {
            assertThat(received.poll(20, SECONDS).answers()).hasSize(2);
            first.nextWaiting();
            second.nextWaiting();

            second.says("us", "r2");

            var round = received.poll(20, SECONDS);
            assertThat(round.answers())
                    .extracting(answer -> ((Answer.Names) answer).active())
                    .containsExactly("eu", "us");
            assertThat(second.nextWaiting()).contains("since=r2");
            assertThat(received).isEmpty();
        }
    }

    @Test
    void closeCutsTheWait() throws Exception {
        var judge = new Judge("eu", "r1");
        try (var server = ScriptedServer.plain(judge);
                var client = Asking.client(AMPLE, server.url())) {
            var loop = loop(NEVER_AGAIN, client);
            assertThat(named()).isEqualTo("eu");
            judge.nextWaiting();

            loop.close();

            await().atMost(Duration.ofSeconds(5)).until(() -> judge.hungUp.get() == 1);
            judge.says("us", "r2");
            assertThat(received.poll(200, MILLISECONDS)).isNull();
        }
    }

    private PollLoop loop(Duration interval, PollLoop.Poll poll) {
        return PollLoop.start("shop", interval, SHORT_PAUSE, System::nanoTime, poll, received::add);
    }

    private String named() throws InterruptedException {
        var result = received.poll(20, SECONDS);
        assertThat(result).as("a poll's result").isNotNull();
        return active(result);
    }

    private static String active(PollResult result) {
        return result.answers().getFirst() instanceof Answer.Names names ? names.active() : "no document";
    }

    /** A server that lets those wait who have its document already. */
    private static final class Judge implements Script {

        private final BlockingQueue<String> waiting = new LinkedBlockingQueue<>();
        private final AtomicInteger hungUp = new AtomicInteger();
        private volatile String offer = "RegionPair-Long-Poll: 30";
        private volatile Script toWaiters = this::holdBack;
        private String active;
        private String revision;
        private int changes;

        Judge(String active, String revision) {
            this.active = active;
            this.revision = revision;
        }

        static String document(String active, String revision) {
            return "{\"active\":\"" + active + "\",\"revision\":\"" + revision + "\"}";
        }

        Judge offering(String header) {
            offer = header;
            return this;
        }

        Judge answeringWaiters(Script script) {
            toWaiters = script;
            return this;
        }

        synchronized void says(String next, String nextRevision) {
            saysOnlyToNewRequests(next, nextRevision);
            changes++;
            notifyAll();
        }

        synchronized void saysOnlyToNewRequests(String next, String nextRevision) {
            active = next;
            revision = nextRevision;
        }

        void letEverybodyGoAfterOneSecond() {
            try {
                SECONDS.sleep(1);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            synchronized (this) {
                changes++;
                notifyAll();
            }
        }

        /** The head of the next request that waits. */
        String nextWaiting() throws InterruptedException {
            var request = waiting.poll(20, SECONDS);
            assertThat(request).as("a request that waits").isNotNull();
            return request;
        }

        @Override
        public void talk(ScriptedServer.Talk talk) throws IOException, InterruptedException {
            if (talk.request().contains("since=")) {
                toWaiters.talk(talk);
            } else {
                talk.say(response());
            }
        }

        private void holdBack(ScriptedServer.Talk talk) throws IOException, InterruptedException {
            var watch = Thread.ofVirtual().start(() -> {
                try {
                    talk.hang();
                } catch (IOException _) {
                    // Hung up as well.
                }
                hungUp.incrementAndGet();
            });
            String answer;
            synchronized (this) {
                var before = changes;
                var line = talk.request().lines().findFirst().orElseThrow();
                waiting.add(line);
                var knows = line.contains("since=" + revision + "&");
                while (changes == before && knows) {
                    wait();
                }
                answer = response();
            }
            talk.say(answer);
            watch.join();
        }

        private synchronized String response() {
            return ok(document(active, revision), offer);
        }
    }
}
