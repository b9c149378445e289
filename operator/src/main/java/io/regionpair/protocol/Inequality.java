package io.regionpair.protocol;

import java.time.Duration;
import java.util.Optional;

/**
 * What must hold between the numbers of a pair so that time may stand in for an acknowledgement:
 *
 * <pre>
 * (I1)  F &gt;  S + L + G + 2E    always
 * (I2)  H &gt;  S + L + E         unless every document carries an epoch
 * (I3)  F &gt;= S + 2L + 3E       where the peer may vouch for the active region and documents carry no epoch
 * </pre>
 *
 * <p>All three are tight: the model has a trace with two writers one tick below each (C1, C15, C18).
 *
 * @param epochs every document carries an epoch
 * @param vouching the active region may renew its lease from its peer
 */
public record Inequality(Timing timing, boolean epochs, boolean vouching) {

    /** The smallest step in which the numbers can be given; what must be greater is greater by this at least. */
    private static final Duration STEP = Duration.ofMillis(1);

    /** The shortest fence wait with which (I1) and, where it applies, (I3) hold. */
    public Duration smallestFence() {
        var first = oldest().plus(timing.stop()).plus(timing.clockError()).plus(STEP);
        var third = timing.staleness()
                .plus(timing.lease().multipliedBy(2))
                .plus(timing.clockError().multipliedBy(3));
        return vouching && !epochs && third.compareTo(first) > 0 ? third : first;
    }

    /** The shortest time between two edits with which (I2) holds; nothing where epochs make it needless. */
    public Optional<Duration> smallestDwell() {
        return epochs ? Optional.empty() : Optional.of(oldest().plus(STEP));
    }

    /** S + L + E: an answer was content at most this long before the lease that it gave ended. */
    private Duration oldest() {
        return timing.staleness().plus(timing.lease()).plus(timing.clockError());
    }

    /** What is broken, with this pair's numbers and the smallest safe ones; absent when all hold. */
    public Optional<String> violation() {
        if (timing.fence().compareTo(smallestFence()) < 0) {
            return Optional.of("fenceSeconds is too short: " + fenceInNumbers());
        }
        return smallestDwell()
                .filter(smallest -> timing.dwell().compareTo(smallest) < 0)
                .map(smallest -> "dwellSeconds is too short: " + dwellInNumbers(smallest));
    }

    /** The numbers, for people who want to see why a takeover by time is safe, and by how much. */
    public String inNumbers() {
        return fenceInNumbers()
                + smallestDwell()
                        .map(smallest -> "; " + dwellInNumbers(smallest))
                        .orElse("; documents carry epochs, so H matters to guards SelfStopping only");
    }

    private String fenceInNumbers() {
        return "F " + seconds(timing.fence()) + " against S " + seconds(timing.staleness()) + " + L "
                + seconds(timing.lease()) + " + G " + seconds(timing.stop()) + " + 2 E "
                + seconds(timing.clockError()) + ", smallest safe F " + seconds(smallestFence());
    }

    private String dwellInNumbers(Duration smallest) {
        return "H " + seconds(timing.dwell()) + " against S + L + E, smallest safe H " + seconds(smallest);
    }

    /** In seconds, as short as it goes: 90 s, 0.5 s. */
    static String seconds(Duration duration) {
        var millis = duration.toMillis();
        return (millis % 1000 == 0 ? Long.toString(millis / 1000) : Double.toString(millis / 1000.0)) + " s";
    }
}
