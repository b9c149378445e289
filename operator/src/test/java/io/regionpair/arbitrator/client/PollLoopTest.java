package io.regionpair.arbitrator.client;

import static io.regionpair.arbitrator.client.Asking.AMPLE;
import static io.regionpair.arbitrator.client.Asking.EU;
import static io.regionpair.arbitrator.client.Asking.ok;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.protocol.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class PollLoopTest {

    private static final Duration NEVER_AGAIN = Duration.ofHours(1);
    private static final PollResult NOTHING = new PollResult(List.of(), 0, 0);

    private final BlockingQueue<PollResult> received = new LinkedBlockingQueue<>();

    @Test
    void pollsAtOnceAndThenAtTheIntervalGiveOrTakeATenth() throws Exception {
        var sent = new LinkedBlockingQueue<Long>();
        try (var _ = loop(Duration.ofMillis(200), () -> {
            sent.add(System.nanoTime());
            return NOTHING;
        })) {
            var times = new ArrayList<Long>();
            for (var i = 0; i < 5; i++) {
                times.add(sent.poll(10, SECONDS));
            }

            for (var i = 1; i < times.size(); i++) {
                assertThat(Duration.ofNanos(times.get(i) - times.get(i - 1))).isGreaterThan(Duration.ofMillis(170));
            }
        }
    }

    @Test
    void countsTheIntervalFromTheSendingOfAPollThatTookLong() throws Exception {
        var sent = new LinkedBlockingQueue<Long>();
        var took = Duration.ofMillis(900);
        try (var _ = loop(Duration.ofSeconds(1), () -> {
            sent.add(System.nanoTime());
            Thread.sleep(took);
            return NOTHING;
        })) {
            var first = sent.poll(10, SECONDS);
            var second = sent.poll(10, SECONDS);

            assertThat(Duration.ofNanos(second - first)).isLessThan(took.plusMillis(900));
        }
    }

    @Test
    void handsOverWhatEachPollBrought() throws Exception {
        try (var _ = loop(NEVER_AGAIN, () -> new PollResult(List.of(), 1, 2))) {
            assertThat(received.poll(10, SECONDS)).isEqualTo(new PollResult(List.of(), 1, 2));
        }
    }

    @Test
    void pollsSoonWhenAsked() throws Exception {
        try (var loop = loop(NEVER_AGAIN, () -> NOTHING)) {
            received.take();

            loop.pollSoon();

            assertThat(received.poll(10, SECONDS)).isNotNull();
        }
    }

    @Test
    void pollsAgainWhenAskedDuringAPoll() throws Exception {
        var polling = new CountDownLatch(1);
        var asked = new CountDownLatch(1);
        try (var loop = loop(NEVER_AGAIN, () -> {
            polling.countDown();
            asked.await();
            return NOTHING;
        })) {
            polling.await();

            loop.pollSoon();
            asked.countDown();

            assertThat(received.poll(10, SECONDS)).isNotNull();
            assertThat(received.poll(10, SECONDS)).isNotNull();
        }
    }

    @Test
    void doesNotFloodTheArbitratorHoweverOftenItIsAsked() throws Exception {
        var polls = new AtomicInteger();
        var start = System.nanoTime();
        try (var loop = loop(NEVER_AGAIN, () -> {
            polls.incrementAndGet();
            return NOTHING;
        })) {
            while (polls.get() < 4) {
                loop.pollSoon();
                Thread.onSpinWait();
            }

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(290));
        }
    }

    @Test
    void goesOnAfterAPollThatThrows() throws Exception {
        var polls = new AtomicInteger();
        try (var _ = loop(Duration.ofMillis(100), () -> {
            switch (polls.incrementAndGet()) {
                case 1 -> throw new IllegalStateException("scripted");
                case 2 -> throw new StackOverflowError("scripted");
                case 3 -> throw new InterruptedException("by nobody");
                default -> {
                    return NOTHING;
                }
            }
        })) {
            assertThat(received.poll(10, SECONDS)).isNotNull();
        }
    }

    @Test
    void goesOnAfterAConsumerThatThrows() throws Exception {
        var calls = new CountDownLatch(3);
        try (var _ = PollLoop.start("shop", Duration.ofMillis(100), System::nanoTime, () -> NOTHING, result -> {
            calls.countDown();
            throw new IllegalStateException("scripted");
        })) {
            assertThat(calls.await(10, SECONDS)).isTrue();
        }
    }

    @Test
    void closeCutsAPollAndDropsItsResult() throws Exception {
        var polling = new CountDownLatch(1);
        var cut = new CountDownLatch(1);
        var loop = loop(NEVER_AGAIN, () -> {
            polling.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException _) {
                cut.countDown();
            }
            return NOTHING;
        });
        polling.await();

        loop.close();

        assertThat(cut.await(10, SECONDS)).isTrue();
        assertThat(received.poll(200, MILLISECONDS)).isNull();
    }

    @Test
    void closeWaitsForTheConsumerWithoutInterruptingIt() throws Exception {
        var consuming = new CountDownLatch(1);
        var release = new Semaphore(0);
        var ended = new AtomicReference<String>("not ended");
        var loop = PollLoop.start("shop", NEVER_AGAIN, System::nanoTime, () -> NOTHING, result -> {
            consuming.countDown();
            try {
                ended.set(release.tryAcquire(300, MILLISECONDS) ? "released" : "undisturbed");
            } catch (InterruptedException _) {
                ended.set("interrupted");
            }
        });
        consuming.await();

        loop.close();

        assertThat(ended).hasValue("undisturbed");
    }

    @Test
    void theConsumerMayClose() throws Exception {
        var self = new AtomicReference<PollLoop>();
        var known = new CountDownLatch(1);
        var closed = new CountDownLatch(1);
        var polls = new AtomicInteger();
        self.set(PollLoop.start(
                "shop",
                Duration.ofMillis(100),
                System::nanoTime,
                () -> {
                    polls.incrementAndGet();
                    known.await();
                    return NOTHING;
                },
                result -> {
                    self.get().close();
                    closed.countDown();
                }));
        known.countDown();

        assertThat(closed.await(10, SECONDS)).isTrue();
        Thread.sleep(250);
        assertThat(polls).hasValue(1);
    }

    @Test
    void closeMayBeCalledTwice() {
        var loop = loop(NEVER_AGAIN, () -> NOTHING);

        loop.close();
        loop.close();
    }

    @Test
    void feedsFromARealClientAndBothStopPromptly() throws Exception {
        try (var server = ScriptedServer.saying(ok(EU));
                var hanging = ScriptedServer.plain(ScriptedServer.Talk::hang)) {
            try (var client = Asking.client(AMPLE, server.url());
                    var _ = loop(Duration.ofMillis(100), client::poll)) {
                assertThat(received.poll(10, SECONDS).answers().getFirst()).isInstanceOf(Answer.Names.class);
                assertThat(received.poll(10, SECONDS).answers().getFirst()).isInstanceOf(Answer.Names.class);
            }
            var start = System.nanoTime();
            try (var client = Asking.client(Duration.ofMinutes(5), hanging.url());
                    var loop = loop(NEVER_AGAIN, client::poll)) {
                loop.pollSoon();
            }

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        }
    }

    private PollLoop loop(Duration interval, PollLoop.Poll poll) {
        return PollLoop.start("shop", interval, System::nanoTime, poll, received::add);
    }
}
