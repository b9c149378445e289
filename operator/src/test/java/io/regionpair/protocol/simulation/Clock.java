package io.regionpair.protocol.simulation;

/** One machine's monotonic clock: it starts anywhere and runs a little fast or slow. */
final class Clock {

    private final long base;
    private final long perMillion;

    /**
     * A clock.
     *
     * @param perMillion how many microseconds a second it gains
     */
    Clock(long base, long perMillion) {
        this.base = base;
        this.perMillion = perMillion;
    }

    /** What it shows at a moment of true time. */
    long nanos(long millis) {
        return base + millis * (1_000_000 + perMillion);
    }

    /** True milliseconds until it has shown that much more. */
    long millis(long nanos) {
        return Math.ceilDiv(nanos, 1_000_000 + perMillion);
    }
}
