package io.regionpair.component;

import io.regionpair.api.Role;
import io.regionpair.protocol.Posture;
import io.regionpair.workload.AdmissionFence.Closing;
import io.regionpair.workload.AdmissionFence.Effect;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/** Keeps the pair's admission fence in step with the posture, and remembers what it did. Used by one thread. */
final class Fencing {

    /**
     * How much later than the acknowledgement of a closed fence a pod must be tried, so that its admission says that there is no fence:
     * the API server learns of it a moment later (57 ms were seen), and of new policies within a second. Counted to the moment at which
     * the trial is sent, because a process that sleeps before the answer reaches it would take an old admission for a late one.
     */
    private static final Duration TAKES_EFFECT = Duration.ofSeconds(2);

    /** Policies may be installed at any time. Ten times this would leave them out for minutes, a tenth would write ten times a minute. */
    private static final Duration TRY_AGAIN = Duration.ofSeconds(30);

    /**
     * For how long an open fence counts as open. A request to close it, sent while the region was passive and held up on its way, may land
     * after it was opened; from then on no pod that dies is replaced.
     */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(10);

    /**
     * From when one API server was seen to refuse pods, until all are taken to do so: they watch the same object, and lags of a second were
     * seen. Only what stands in for the controllers' own word waits for it.
     */
    static final Duration HEARD_EVERYWHERE = Duration.ofSeconds(10);

    /** The fence of one pair; see {@link io.regionpair.workload.AdmissionFence}. */
    interface Gate {

        /** Closes the pair's admission fence. */
        Closing closeFence(Role role);

        /** Tries whether it is closed. */
        Effect closedFence();

        /** Opens it, if the role is still Active with this term, and tries it. */
        Effect openFence(long term);
    }

    private final Gate gate;
    private final LongSupplier nanos;
    private Effect effect = Effect.Unproved;
    private Posture movedFor = new Posture.Leave();
    private OptionalLong acknowledgedAt = OptionalLong.empty();
    private boolean triedEarly;
    private long triedAt;
    private OptionalLong refusesSince = OptionalLong.empty();

    Fencing(Gate gate, LongSupplier nanos) {
        this.gate = gate;
        this.nanos = nanos;
    }

    /** What is known of it. */
    Effect effect() {
        return effect;
    }

    /** The pair, when its pods were seen to be refused. */
    Optional<Refusal> refusing(String pair) {
        return refusesSince.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Refusal(pair, nanos.getAsLong() - refusesSince.getAsLong() >= HEARD_EVERYWHERE.toNanos()));
    }

    /** A closed fence may still take effect. */
    boolean mayYetClose() {
        return movedFor instanceof Posture.Off && triedEarly;
    }

    /**
     * Closes it, anew as long as nothing proves that it is closed, and by every process that takes over: what an older one left open
     * counts for nothing. To be called before a survey, so that a pod that slipped in is listed by it.
     */
    void close(Posture.Off wanted, Role role) {
        if (!wanted.equals(movedFor)) {
            effect = Effect.Unproved;
            movedFor = wanted;
            acknowledgedAt = OptionalLong.empty();
        }
        if (effect == Effect.Unproved || isWorthAnotherTry()) {
            triedAt = nanos.getAsLong();
            triedEarly = false;
            effect = closed(role);
        }
        refusesSince = effect != Effect.Proved
                ? OptionalLong.empty()
                : refusesSince.isPresent() ? refusesSince : OptionalLong.of(nanos.getAsLong());
    }

    /**
     * Opens it.
     *
     * @return whether a workload may be started: the fence is open, or there is none
     */
    boolean open(Posture.On wanted) {
        if (!isOpenFor(wanted) || passed(LOOK_AGAIN)) {
            triedAt = nanos.getAsLong();
            refusesSince = OptionalLong.empty();
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

    private Effect closed(Role role) {
        return switch (gate.closeFence(role)) {
            case NoSuchKind -> Effect.Absent;
            case Unanswered -> Effect.Unproved;
            case Acknowledged -> tried();
        };
    }

    private Effect tried() {
        if (acknowledgedAt.isEmpty()) {
            acknowledgedAt = OptionalLong.of(nanos.getAsLong());
        }
        var early = nanos.getAsLong() - acknowledgedAt.getAsLong() < TAKES_EFFECT.toNanos();
        var seen = gate.closedFence();
        triedEarly = seen == Effect.Absent && early;
        return triedEarly ? Effect.Unproved : seen;
    }

    private boolean isWorthAnotherTry() {
        return effect == Effect.Absent && passed(TRY_AGAIN);
    }

    private boolean passed(Duration time) {
        return nanos.getAsLong() - triedAt >= time.toNanos();
    }
}
