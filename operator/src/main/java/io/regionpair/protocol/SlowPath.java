package io.regionpair.protocol;

import io.regionpair.api.Reason;
import io.regionpair.protocol.Handshake.Peers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Whether time may stand in for the peer's acknowledgement, and after how long. Closed unless everything that it rests on is known to be
 * there: the policy and the numbers of both regions, and guards that stop processes when an operator can't.
 */
public sealed interface SlowPath {

    /** Only an acknowledgement or an assertion counts. */
    record Closed(Reason reason, String message, String todo) implements SlowPath {}

    /**
     * Time counts too.
     *
     * @param fence F_eff: how long this region must be named without a break
     */
    record Open(Duration fence) implements SlowPath {}

    /** As far as the spec says it; {@link Closed} also where a person accepted what isn't safe. Without what the peer told. */
    static Optional<Closed> unsafe(Params params, Optional<Census> census) {
        if (params.timed().isEmpty()) {
            return Optional.empty();
        }
        var timing = params.timed().get().timing();
        return violation(params).or(() -> unguarded(timing, timing, timing.fence(), census));
    }

    /** In this order: the spec by itself, what the peer told, the components. */
    static SlowPath of(Params params, Handshake handshake, Optional<Census> census) {
        if (params.timed().isEmpty()) {
            return new Closed(Reason.TakeoverRefused, "takeover.policy isn't Timed", "");
        }
        var timed = params.timed().get();
        var gap = violation(params).or(() -> notAgreed(handshake));
        if (gap.isPresent()) {
            return gap.get();
        }
        var peer = handshake.peer().map(Peers::parameters).orElseThrow();
        var worst = timed.timing().worst(peer.timing().orElseThrow());
        var both = combined(params, timed, peer, worst);
        if (both instanceof Open open && !timed.acceptsUnguarded()) {
            return unguarded(timed.timing(), worst, open.fence(), census)
                    .<SlowPath>map(closed -> closed)
                    .orElse(open);
        }
        return both;
    }

    private static SlowPath combined(Params params, Params.Timed timed, Parameters peer, Timing worst) {
        var epochs = params.epochs() == Params.Epochs.Required && peer.epochs();
        var both = new Inequality(worst, epochs, timed.vouching() || peer.vouching());
        var dwell = both.smallestDwell().filter(smallest -> worst.dwell().compareTo(smallest) < 0);
        if (dwell.isPresent()) {
            return new Closed(
                    Reason.ParametersDiffer,
                    "with the numbers of both regions: " + both.inNumbers(),
                    "Apply the same RegionPair in both clusters.");
        }
        var least = both.smallestFence();
        return new Open(
                timed.timing().fence().compareTo(least) >= 0 ? timed.timing().fence() : least);
    }

    private static Optional<Closed> violation(Params params) {
        var timed = params.timed().orElseThrow();
        return new Inequality(timed.timing(), params.epochs() == Params.Epochs.Required, timed.vouching())
                .violation()
                .map(words -> new Closed(Reason.TakeoverRefused, words, "Correct spec.takeover.timing."));
    }

    private static Optional<Closed> unguarded(Timing own, Timing worst, Duration fence, Optional<Census> census) {
        if (census.isEmpty()) {
            return Optional.of(new Closed(Reason.GuardMissing, "it isn't known yet what runs here", ""));
        }
        return census.get().components().keySet().stream()
                .sorted()
                .flatMap(component -> guard(census.get().guards(), component)
                        .gap(own, worst, fence)
                        .map(gap -> new Closed(
                                reason(guard(census.get().guards(), component)),
                                "component " + component + " " + gap,
                                "Give it a guard that stops its processes in time, or accept the risk with"
                                        + " takeover.unguarded: Accept."))
                        .stream())
                .findFirst();
    }

    private static Guard guard(Map<String, Guard> guards, String component) {
        return guards.getOrDefault(component, new Guard.None());
    }

    private static Reason reason(Guard guard) {
        return guard instanceof Guard.NotImplemented ? Reason.NotImplemented : Reason.GuardMissing;
    }

    private static Optional<Closed> notAgreed(Handshake handshake) {
        var peer = handshake.peer().map(Peers::parameters);
        if (peer.isEmpty()) {
            return differ("the other region has never told its timing");
        }
        if (!peer.get().timed()) {
            return differ("the other region's takeover.policy isn't Timed");
        }
        return handshake.confirmed()
                ? Optional.empty()
                : differ("the other region doesn't know yet that takeover.policy is Timed here");
    }

    private static Optional<Closed> differ(String message) {
        return Optional.of(new Closed(
                Reason.ParametersDiffer,
                message,
                "Apply the same RegionPair in both clusters and let the" + " operators see each other once."));
    }
}
