package io.regionpair.protocol;

import io.regionpair.protocol.PeerAnswer.Sight;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is known of the peer. Lost at a restart, by design.
 *
 * @param answer what came of the last question
 * @param sight its state when it last showed one
 * @param reachable whether the last look at it succeeded; absent before the first
 * @param asking a question is under way
 * @param askedAt monotonic nanoseconds of the last question
 */
public record PeerView(
        Optional<PeerAnswer> answer,
        Optional<Sight> sight,
        Optional<Boolean> reachable,
        boolean asking,
        OptionalLong askedAt) {

    static final PeerView NOTHING =
            new PeerView(Optional.empty(), Optional.empty(), Optional.empty(), false, OptionalLong.empty());

    PeerView replied(PeerAnswer reply) {
        var silent = reply instanceof PeerAnswer.Silent;
        return new PeerView(Optional.of(reply), reply.seen().or(this::sight), Optional.of(!silent), false, askedAt);
    }

    PeerView seen(Optional<Sight> now) {
        return new PeerView(answer, now.or(this::sight), Optional.of(now.isPresent()), asking, askedAt);
    }

    PeerView asked(long now) {
        return new PeerView(answer, sight, reachable, true, OptionalLong.of(now));
    }

    /** The pause since the last question is over; that there was one is still known. */
    PeerView called(Duration pause) {
        return askedAt.isEmpty()
                ? this
                : new PeerView(
                        answer, sight, reachable, asking, OptionalLong.of(askedAt.getAsLong() - pause.toNanos()));
    }

    /** The last answer belongs to an attempt that is over. */
    PeerView forgettingAnswer() {
        return new PeerView(Optional.empty(), sight, reachable, asking, OptionalLong.empty());
    }
}
