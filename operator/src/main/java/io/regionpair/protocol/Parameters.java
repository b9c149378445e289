package io.regionpair.protocol;

import io.regionpair.protocol.Params.Epochs;
import java.util.Optional;

/**
 * What one region tells the other of the way it acts (4-safety 2.9). Stored before it is told, so that no replica tells what the engine
 * doesn't act by.
 *
 * @param revision grows with every change, so that a message that was overtaken by a later one is recognised
 * @param since the revision with which the policy became what it is
 * @param timing the numbers under the policy {@code Timed}; absent under {@code Acknowledged}
 * @param epochs that region takes documents with an epoch only
 * @param vouching that region may renew its lease from its peer
 */
public record Parameters(long revision, long since, Optional<Timing> timing, boolean epochs, boolean vouching) {

    /** Of a region that was seen to have stored nothing. */
    static final Parameters NEVER_SEEN = new Parameters(0, 0, Optional.empty(), false, false);

    /** The first that a region with this spec tells. */
    static Parameters first(Params params) {
        return of(params, 1, 1);
    }

    private static Parameters of(Params params, long revision, long since) {
        return new Parameters(
                revision,
                since,
                params.timed().map(Params.Timed::timing),
                params.epochs() == Epochs.Required,
                params.timed().filter(Params.Timed::vouching).isPresent());
    }

    boolean timed() {
        return timing.isPresent();
    }

    /**
     * These, if they are what the spec says and the peer knows of none later; else the next.
     *
     * @param known the revision of this region's parameters that the peer has stored, 0 if none. It is greater than ours only if our
     *     record was lost.
     */
    Parameters following(Params params, long known) {
        if (known <= revision && of(params, revision, since).equals(this)) {
            return this;
        }
        var next = Math.max(revision, known) + 1;
        var sameMode = params.timed().isPresent() == timed();
        return of(params, next, sameMode && known <= revision ? since : next);
    }

    /** The later of the two, with the numbers that make the taker wait longest of both. */
    Parameters worst(Parameters later) {
        return new Parameters(
                later.revision(),
                later.since(),
                later.timing().map(mine -> timing.map(mine::worst).orElse(mine)),
                later.epochs(),
                later.vouching() || vouching);
    }

    /** These, with the shorter lease of both; with the numbers of {@code other} where these have none. */
    Parameters bounded(Optional<Timing> other) {
        var shortest =
                timing.map(mine -> other.map(mine::shorterLease).orElse(mine)).or(() -> other);
        return new Parameters(revision, since, shortest, epochs, vouching);
    }
}
