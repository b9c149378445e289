package io.regionpair.protocol;

import io.regionpair.api.Reason;
import io.regionpair.api.Role;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The right of one pod to run its processes, as its guard asks for it (docs/protocol.md, the guard {@code Agent}): a gate before they
 * start, and a lease while they run. The guard counts both times from the moment at which it sent its request, and renews before they are
 * over.
 *
 * @param term the fencing token
 * @param stopAfter the processes are asked to end
 * @param killAfter nothing of them runs any more
 */
public record Grant(long term, Duration stopAfter, Duration killAfter) {

    /**
     * What a guard asks.
     *
     * @param component {@code namespace/name} of the component that the pod belongs to
     * @param holds the term of the grant under which its processes run; absent before they start
     */
    public record Request(String component, OptionalLong holds) {}

    /**
     * A quorum read of the record that said Active.
     *
     * @param sentAt monotonic nanoseconds, read before it was sent
     */
    public record Confirmation(long term, long sentAt) {}

    /** What the guard is told. */
    public sealed interface Answer {

        record Granted(Grant grant) implements Answer {}

        record Refused(Reason reason, String message) implements Answer {}
    }

    /**
     * Answers.
     *
     * <p>Processes that start need a read that was sent after their guard asked: their pod is listed by then, so that no proof of stop
     * overlooks it, and a pod that was made too late is refused (C12). Processes that run may go on without the API server for a lease:
     * so long after the last such read, whoever else leads by now. And nothing is granted beyond the lease of the region (C11).
     *
     * @param askedAt monotonic nanoseconds at which the request was there
     */
    public static Answer answer(
            PairState state,
            Params params,
            Request request,
            Optional<Confirmation> confirmation,
            long askedAt,
            long nanos) {
        var known = granting(state, params);
        if (known.isEmpty()) {
            return refused(Reason.NotActive, "this region doesn't run active-passive workloads now");
        }
        var memory = known.get();
        if (request.holds().isPresent() && request.holds().getAsLong() != memory.term()) {
            return refused(Reason.NotActive, "term " + request.holds().getAsLong() + " is over");
        }
        if (!covers(state, memory, request.component())) {
            return refused(
                    Reason.NotCoveredByAcknowledgement,
                    "nobody has proved that component " + request.component() + " is stopped in the other region");
        }
        if (!memory.handshake().leased()) {
            return refused(
                    Reason.NoLease, "takeover.policy isn't Timed, and a guard of the kind Agent rests on its lease");
        }
        return confirmation
                .filter(read -> read.term() == memory.term())
                .filter(read -> request.holds().isPresent() || read.sentAt() - askedAt >= 0)
                .map(read -> within(state, params, memory, read, nanos))
                .orElseGet(() -> refused(Reason.RecordUnread, "the stored role can't be confirmed now"));
    }

    private static Answer within(PairState state, Params params, Memory memory, Confirmation read, long nanos) {
        var lease = memory.handshake().lease();
        var end = read.sentAt() + lease.toNanos();
        if (params.forcesActive().isEmpty()) {
            if (!state.mayRun(nanos)) {
                return refused(Reason.LeaseEnded, "this region's lease is over");
            }
            var regionEnd = state.leaseEnd().orElse(nanos);
            end = regionEnd - end < 0 ? regionEnd : end;
        }
        if (end - nanos <= 0) {
            return refused(Reason.RecordUnread, "the stored role wasn't confirmed for a whole lease");
        }
        var left = Duration.ofNanos(end - nanos);
        var orderly = lease.minus(Situation.drainAfter(params, lease));
        return new Answer.Granted(
                new Grant(memory.term(), left.compareTo(orderly) > 0 ? left.minus(orderly) : Duration.ZERO, left));
    }

    /** The record under which pods may run; absent as soon as anything else was decided, stored or not. */
    private static Optional<Memory> granting(PairState state, Params params) {
        var leaves = state.durable() instanceof Durable.Storing storing
                && storing.to().role() != Role.Active;
        return leaves || !(Protocol.posture(state, params) instanceof Posture.On)
                ? Optional.empty()
                : state.durable().confirmed();
    }

    private static boolean covers(PairState state, Memory memory, String component) {
        return state.census()
                .map(census -> census.components().get(component))
                .filter(workloads -> memory.coverage().covers(component, workloads))
                .isPresent();
    }

    private static Answer refused(Reason reason, String message) {
        return new Answer.Refused(reason, message);
    }
}
