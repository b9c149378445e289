package io.regionpair.arbitrator.server;

import io.regionpair.ops.AsyncExchange;
import io.regionpair.ops.LogKeys;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The long polls of all pairs. Each costs a few hundred bytes here and no thread. */
final class WaitingRoom implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(WaitingRoom.class);

    private final int max;
    private final int threads;
    private final BiConsumer<Pair, AsyncExchange> answer;
    private final AtomicInteger occupied = new AtomicInteger();
    private final ScheduledThreadPoolExecutor clock;
    private final ExecutorService releasing;
    private volatile boolean closed;

    /**
     * An empty room.
     *
     * @param max who may wait at once
     * @param threads that release together
     * @param answer gives somebody the pair's document as it is now; must not block
     */
    WaitingRoom(int max, int threads, BiConsumer<Pair, AsyncExchange> answer) {
        this.max = max;
        this.threads = threads;
        this.answer = answer;
        this.clock = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("wait-over").factory());
        clock.setRemoveOnCancelPolicy(true);
        this.releasing = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().daemon().name("release-", 0).factory());
    }

    /** One request that waits. */
    final class Waiter {

        private final Pair pair;
        private final AsyncExchange exchange;
        private final AtomicBoolean left = new AtomicBoolean();
        private volatile @Nullable Future<?> timer;

        private Waiter(Pair pair, AsyncExchange exchange) {
            this.pair = pair;
            this.exchange = exchange;
        }

        private void leave() {
            if (!left.compareAndSet(false, true)) {
                return;
            }
            pair.waiting().remove(this);
            occupied.decrementAndGet();
            var running = timer;
            if (running != null) {
                running.cancel(false);
            }
            try {
                answer.accept(pair, exchange);
            } catch (RuntimeException e) {
                // One who can't be answered must not keep the others from being answered.
                log.atWarn().addKeyValue(LogKeys.PAIR, pair.name()).setCause(e).log("An answer can't be sent");
            }
        }
    }

    int occupied() {
        return occupied.get();
    }

    /**
     * Lets somebody wait who has this revision already.
     *
     * @return false when the room is full: then nothing was done
     */
    boolean park(Pair pair, AsyncExchange exchange, String revision, Duration wait) {
        if (occupied.incrementAndGet() > max) {
            occupied.decrementAndGet();
            return false;
        }
        var waiter = new Waiter(pair, exchange);
        exchange.park();
        waiter.timer = clock.schedule(waiter::leave, wait.toMillis(), TimeUnit.MILLISECONDS);
        pair.waiting().add(waiter);
        // Who came in between the new document and its release would wait for the next one.
        if (closed || waiter.left.get() || isOutdated(pair, revision)) {
            pair.waiting().remove(waiter);
            waiter.leave();
        }
        return true;
    }

    private static boolean isOutdated(Pair pair, String revision) {
        return pair.served().map(served -> !served.revision().equals(revision)).orElse(true);
    }

    /** Answers everybody who waits for this pair, and returns when all answers are on their way. */
    void release(Pair pair) throws InterruptedException {
        var all = List.copyOf(pair.waiting());
        var share = (all.size() + threads - 1) / threads;
        var shares = IntStream.range(0, threads)
                .mapToObj(i -> all.subList(Math.min(all.size(), i * share), Math.min(all.size(), (i + 1) * share)))
                .filter(part -> !part.isEmpty())
                .map(part -> Executors.callable(() -> part.forEach(Waiter::leave)))
                .toList();
        releasing.invokeAll(shares);
    }

    /** Lets nobody wait any more. */
    void close(Iterable<Pair> pairs) throws InterruptedException {
        closed = true;
        for (var pair : pairs) {
            release(pair);
        }
    }

    @Override
    public void close() {
        closed = true;
        clock.shutdownNow();
        releasing.shutdownNow();
    }
}
