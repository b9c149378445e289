package io.regionpair.e2e.observer;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A time during which something ran.
 *
 * @param until {@link Instant#MAX} while it goes on
 */
public record Interval(Instant from, Instant until) {

    public boolean goesOn() {
        return until.equals(Instant.MAX);
    }

    /** Empty while it goes on. */
    public Optional<Duration> duration() {
        return goesOn() ? Optional.empty() : Optional.of(Duration.between(from, until));
    }

    Optional<Interval> common(Interval other) {
        var start = from.isAfter(other.from) ? from : other.from;
        var end = until.isBefore(other.until) ? until : other.until;
        return start.isBefore(end) ? Optional.of(new Interval(start, end)) : Optional.empty();
    }

    Interval pauseUntil(Interval next) {
        var start = until;
        var end = next.from;
        return new Interval(start, end);
    }

    boolean touches(Interval other) {
        return !from.isAfter(other.until) && !other.from.isAfter(until);
    }

    Interval joined(Interval other) {
        return new Interval(
                from.isBefore(other.from) ? from : other.from, until.isAfter(other.until) ? until : other.until);
    }

    @Override
    public String toString() {
        return from
                + (goesOn()
                        ? " until now"
                        : " for " + Duration.between(from, until).toMillis() + " ms");
    }
}
