package io.regionpair.protocol;

import java.time.Duration;

/**
 * The numbers that a takeover by time rests on; the letters are those of the inequality (docs/protocol.md).
 *
 * @param staleness S: how old the content of an accepted answer can be when the question is sent
 * @param lease L: for how long one answer lets a region be active, counted from the sending of the question
 * @param stop G: from the end of the lease to the end of the last process
 * @param clockError E: by how much a clock can be wrong over the fence wait
 * @param fence F: for how long a region must be named without a break before it starts without an acknowledgement
 * @param dwell H: the shortest time between two changes of the arbitrator's document
 */
public record Timing(
        Duration staleness, Duration lease, Duration stop, Duration clockError, Duration fence, Duration dwell) {

    /** For each number the one that makes the taker wait longer, or the document change more rarely. */
    Timing worst(Timing other) {
        return new Timing(
                longer(staleness, other.staleness),
                longer(lease, other.lease),
                longer(stop, other.stop),
                longer(clockError, other.clockError),
                longer(fence, other.fence),
                shorter(dwell, other.dwell));
    }

    /** These numbers, or the other ones if their lease is shorter. */
    Timing shorterLease(Timing other) {
        return other.lease.compareTo(lease) < 0 ? other : this;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
