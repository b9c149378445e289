package io.regionpair.protocol.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Virtual time in milliseconds on one thread: the same events in the same order for the same seed. */
final class Timeline {

    private record Event(long at, long order, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
        }
    }

    private record Awaited(BooleanSupplier condition, Runnable action) {}

    private static final int KEPT = 300;

    private final PriorityQueue<Event> events = new PriorityQueue<>(256);
    private final ArrayDeque<String> trace = new ArrayDeque<>();
    private final List<Awaited> awaited = new ArrayList<>();
    private final boolean tracing;
    private long now;
    private long order;
    private long steps;

    Timeline(boolean tracing) {
        this.tracing = tracing;
    }

    long now() {
        return now;
    }

    long steps() {
        return steps;
    }

    void after(long delay, Runnable action) {
        events.add(new Event(now + delay, order++, action));
    }

    /** Does it once, right after the event that makes the condition true. */
    void when(BooleanSupplier condition, Runnable action) {
        awaited.add(new Awaited(condition, action));
    }

    /** Runs the next event unless it is later than {@code end}. */
    boolean next(long end) {
        var event = events.peek();
        if (event == null || event.at() > end) {
            now = Math.max(now, end);
            return false;
        }
        events.poll();
        now = event.at();
        steps++;
        event.action().run();
        for (int i = 0; i < awaited.size(); i++) {
            if (awaited.get(i).condition().getAsBoolean()) {
                awaited.remove(i--).action().run();
            }
        }
        return true;
    }

    void note(String who, Supplier<String> what) {
        if (!tracing) {
            return;
        }
        if (trace.size() == KEPT) {
            trace.removeFirst();
        }
        trace.add("%8d %-5s %s".formatted(now, who, what.get()));
    }

    String trace() {
        return String.join("\n", trace);
    }
}
