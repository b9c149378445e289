package io.regionpair.protocol.simulation;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** Many runs, a thread for each processor; each run is one thread's. */
final class Campaign {

    private static final long FIRST = Long.getLong("simulation.first", 0);
    private static final int SEEDS = 1_500;

    private final Policy policy;
    private final long seeds;
    private final long nanos;
    private final AtomicLong next = new AtomicLong(FIRST);
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong switches = new AtomicLong();
    private final AtomicLong takeovers = new AtomicLong();
    private final AtomicLong steps = new AtomicLong();
    private final Queue<Run> failures = new ConcurrentLinkedQueue<>();
    private double seconds;

    private Campaign(Policy policy, long seeds, long nanos) {
        this.policy = policy;
        this.seeds = seeds;
        this.nanos = nanos;
    }

    static Campaign of(Policy policy) {
        var minutes = Long.getLong("simulation.minutes", 0);
        return minutes > 0
                ? new Campaign(policy, Long.MAX_VALUE, TimeUnit.MINUTES.toNanos(minutes))
                : new Campaign(policy, Long.getLong("simulation.seeds", SEEDS), Long.MAX_VALUE);
    }

    void run() {
        var begun = System.nanoTime();
        var threads = IntStream.range(0, Runtime.getRuntime().availableProcessors())
                .mapToObj(i -> Thread.ofPlatform().name("simulation-" + i).start(() -> work(begun)))
                .toList();
        threads.forEach(Campaign::join);
        seconds = (System.nanoTime() - begun) / 1e9;
    }

    private void work(long begun) {
        var none = EnumSet.noneOf(Mutant.class);
        for (var seed = next.getAndIncrement();
                seed - FIRST < seeds && System.nanoTime() - begun < nanos && failures.isEmpty();
                seed = next.getAndIncrement()) {
            var run = Run.of(policy, seed, none);
            done.incrementAndGet();
            switches.addAndGet(run.switches());
            takeovers.addAndGet(run.takeovers());
            steps.addAndGet(run.steps());
            if (run.violation().isPresent()) {
                failures.add(run);
            }
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    Collection<Run> failures() {
        return List.copyOf(failures);
    }

    long takeovers() {
        return takeovers.get();
    }

    long switches() {
        return switches.get();
    }

    long seeds() {
        return done.get();
    }

    String inWords() {
        return "%d seeds, %d switches, %d takeovers by time, %d steps in %.1f s: %.0f switches a minute on %d processors"
                .formatted(
                        done.get(),
                        switches.get(),
                        takeovers.get(),
                        steps.get(),
                        seconds,
                        switches.get() / seconds * 60,
                        Runtime.getRuntime().availableProcessors());
    }
}
