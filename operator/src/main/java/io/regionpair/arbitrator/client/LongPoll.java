package io.regionpair.arbitrator.client;

import io.regionpair.protocol.Answer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Waits at one endpoint for its next document, for as long as the endpoint offers that, and tells of it when it comes. Only news are told:
 * a document that an ordinary poll has seen already is none, and a failure is none either, since the ordinary polls meet it too.
 */
final class LongPoll implements AutoCloseable {

    /** One request that waits; {@link ArbitratorClient#pollNext} in the operator. */
    @FunctionalInterface
    interface Wait {
        PollResult pollNext(Offer offer) throws InterruptedException;
    }

    /**
     * No request waits longer, whatever is offered. What stands between often cuts a connection on which nothing was said for 30 s: at
     * twice this, every long poll through it would end as a failure. At a tenth it would be no better than the ordinary polls.
     */
    static final Duration LONGEST = Duration.ofSeconds(25);

    /**
     * The pause after the first request that didn't wait; it doubles with each further one. It is also what counts as having waited. A
     * tenth of it would take a slow round trip for waiting; at ten times this, two changes in a row would cost the second one ten seconds.
     */
    static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    /** The longest pause. At a tenth of it, an arbitrator in trouble would be asked nearly as often as without any pause. */
    private static final Duration MAX_PAUSE = Duration.ofMinutes(1);

    private final Wait wait;
    private final Consumer<PollResult> news;
    private final Duration firstPause;
    private final Defects defects = new Defects();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition heard = lock.newCondition();
    private final Thread thread;
    private Optional<Offer> offer = Optional.empty();
    private @Nullable String revision;

    private LongPoll(String name, Wait wait, Consumer<PollResult> news, Duration firstPause) {
        this.wait = wait;
        this.news = news;
        this.firstPause = firstPause;
        this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
    }

    /**
     * Begins; nothing is sent before there is an offer.
     *
     * @param news called with what a request brought, on a thread of its own
     */
    static LongPoll start(String name, Wait wait, Consumer<PollResult> news, Duration firstPause) {
        var poll = new LongPoll(name, wait, news, firstPause);
        poll.thread.start();
        return poll;
    }

    /**
     * Takes an answer of this endpoint. All of them go through here, those of ordinary polls as well.
     *
     * @return whether this is another document than the one before; of one without a revision nobody can tell
     */
    boolean takes(Reply reply) {
        if (!(reply.answer() instanceof Answer.Names)) {
            // No document says nothing about the last offer.
            return false;
        }
        lock.lock();
        try {
            offer = reply.offer();
            heard.signalAll();
            var before = revision;
            revision = reply.offer().map(Offer::revision).orElse(null);
            // Different, not greater: a revision has no order, and the next instance may lag.
            return revision != null && !revision.equals(before);
        } finally {
            lock.unlock();
        }
    }

    /** Cuts the request that waits. The consumer may be called once more at the same time. May be called twice. */
    @Override
    public void close() {
        thread.interrupt();
    }

    private void run() {
        var pause = Duration.ZERO;
        try {
            while (true) {
                TimeUnit.NANOSECONDS.sleep(withJitter(pause));
                pause = waited(awaitOffer()) ? Duration.ZERO : longer(pause);
            }
        } catch (InterruptedException _) {
            // Closed.
        }
    }

    private Offer awaitOffer() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (offer.isEmpty()) {
                heard.await();
            }
            return offer.get();
        } finally {
            lock.unlock();
        }
    }

    /**
     * One request. False when the next one must not follow at once: it failed, or it came back so soon that it didn't wait. Behind a
     * balancer the next instance may have another document, and each of two would send us on to the other for as long as a roll-out takes.
     */
    private boolean waited(Offer offered) throws InterruptedException {
        var longest = offered.longest().compareTo(LONGEST) < 0 ? offered.longest() : LONGEST;
        try {
            var result = wait.pollNext(new Offer(offered.revision(), longest));
            var reply = result.replies().getFirst();
            if (takes(reply)) {
                news.accept(result);
            }
            return reply.answer() instanceof Answer.Names
                    && result.receivedAt() - result.sentAt() >= firstPause.toNanos();
        } catch (RuntimeException | Error defect) {
            defects.report("wait for the arbitrator", defect);
            return false;
        }
    }

    private Duration longer(Duration pause) {
        var next = pause.isZero() ? firstPause : pause.multipliedBy(2);
        return next.compareTo(MAX_PAUSE) < 0 ? next : MAX_PAUSE;
    }

    /** Longer by up to a fifth: when an instance ends, everybody who waited there goes to the others. */
    private static long withJitter(Duration pause) {
        return (long) (pause.toNanos() * ThreadLocalRandom.current().nextDouble(1, 1.2));
    }
}
