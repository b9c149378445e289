package io.regionpair.ops;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** The liveness check of a loop: it must say at least once in {@code bound} that it still turns. */
public final class Heartbeat implements Health.Check {

    private final LongSupplier nanos;
    private final Duration bound;
    private final AtomicLong last;

    /**
     * The first beat counts as given now.
     *
     * @param nanos a monotonic clock
     */
    public Heartbeat(LongSupplier nanos, Duration bound) {
        this.nanos = nanos;
        this.bound = bound;
        this.last = new AtomicLong(nanos.getAsLong());
    }

    public void beat() {
        last.set(nanos.getAsLong());
    }

    @Override
    public Optional<String> trouble() {
        var silent = Duration.ofNanos(nanos.getAsLong() - last.get());
        return silent.compareTo(bound) <= 0
                ? Optional.empty()
                : Optional.of("no sign of life for " + silent.toSeconds() + " s");
    }
}
