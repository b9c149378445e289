package io.regionpair.e2e.story;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Somebody who does the same thing again and again, as a delivery tool or an autoscaler does, whatever the API server answers. Keeps
 * count of the answers.
 */
final class RaiseLoop implements AutoCloseable {

    private final String name;
    private final Thread thread;
    private final CountDownLatch end = new CountDownLatch(1);
    private final Map<Integer, AtomicInteger> answers = new ConcurrentHashMap<>();

    private RaiseLoop(String name, Duration interval, Runnable action) {
        this.name = name;
        this.thread = Thread.ofVirtual().name("loop-" + name).unstarted(() -> repeat(interval, action));
    }

    static RaiseLoop start(String name, Duration interval, Runnable action) {
        var loop = new RaiseLoop(name, interval, action);
        loop.thread.start();
        return loop;
    }

    int taken() {
        return count(200);
    }

    /** By an admission policy that denies, with 403. */
    int refused() {
        return count(403);
    }

    int tries() {
        return answers.values().stream().mapToInt(AtomicInteger::get).sum();
    }

    @Override
    public String toString() {
        return "%-32s %4d tries, %4d taken, %4d refused".formatted(name, tries(), taken(), refused());
    }

    /** Returns when its last try was answered. */
    @Override
    public void close() {
        end.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void repeat(Duration interval, Runnable action) {
        try {
            do {
                answers.computeIfAbsent(answer(action), _ -> new AtomicInteger())
                        .incrementAndGet();
            } while (!end.await(interval.toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int answer(Runnable action) {
        try {
            action.run();
            return 200;
        } catch (KubernetesClientException e) {
            return e.getCode();
        }
    }

    private int count(int code) {
        var count = answers.get(code);
        return count == null ? 0 : count.get();
    }
}
