package io.regionpair.protocol.simulation;

import java.util.ArrayDeque;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/** Virtual time in milliseconds, one thread, and the only source of chance: the same seed gives the same run. */
final class Timeline {

    private record Event(long at, long order, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
        }
    }

    private static final int KEPT = 400;

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final SplittableRandom random;
    private final ArrayDeque<String> trace = new ArrayDeque<>();
    private long now;
    private long order;

    Timeline(long seed) {
        random = new SplittableRandom(seed);
    }

    long now() {
        return now;
    }

    void after(long delay, Runnable action) {
        events.add(new Event(now + delay, order++, action));
    }

    /** Runs the next event unless it is later than {@code end}. */
    boolean next(long end) {
        if (events.isEmpty() || events.peek().at() > end) {
            return false;
        }
        var event = events.poll();
        now = event.at();
        event.action().run();
        return true;
    }

    long between(long least, long most) {
        return random.nextLong(least, most + 1);
    }

    boolean percent(int chance) {
        return random.nextInt(100) < chance;
    }

    /** Mostly short, now and then as long as {@code most}. */
    long delay(long usual, long most) {
        return percent(92) ? between(1, usual) : between(usual, most);
    }

    void note(String who, Object what) {
        if (trace.size() == KEPT) {
            trace.removeFirst();
        }
        trace.add("%8d %-5s %s".formatted(now, who, what));
    }

    String trace() {
        return String.join("\n", trace);
    }
}
