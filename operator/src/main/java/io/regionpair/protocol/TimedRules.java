package io.regionpair.protocol;

import io.regionpair.api.Reason;
import io.regionpair.api.Role;
import io.regionpair.protocol.Memory.Assertion;
import io.regionpair.protocol.PeerAnswer.Sight;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The rules that the policy {@code Timed} adds. Their place among the others is in {@link Rules#ALL}. */
final class TimedRules {

    private TimedRules() {}

    /**
     * 2.9: what this region acts by is stored before it is told, and what the peer told before anything rests on it. Early in the order,
     * since whether a lease is in force follows from it.
     */
    static Optional<Decision> parameters(Situation s) {
        var next = s.memory().handshake().next(s.params(), s.peerSight());
        return next.equals(s.memory().handshake()) || !s.params().acting()
                ? Optional.empty()
                : Optional.of(Decision.store(
                        Standing.calm(Reason.ParametersExchanged, Reason.ParametersExchanged.meaning()),
                        s.memory().shaking(next)));
    }

    /** C10, C11: after the lease the other region may run. The orderly stop begins earlier, so that guards needn't kill. */
    static Optional<Decision> leaseOver(Situation s) {
        if (!s.is(Role.Active) || !s.leased() || s.params().forcesActive().isPresent()) {
            return Optional.empty();
        }
        if (s.state().tenure().lapsed()) {
            return Optional.of(s.demote(
                    Reason.LeaseEnded,
                    "nothing shows that this region's lease didn't end: after a restart, or without a confirming answer for "
                            + Inequality.seconds(s.memory().handshake().lease())));
        }
        return s.drainIsDue()
                ? Optional.of(s.demote(
                        Reason.LeaseEnding,
                        "no confirming answer for " + Inequality.seconds(s.drainAfter())
                                + ", so the workloads stop before the" + " lease ends"))
                : Optional.empty();
    }

    /** C15, C16: between the two epochs the other region was named. Epoch and Demoting are one write (C17). */
    static Optional<Decision> newerEpoch(Situation s) {
        if (!s.is(Role.Active) || !s.leased() || s.params().forcesActive().isPresent()) {
            return Optional.empty();
        }
        var peers = s.newerEpochOfPeer();
        if (peers.isPresent()) {
            return Optional.of(s.demoteUnder(
                    peers, Reason.EpochAdvanced, "the other region has accepted epoch " + peers.getAsLong()));
        }
        return s.epochIsNewer() && s.against().isEmpty()
                ? Optional.of(s.demote(
                        Reason.EpochAdvanced,
                        "the arbitrator names this region again, under the newer epoch " + s.epochText()))
                : Optional.empty();
    }

    /** C1, C2: the other region's last answer, its lease and the end of its processes all fit into the fence wait, twice the clock error too. */
    static Optional<Decision> fenceOver(Situation s) {
        var over = s.fenceEnd();
        if (over.isEmpty() || s.state().census().isEmpty() || s.moment().nanos() < over.getAsLong()) {
            return Optional.empty();
        }
        var word = new Assertion(
                Assertion.TIME,
                "this region was named without a break for "
                        + Inequality.seconds(s.fence().orElseThrow()));
        return Optional.of(s.store(
                Reason.TookOverByTime,
                Reason.TookOverByTime.meaning(),
                s.memory()
                        .active(
                                Terms.nextByTime(
                                        s.params(),
                                        s.knownTerm(),
                                        s.acceptedEpoch(),
                                        s.moment().wallMillis()),
                                everythingSeen(s),
                                List.of(),
                                Optional.of(word))));
    }

    /** What came to this region only afterwards, while the peer is still silent. Its guard has stopped it there long ago. */
    static Optional<Decision> widenByTime(Situation s) {
        var rests = s.memory().assertion().filter(Assertion::byTime).isPresent();
        var silent =
                s.state().peer().reachable().filter(reachable -> !reachable).isPresent();
        if (!s.is(Role.Active) || !rests || !silent || s.uncovered().isEmpty()) {
            return Optional.empty();
        }
        return s.slowPath() instanceof SlowPath.Open
                ? Optional.of(s.store(
                        Reason.TookOverByTime,
                        "components that came after the takeover by time are started too",
                        s.memory().covering(everythingSeen(s))))
                : Optional.empty();
    }

    private static Coverage everythingSeen(Situation s) {
        var census = s.state().census().orElseThrow();
        return s.memory().coverage().and(census, census.workloads());
    }

    /** While no confirming answer comes, the wait is for one, and it has an end. */
    static Optional<Standing> leaseRunningOut(Situation s) {
        var silent = s.state().hearing().last().filter(Verdict.Undecided.class::isInstance);
        if (!s.leased() || silent.isEmpty() || s.params().forcesActive().isPresent()) {
            return Optional.empty();
        }
        return Optional.of(Standing.waiting(
                        Reason.LeaseEnding,
                        "no confirming answer: " + ((Verdict.Undecided) silent.get()).detail(),
                        "Bring the arbitrator back: this region stops its workloads when its lease ends.")
                .until(s.drainAt()));
    }

    /** What an attempt waits for besides the peer's yes: the end of the fence wait, or what keeps it from beginning. */
    static Standing waiting(Situation s, Standing forPeer) {
        if (s.params().timed().isEmpty()) {
            return forPeer;
        }
        return switch (s.slowPath()) {
            case SlowPath.Open open -> waitingForFence(s, open, forPeer);
            case SlowPath.Closed closed ->
                s.peerIsSilent()
                        ? Standing.waiting(
                                Reason.TakeoverRefused,
                                forPeer.message() + "; no takeover by time: " + closed.message(),
                                closed.todo().isEmpty() ? forPeer.todo() : closed.todo())
                        : forPeer;
        };
    }

    private static Standing waitingForFence(Situation s, SlowPath.Open open, Standing forPeer) {
        return Standing.waiting(
                        Reason.FenceWaitRunning,
                        forPeer.message()
                                + "; without its acknowledgement this region starts when it has been named for "
                                + Inequality.seconds(open.fence()) + " without a break",
                        "")
                .until(s.fenceEnd());
    }

    /** The next moment at which time alone changes something. */
    static OptionalLong deadline(Situation s) {
        if (!s.leased()) {
            return OptionalLong.empty();
        }
        return switch (s.memory().role()) {
            case Active -> s.drainAt();
            case Promoting -> s.fenceEnd().isPresent() ? earlier(s.fenceEnd(), s.leaseEnd()) : s.leaseEnd();
            case Passive, Demoting, Frozen, Unknown -> OptionalLong.empty();
        };
    }

    private static OptionalLong earlier(OptionalLong one, OptionalLong other) {
        return other.isPresent() && other.getAsLong() < one.getAsLong() ? other : one;
    }

    /** The peer's epoch, if this region hasn't accepted it. */
    static OptionalLong newerThan(Memory memory, Optional<Sight> sight) {
        var epoch = sight.map(Sight::epoch).orElse(OptionalLong.empty());
        return memory.accepting(epoch).equals(memory) ? OptionalLong.empty() : epoch;
    }
}
