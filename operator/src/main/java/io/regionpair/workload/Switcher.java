package io.regionpair.workload;

import io.regionpair.workload.Write.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/** Sends many writes in the given order, several at a time. */
public final class Switcher implements AutoCloseable {

    /**
     * How many writes are under way at once. The API server's default fairness gives a service account's requests a share that 16 don't
     * exhaust, and more gain nothing on a small control plane; a tenth would make 200 workloads wait for round trips.
     */
    private static final int IN_FLIGHT = 16;

    private final Function<Write, Outcome> levers;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    public Switcher(Function<Write, Outcome> levers) {
        this.levers = levers;
    }

    /**
     * Sends them all; a write starts only after every earlier one has started. Returns when every one was answered or failed.
     *
     * @throws InterruptedException when interrupted; the writes under way may or may not arrive
     */
    public List<Outcome> execute(List<? extends Write> writes) throws InterruptedException {
        var slots = new Semaphore(IN_FLIGHT);
        var sent = new ArrayList<java.util.concurrent.Future<Outcome>>();
        for (var write : writes) {
            slots.acquire();
            sent.add(threads.submit(releasing(slots, () -> levers.apply(write))));
        }
        var outcomes = new ArrayList<Outcome>();
        for (var future : sent) {
            try {
                outcomes.add(future.get());
            } catch (ExecutionException e) {
                throw new IllegalStateException("A write failed in a way that isn't an answer", e.getCause());
            }
        }
        return List.copyOf(outcomes);
    }

    private static <T> Callable<T> releasing(Semaphore slots, Callable<T> task) {
        return () -> {
            try {
                return task.call();
            } finally {
                slots.release();
            }
        };
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
