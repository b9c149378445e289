package io.regionpair.protocol;

import java.time.Duration;
import java.util.Optional;

/** What stops a component's processes when the operator can't. */
public sealed interface Guard {

    /** Nothing. */
    record None() implements Guard {}

    /**
     * The processes watch the arbitrator themselves. They know nothing of epochs: one that is named again before it has stopped goes on,
     * although the other region may have counted the whole time. So H has to be longer than they need, with epochs as well.
     *
     * @param stopWithin after the region isn't named any more, or the arbitrator is silent, every process is gone
     * @param startAfter for so long the region must be named again before a process starts by itself
     */
    record SelfStopping(Duration stopWithin, Duration startAfter) implements Guard {}

    /**
     * The parent of the processes in each pod: it starts them only with a {@link Grant}, and ends them when that isn't renewed. Within
     * L + G by what it is, and never before the region's own lease lets it, so no number of its own is needed.
     */
    record Agent() implements Guard {}

    /** A guard of a newer version. */
    record NotImplemented() implements Guard {}

    /**
     * Why this guard isn't enough for a takeover by time; absent when it is.
     *
     * @param own this region's timing
     * @param worst of both regions
     * @param fence what this region really waits, which the other one's numbers can make longer than F
     */
    default Optional<String> gap(Timing own, Timing worst, Duration fence) {
        return switch (this) {
            case None _ -> Optional.of("has no guard");
            case Agent _ -> Optional.empty();
            case NotImplemented _ -> Optional.of("has a guard that this version doesn't implement");
            case SelfStopping(var stopWithin, var startAfter) -> {
                var bound = own.lease().plus(own.stop());
                if (stopWithin.compareTo(bound) > 0) {
                    yield Optional.of("stops within " + Inequality.seconds(stopWithin) + ", more than L + G = "
                            + Inequality.seconds(bound));
                }
                var surelyStopped = worst.staleness().plus(stopWithin);
                if (worst.dwell().compareTo(surelyStopped) <= 0) {
                    yield Optional.of("has surely stopped only " + Inequality.seconds(surelyStopped)
                            + " after the document named the other region (S + stopWithinSeconds), and the document may name this one"
                            + " again after H = " + Inequality.seconds(worst.dwell()) + ": it would just go on");
                }
                yield startAfter.compareTo(fence) < 0
                        ? Optional.of("starts after " + Inequality.seconds(startAfter)
                                + ", less than the fence wait of " + Inequality.seconds(fence))
                        : Optional.empty();
            }
        };
    }
}
