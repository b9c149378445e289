package io.regionpair.protocol;

import io.regionpair.api.Reason;
import io.regionpair.api.Role;
import io.regionpair.protocol.Memory.Assertion;
import io.regionpair.protocol.Memory.ReplicaCount;
import io.regionpair.protocol.PeerAnswer.Sight;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What the rules look at, with the questions that several of them ask. The record is known and no write of it is under way. */
record Situation(PairState state, Memory memory, Params params, Moment moment) {

    boolean is(Role role) {
        return memory.role() == role;
    }

    boolean somethingRuns() {
        return state.census().filter(Census::anythingRuns).isPresent();
    }

    String nonce() {
        return moment.nonce();
    }

    /** The last valid answer was against this region. Silence since then doesn't change that. */
    Optional<Verdict.Against> against() {
        return state.hearing().valid().filter(Verdict.Against.class::isInstance).map(Verdict.Against.class::cast);
    }

    /** So was the very last poll. */
    boolean againstNow() {
        return state.hearing().last().filter(Verdict.Against.class::isInstance).isPresent();
    }

    /** The very last poll named this region, and as often in a row as the spec asks for; once is enough under a newer epoch. */
    boolean namedForSure() {
        var namedNow =
                state.hearing().last().filter(Verdict.For.class::isInstance).isPresent();
        return namedNow && (epochIsNewer() || confirmed());
    }

    /** The last valid answers were of one kind as often in a row as the spec asks for. */
    boolean confirmed() {
        return state.hearing().inARow() >= params.confirmations();
    }

    /**
     * Waits for the answers that are missing, and asks for them.
     *
     * @param usable the very last answer was one of them; an arbitrator that says nothing usable is in trouble already and asked again
     *     when it is time
     */
    Decision confirming(String named, boolean usable) {
        var standing = Standing.waiting(
                Reason.WaitingForConfirmation,
                "the arbitrator names " + named + ", " + state.hearing().inARow() + " of " + params.confirmations()
                        + " times in a row",
                "");
        return usable ? Decision.effect(standing, new Effect.AskArbitrator()) : Decision.hold(standing);
    }

    /** The last valid answer named this region and said that the peer is gone. */
    boolean documentFencesPeer() {
        return state.hearing()
                .valid()
                .filter(verdict -> verdict instanceof Verdict.For f && f.fenced())
                .isPresent();
    }

    private OptionalLong heardEpoch() {
        return state.hearing().valid().map(Verdict::accepted).orElse(OptionalLong.empty());
    }

    boolean epochIsNewer() {
        return !memory.accepting(heardEpoch()).equals(memory);
    }

    /** The highest epoch that is accepted, with what was heard just now. */
    OptionalLong acceptedEpoch() {
        return memory.accepting(heardEpoch()).maxEpoch();
    }

    /** The peer has accepted an epoch that this region hasn't; nothing where epochs are ignored. */
    OptionalLong newerEpochOfPeer() {
        return params.epochs() == Params.Epochs.Ignored
                ? OptionalLong.empty()
                : TimedRules.newerThan(memory, peerSight());
    }

    /** A lease is in force: this region is Timed, or its peer takes it for that. */
    boolean leased() {
        return memory.handshake().leased();
    }

    /** Without a lease in force, always. */
    boolean mayRun() {
        return !leased() || state.tenure().runs(memory.handshake().lease(), moment.nanos());
    }

    OptionalLong leaseEnd() {
        return state.tenure().until(memory.handshake().lease());
    }

    Duration drainAfter() {
        return drainAfter(params, memory.handshake().lease());
    }

    /** Of a lease that outlives its policy nobody says when to drain. */
    static Duration drainAfter(Params params, Duration lease) {
        return params.timed()
                .map(Params.Timed::drainAfter)
                .filter(after -> after.compareTo(lease) < 0)
                .orElse(lease.dividedBy(2));
    }

    OptionalLong drainAt() {
        return state.tenure().until(drainAfter());
    }

    boolean drainIsDue() {
        return !state.tenure().runs(drainAfter(), moment.nanos());
    }

    SlowPath slowPath() {
        return SlowPath.of(params, memory.handshake(), state.census());
    }

    /** F_eff; absent while the slow path is closed. */
    Optional<Duration> fence() {
        return slowPath() instanceof SlowPath.Open open ? Optional.of(open.fence()) : Optional.empty();
    }

    /** When time stands in for the peer's yes, if nothing breaks the streak before. */
    OptionalLong fenceEnd() {
        var streak = state.tenure().streak();
        var fence = is(Role.Promoting) && streak.isPresent() ? fence() : Optional.<Duration>empty();
        return fence.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(streak.get().since() + fence.get().toNanos());
    }

