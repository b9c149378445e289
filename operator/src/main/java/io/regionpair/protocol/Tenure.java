package io.regionpair.protocol;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What this process knows of its right to be active by the clock. Lost at a restart, by design: a monotonic reading means nothing later.
 *
 * @param confirmedAt monotonic nanoseconds at which the last question was sent whose answer confirmed this region; the lease counts from
 *     here and not from the receipt, or an answer that was on its way across an edit would be worth too much (C9)
 * @param lapsed the lease of this activation has ended once, or nobody knows that it hasn't: what ran may be running elsewhere by now, so
 *     no later answer revives it (C10)
 * @param streak the unbroken time in which this region was named, while it strives to be active
 */
public record Tenure(OptionalLong confirmedAt, boolean lapsed, Optional<Streak> streak) {

    public static final Tenure NONE = new Tenure(OptionalLong.empty(), false, Optional.empty());

    /**
     * It belongs to one attempt under one epoch.
     *
     * @param since monotonic nanoseconds; the fence wait counts from here
     */
    public record Streak(Optional<String> attempt, OptionalLong epoch, long since) {}

    Tenure confirmed(long sentAt) {
        var later = confirmedAt.isPresent() && confirmedAt.getAsLong() - sentAt >= 0;
        return later ? this : new Tenure(OptionalLong.of(sentAt), lapsed, streak);
    }

    Tenure withLapsed(boolean next) {
        return new Tenure(confirmedAt, next, streak);
    }

    /** Contradicting answers and silence beyond the lease make the wait begin anew (C3). */
    Tenure broken() {
        return new Tenure(confirmedAt, lapsed, Optional.empty());
    }

    /** Whatever it rests on rests on nothing any more. */
    Tenure forgotten() {
        return new Tenure(OptionalLong.empty(), lapsed, Optional.empty());
    }

    Tenure striving(Optional<String> attempt, OptionalLong epoch, long now) {
        var same = streak.filter(s -> s.attempt().equals(attempt) && s.epoch().equals(epoch));
        return new Tenure(confirmedAt, lapsed, same.or(() -> Optional.of(new Streak(attempt, epoch, now))));
    }

    /** Until when a lease of this length runs; absent when nothing ever confirmed this region. */
    OptionalLong until(Duration lease) {
        return confirmedAt.isPresent()
                ? OptionalLong.of(confirmedAt.getAsLong() + lease.toNanos())
                : OptionalLong.empty();
    }

    boolean runs(Duration lease, long now) {
        return confirmedAt.isPresent() && now - confirmedAt.getAsLong() < lease.toNanos();
    }
}
