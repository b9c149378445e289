package io.regionpair.pair;

import io.regionpair.protocol.Agreement;
import java.time.Duration;
import java.util.Optional;

/** How long the endpoints of one arbitrator take from the first round in which they say different things until all say the same. */
final class Convergence {

    /**
     * So many rounds in a row have to agree. One alone proves little: the endpoint that lags may just not have answered. At ten times
     * this, two roll-outs within half a minute would be measured as one.
     */
    private static final int CALM_ROUNDS = 3;

    private boolean underWay;
    private long since;
    private long agreedAt;
    private int agreed;

    /** The last rounds disagreed, or agree too shortly. */
    synchronized boolean isUnderWay() {
        return underWay;
    }

    /**
     * Takes one round.
     *
     * @param nanos when its last answer came
     * @return how long it took, with the round that shows its end; up to the first round that agreed
     */
    synchronized Optional<Duration> after(Agreement round, long nanos) {
        if (round.isSilence()) {
            return Optional.empty();
        }
        if (round.isBroken()) {
            since = underWay ? since : nanos;
            underWay = true;
            agreed = 0;
            return Optional.empty();
        }
        agreedAt = agreed == 0 ? nanos : agreedAt;
        agreed++;
        if (!underWay || agreed < CALM_ROUNDS) {
            return Optional.empty();
        }
        underWay = false;
        return Optional.of(Duration.ofNanos(agreedAt - since));
    }
}
