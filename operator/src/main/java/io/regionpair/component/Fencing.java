package io.regionpair.component;

import io.regionpair.api.Role;
import io.regionpair.protocol.Posture;
import io.regionpair.workload.AdmissionFence.Effect;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Keeps the pair's admission fence in step with the posture, and remembers what it did. Used by one thread. */
final class Fencing {

    /**
     * For how long a pod that is admitted says nothing: the API server learns of a closed fence a moment later (57 ms were seen), and
     * of new policies within a second.
     */
    private static final Duration TAKES_EFFECT = Duration.ofSeconds(2);

    /** Policies may be installed at any time. Ten times this would leave them out for minutes, a tenth would write ten times a minute. */
    private static final Duration TRY_AGAIN = Duration.ofSeconds(30);

    /**
     * For how long an open fence counts as open. A request to close it, sent while the region was passive and held up on its way, may land
     * after it was opened; from then on no pod that dies is replaced.
     */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(10);

    /** The fence of one pair; see {@link io.regionpair.workload.AdmissionFence}. */
    interface Gate {

        /** Closes the pair's admission fence and tries it. */
        Effect closeFence(Role role);

        /** Opens it, if the role is still Active with this term, and tries it. */
        Effect openFence(long term);
    }

    private final Gate gate;
    private final LongSupplier nanos;
    private Effect effect = Effect.Unproved;
    private Posture movedFor = new Posture.Leave();
    private long closingSince;
    private long triedAt;

    Fencing(Gate gate, LongSupplier nanos) {
        this.gate = gate;
        this.nanos = nanos;
    }

    /** What is known of it. */
    Effect effect() {
        return effect;
    }

    /** The pair, when its pods were seen to be refused. */
    Optional<String> refusing(String pair) {
        return movedFor instanceof Posture.Off && effect == Effect.Proved ? Optional.of(pair) : Optional.empty();
    }

    /** A closed fence may still take effect. */
    boolean mayYetClose() {
        return movedFor instanceof Posture.Off && effect == Effect.Unproved && isYoung();
    }

    /**
     * Closes it, anew as long as nothing proves that it is closed, and by every process that takes over: what an older one left open
     * counts for nothing. To be called before a survey, so that a pod that slipped in is listed by it.
     */
    void close(Posture.Off wanted, Role role) {
        if (!wanted.equals(movedFor)) {
            effect = Effect.Unproved;
            movedFor = wanted;
            closingSince = nanos.getAsLong();
        }
        if (effect == Effect.Unproved || isWorthAnotherTry()) {
            triedAt = nanos.getAsLong();
            var seen = gate.closeFence(role);
            effect = seen == Effect.Absent && isYoung() ? Effect.Unproved : seen;
        }
    }

    /**
     * Opens it.
     *
     * @return whether a workload may be started: the fence is open, or there is none
     */
    boolean open(Posture.On wanted) {
        if (!isOpenFor(wanted) || passed(LOOK_AGAIN)) {
            triedAt = nanos.getAsLong();
            effect = gate.openFence(wanted.term());
            movedFor = wanted;
        }
        return effect != Effect.Unproved;
    }

    /** It was opened for this term, or there is none. */
    boolean isOpenFor(Posture wanted) {
        return wanted instanceof Posture.On on
                && movedFor instanceof Posture.On before
                && before.term() == on.term()
                && effect != Effect.Unproved;
    }

    private boolean isYoung() {
        return nanos.getAsLong() - closingSince < TAKES_EFFECT.toNanos();
    }

    private boolean isWorthAnotherTry() {
        return effect == Effect.Absent && passed(TRY_AGAIN);
    }

    private boolean passed(Duration time) {
        return nanos.getAsLong() - triedAt >= time.toNanos();
    }
}