    boolean peerIsSilent() {
        return state.peer().answer().filter(PeerAnswer.Silent.class::isInstance).isPresent();
    }

    String epochText() {
        return heardEpoch().stream().mapToObj(Long::toString).findFirst().orElse("unknown");
    }

    Optional<Sight> peerSight() {
        return state.peer().sight();
    }

    /** The highest term known here. */
    long knownTerm() {
        return Math.max(memory.term(), peerSight().map(Sight::term).orElse(0L));
    }

    /** The peer's yes, if it answers the attempt that is stored now; a yes to an older one is worth nothing (C7). */
    Optional<PeerAnswer.Yes> yes() {
        return state.peer()
                .answer()
                .filter(PeerAnswer.Yes.class::isInstance)
                .map(PeerAnswer.Yes.class::cast)
                .filter(yes -> memory.attempt().filter(yes.attempt()::equals).isPresent());
    }

    /** Active-passive components here that this term's evidence doesn't cover. */
    List<String> uncovered() {
        return state.census().stream()
                .flatMap(census -> census.components().entrySet().stream())
                .filter(entry -> !memory.coverage().covers(entry.getKey(), entry.getValue()))
                .map(java.util.Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /** Stores {@code next}, and the newest accepted epoch in the same write (C17). */
    Decision store(Reason reason, String message, Memory next) {
        return Decision.store(Standing.calm(reason, message), next.accepting(heardEpoch()));
    }

    Decision demote(Reason reason, String message) {
        return demoteUnder(OptionalLong.empty(), reason, message);
    }

    /** The same, accepting an epoch that wasn't heard from the arbitrator. */
    Decision demoteUnder(OptionalLong epoch, Reason reason, String message) {
        return store(
                reason,
                message,
                memory.accepting(epoch).knowingTerm(knownTerm()).demoting(nonce()));
    }

    /** Active is stored before anything is started (C5). */
    Decision activate(
            Reason reason,
            String message,
            Coverage coverage,
            long known,
            List<ReplicaCount> counts,
            Optional<Assertion> assertion) {
        var term = Terms.next(params, known, acceptedEpoch());
        return store(reason, message, memory.active(term, coverage, counts, assertion));
    }

    /** Asks the peer when the pause since the last question is over. While one is under way its end is what is waited for, not time. */
    Decision ask(boolean coverageOnly, Standing standing) {
        if (state.peer().asking() || memory.attempt().isEmpty()) {
            return Decision.hold(standing);
        }
        var wait = untilNextQuestion();
        if (wait > 0) {
            return Decision.hold(standing).lookingAgainIn(Duration.ofNanos(wait));
        }
        var question = new Effect.AskPeer(memory.attempt().get(), memory.term(), memory.maxEpoch(), coverageOnly);
        return Decision.effect(standing, question).lookingAgainIn(params.askEvery());
    }

    private long untilNextQuestion() {
        var askedAt = state.peer().askedAt();
        return askedAt.isEmpty() ? 0 : askedAt.getAsLong() + params.askEvery().toNanos() - moment.nanos();
    }

    Standing waitingForPeer() {
        return switch (state.peer().answer().orElse(null)) {
            case null ->
                Standing.waiting(
                        Reason.WaitingForAcknowledgement, "the other region is being asked whether it has stopped", "");
            case PeerAnswer.Yes _ ->
                Standing.waiting(
                        Reason.WaitingForAcknowledgement, "the other region's yes was for an attempt that is over", "");
            case PeerAnswer.No no ->
                Standing.waiting(
                        Reason.WaitingForAcknowledgement,
                        "the other region is " + no.sight().role() + ": " + no.detail(),
                        "Look at its RegionPair's status.waitingFor.");
            case PeerAnswer.Silent silent ->
                Standing.waiting(
                        silent.reason(),
                        silent.detail(),
                        "Bring the other region's operator back. If that region is gone for good and its processes are certainly"
                                + " stopped, say so: \"fenced\" in the arbitrator's document with its epoch, or spec.override.");
        };
    }

    String whatPeerSays() {
        return switch (state.peer().answer().orElse(null)) {
            case null -> "";
            case PeerAnswer.Yes _ -> " (it doesn't know them)";
            case PeerAnswer.No no -> " (it says: " + no.detail() + ")";
            case PeerAnswer.Silent silent -> " (" + silent.detail() + ")";
        };
    }

    static Reason reasonOf(String named) {
        return named.equals(Answer.NONE) ? Reason.NamedNone : Reason.NamedPeer;
    }
}
