package io.regionpair.arbitrator.client;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Polls one pair's arbitrator again and again, on a virtual thread of its own, and hands over what each poll brought. The first poll
 * starts at once; nothing but {@link #close} ends the loop.
 *
 * <p>Where an endpoint offers it, a {@link LongPoll} waits there besides. Its news are handed over as well if the endpoint is the only
 * one; of several, one alone says too little, and all are asked at once. Nothing that a long poll brings or fails to bring delays the
 * next ordinary poll.
 */
public final class PollLoop implements AutoCloseable {

    /** How to ask; {@link ArbitratorClient} in the operator. */
    @FunctionalInterface
    public interface Poll {

        /** Asks every endpoint for what its document is now. */
        PollResult poll() throws InterruptedException;

        /**
         * Asks one endpoint for its next document; only ever called with an offer that {@link #poll} brought from it.
         *
         * @param endpoint its place among the replies of {@link #poll}
         */
        default PollResult pollNext(int endpoint, Offer offer) throws InterruptedException {
            throw new IllegalStateException("No endpoint made an offer");
        }
    }

    /**
     * Each pause is this part longer or shorter, at random. Both regions' operators, and all pairs of one, start together after a
     * roll-out and would otherwise ask in step for ever. At ten times this the poll interval would say nothing about the next poll.
     */
    private static final double JITTER = 0.1;

    /**
     * Between the sending of two polls, however often one is asked for: callers react to answers, and a burst of those must not become a
     * burst of requests. At ten times this, asking at once would no longer be at once, and each confirmation of a change takes one.
     */
    private static final Duration MIN_PAUSE = Duration.ofMillis(100);

    private final Duration interval;
    private final LongSupplier nanos;
    private final Poll poll;
    private final Consumer<PollResult> consumer;
    private final Duration longPollPause;
    private final Defects defects = new Defects();
    private final Semaphore soon = new Semaphore(0);
    /** Held while the consumer runs and while closing, so that neither happens inside the other; guards the long polls too. */
    private final ReentrantLock handingOver = new ReentrantLock();

    /** By the place of their endpoint. */
    private final Map<Integer, LongPoll> longPolls = new HashMap<>();

    private final Thread thread;
    private volatile boolean closed;

    private PollLoop(
            String pair,
            Duration interval,
            Duration longPollPause,
            LongSupplier nanos,
            Poll poll,
            Consumer<PollResult> consumer) {
        this.interval = interval;
        this.longPollPause = longPollPause;
        this.nanos = nanos;
        this.poll = poll;
        this.consumer = consumer;
        this.thread = Thread.ofVirtual().name("arbitrator-poll-" + pair).unstarted(this::run);
    }

    /**
     * Starts polling.
     *
     * @param interval from the sending of one poll to the sending of the next; a poll that takes longer is followed by the next at once
     * @param nanos the clock that intervals are measured on
     * @param consumer called on a thread of the loop's, for one result at a time; should hand it on and return
     */
    public static PollLoop start(
            String pair, Duration interval, LongSupplier nanos, Poll poll, Consumer<PollResult> consumer) {
        return start(pair, interval, LongPoll.FIRST_PAUSE, nanos, poll, consumer);
    }

    static PollLoop start(
            String pair,
            Duration interval,
            Duration longPollPause,
            LongSupplier nanos,
            Poll poll,
            Consumer<PollResult> consumer) {
        var loop = new PollLoop(pair, interval, longPollPause, nanos, poll, consumer);
        loop.thread.start();
        return loop;
    }

    /** Has a poll sent after this call, without waiting for the interval. Calls that come before it is sent are one. */
    public void pollSoon() {
        soon.release();
    }

    /**
     * Ends the loop: polls under way are cut, their results dropped. The consumer isn't called after this has returned; a call under way is
     * waited for, unless it is the consumer that closes. May be called twice.
     */
    @Override
    public void close() {
        handingOver.lock();
        try {
            closed = true;
            thread.interrupt();
            longPolls.values().forEach(LongPoll::close);
        } finally {
            handingOver.unlock();
        }
    }

    private void run() {
        while (!closed) {
            soon.drainPermits();
            var sentAt = nanos.getAsLong();
            pollOnce();
            pause(sentAt);
        }
    }

    private void pollOnce() {
        try {
            var result = poll.poll();
            waitWhereOffered(result);
            handOver(result);
        } catch (Throwable defect) {
            // Not caught, the region would never hear of the arbitrator again, and nothing would say so.
            if (!closed) {
                defects.report("poll the arbitrator", defect);
            }
        }
    }

    private void waitWhereOffered(PollResult result) {
        handingOver.lock();
        try {
            var replies = result.replies();
            for (var i = 0; i < replies.size() && !closed; i++) {
                if (replies.get(i).offer().isPresent()) {
                    longPolls.computeIfAbsent(i, endpoint -> longPoll(endpoint, replies.size()));
                }
                if (longPolls.containsKey(i)) {
                    // What an ordinary poll brings is handed over whether it is news or not.
                    var _ = longPolls.get(i).takes(replies.get(i));
                }
            }
        } finally {
            handingOver.unlock();
        }
    }

    private LongPoll longPoll(int endpoint, int endpoints) {
        return LongPoll.start(
                thread.getName() + "-" + endpoint,
                offer -> poll.pollNext(endpoint, offer),
                endpoints == 1 ? this::handOver : _ -> pollSoon(),
                longPollPause);
    }

    private void handOver(PollResult result) {
        handingOver.lock();
        try {
            if (!closed) {
                consumer.accept(result);
            }
        } finally {
            handingOver.unlock();
        }
    }

    private void pause(long sentAt) {
        var jitter = 1 + ThreadLocalRandom.current().nextDouble(-JITTER, JITTER);
        try {
            TimeUnit.NANOSECONDS.sleep(until(sentAt, MIN_PAUSE.toNanos()));
            var _ = soon.tryAcquire(until(sentAt, (long) (interval.toNanos() * jitter)), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            // From close(), so the loop ends; from anybody else, it polls a little early.
        }
    }

    private long until(long sentAt, long pause) {
        return sentAt + pause - nanos.getAsLong();
    }
}
