package io.regionpair.protocol;

import java.util.OptionalLong;

/** Fencing tokens (4-safety 2.10). */
final class Terms {

    /** Room for a million activations under one epoch; more bits would leave less room for epochs. */
    private static final int EPOCH_SHIFT = 20;

    private static final long MAX_EPOCH = Long.MAX_VALUE >> (EPOCH_SHIFT + 1);

    /** No term of an honest region comes near: epochs end below it, and nobody activates a pair that often. */
    static final long LARGEST = 1L << 62;

    private Terms() {}

    /**
     * Greater than every term known here. The first of the two region names, sorted, takes even terms and the other odd ones, so that
     * two regions can never mint the same.
     */
    static long next(Params params, long known, OptionalLong epoch) {
        return next(params, known, epoch, 0);
    }

    /**
     * Of an activation by time, which may not know the peer's newest term: at least the wall clock, so that it still grows as long as the
     * clocks of the regions differ by less than the fence wait. A wrong clock costs liveness where the term is checked, never safety.
     */
    static long nextByTime(Params params, long known, OptionalLong epoch, long wallMillis) {
        return next(params, known, epoch, Math.clamp(wallMillis, 0, LARGEST) - 1);
    }

    private static long next(Params params, long known, OptionalLong epoch, long least) {
        // An epoch beyond the room is somebody's timestamp in nanoseconds; it orders nothing that the known terms
        // don't.
        var byEpoch = epoch.stream()
                .filter(e -> e <= MAX_EPOCH)
                .map(e -> e << EPOCH_SHIFT)
                .max()
                .orElse(0);
        var term = Math.max(Math.max(known, byEpoch), least) + 1;
        var parity = params.self().compareTo(params.peer()) < 0 ? 0 : 1;
        return term % 2 == parity ? term : term + 1;
    }
}
