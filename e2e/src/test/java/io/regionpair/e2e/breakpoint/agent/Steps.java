package io.regionpair.e2e.breakpoint.agent;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The steps of this process as they happen. A thread that comes to the point named in the file {@code stop-at} writes {@code reached} and
 * waits for {@code go}. The process hears nothing of the record until {@code see}, and doesn't halt for want of its Lease until
 * {@code release}: its thread must go on with what it had prepared, however long the test takes to look.
 *
 * <p>A point is {@code before} or {@code after} a step; {@code after} only if the step worked.
 */
public final class Steps {

    private static final ThreadLocal<Boolean> OPENING_FENCE = ThreadLocal.withInitial(() -> false);
    private static final Set<Thread> WOKEN = ConcurrentHashMap.newKeySet();
    private static volatile @Nullable Path folder;
    private static volatile boolean stopped;

    private Steps() {}

    static void follow(Path where) {
        folder = where;
    }

    /** Of a write of the record; a grant is one without a decision. */
    public static String storing(Object memory, @Nullable Object decision) {
        return decision == null ? "grant" : "store " + Reflection.get(memory, "role");
    }

    /** Of a write of a workload: lower, raise or mark. */
    public static String sending(Object write) {
        return write.getClass().getSimpleName();
    }

    public static String confirming() {
        return OPENING_FENCE.get() ? "confirm for the fence" : "confirm";
    }

    public static void openingFence(boolean now) {
        OPENING_FENCE.set(now);
    }

    public static void before(String step) {
        stopAt("before " + step);
    }

    /**
     * Its end.
     *
     * @param outcome for the test to read
     */
    public static void after(String step, boolean worked, Object outcome) {
        if (WOKEN.remove(Thread.currentThread())) {
            add("done", step + ": " + brief(outcome));
        }
        if (stopped) {
            add("trace", step + ": " + brief(outcome));
        }
        if (worked) {
            stopAt("after " + step);
        }
    }

    /** Waits while the process isn't to hear of the record. From the point's setting on: what is on its way then would reach it too. */
    public static void hear() {
        if (asked("stop-at")) {
            await("see");
        }
    }

    /** Waits, in a process that was stopped, while it isn't to halt. */
    public static void halt() {
        if (stopped) {
            await("release");
        }
    }

    /** Whether the test wants this. */
    static boolean asked(String wish) {
        return Files.exists(file(wish));
    }

    private static void stopAt(String point) {
        if (!point.equals(read("stop-at")) || asked("go")) {
            return;
        }
        stopped = true;
        add("reached", point);
        await("go");
        if (point.startsWith("before ")) {
            WOKEN.add(Thread.currentThread());
        } else {
            add("done", point);
        }
    }

    private static String brief(Object outcome) {
        return switch (outcome) {
            case String words -> words;
            case KubernetesClientException answer -> "answered with " + answer.getCode();
            default -> outcome.getClass().getSimpleName();
        };
    }

    // An interruption is a deadline that passed while the thread slept. It is forgotten: the thread is to try what it
    // had prepared.
    private static void await(String wish) {
        while (!asked(wish)) {
            try {
                Thread.sleep(5);
            } catch (InterruptedException _) {
                // See above.
            }
        }
    }

    private static String read(String name) {
        try {
            return Files.exists(file(name)) ? Files.readString(file(name)) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void add(String name, String line) {
        try {
            Files.writeString(file(name), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path file(String name) {
        var where = folder;
        if (where == null) {
            throw new IllegalStateException("the agent has no folder");
        }
        return where.resolve(name);
    }
}
