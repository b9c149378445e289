package io.regionpair.protocol;

import io.regionpair.api.Role;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Everything that the protocol knows of one pair in this process. Only {@link Durable} outlives it.
 *
 * @param census absent before the first survey
 * @param stopped the drain that was proved complete
 * @param unproven the role was found as Active or Promoting at a start: nobody knows what was heard meanwhile
 * @param losses what was heard of lost pods
 * @param tenure its right to be active by the clock; without meaning while no lease is in force
 * @param driven what was last asked of the workloads
 */
public record PairState(
        Durable durable,
        Hearing hearing,
        PeerView peer,
        Optional<Census> census,
        Optional<Input.Stopped> stopped,
        boolean unproven,
        boolean released,
        Losses losses,
        Tenure tenure,
        Posture driven) {

    /** A process that has just started. */
    public static PairState start() {
        return new PairState(
                Durable.Unread.because(Optional.empty(), ""),
                Hearing.NOTHING,
                PeerView.NOTHING,
                Optional.empty(),
                Optional.empty(),
                false,
                false,
                Losses.NONE,
                Tenure.NONE,
                new Posture.Leave());
    }

    /** The stored role; absent while it has to be read. A missing record of a region where something runs shows as Frozen. */
    public Optional<Role> role() {
        return switch (durable) {
            case Durable.Unread _ -> Optional.empty();
            case Durable.Missing _, Durable.Uninterpretable _ -> Optional.of(Role.Frozen);
            case Durable.Known known -> Optional.of(known.memory().role());
            case Durable.Storing storing ->
                Optional.of(storing.from().map(Memory::role).orElse(Role.Frozen));
        };
    }

    /** Found Active or Promoting at a start after a restore: what is stored may have been given up since. */
    boolean distrusts(Params params) {
        return params.afterRestore() && unproven;
    }

    PairState with(Durable next) {
        return new PairState(next, hearing, peer, census, stopped, unproven, released, losses, tenure, driven);
    }

    PairState with(Hearing next) {
        return new PairState(durable, next, peer, census, stopped, unproven, released, losses, tenure, driven);
    }

    PairState with(PeerView next) {
        return new PairState(durable, hearing, next, census, stopped, unproven, released, losses, tenure, driven);
    }

    PairState with(Census next) {
        return new PairState(
                durable, hearing, peer, Optional.of(next), stopped, unproven, released, losses, tenure, driven);
    }

    PairState with(Input.Stopped proof) {
        return new PairState(
                durable, hearing, peer, census, Optional.of(proof), unproven, released, losses, tenure, driven);
    }

    PairState withUnproven(boolean next) {
        return new PairState(durable, hearing, peer, census, stopped, next, released, losses, tenure, driven);
    }

    PairState driving(Posture next) {
        return new PairState(durable, hearing, peer, census, stopped, unproven, released, losses, tenure, next);
    }

    PairState with(Losses next) {
        return new PairState(durable, hearing, peer, census, stopped, unproven, released, next, tenure, driven);
    }

    PairState with(Tenure next) {
        return new PairState(durable, hearing, peer, census, stopped, unproven, released, losses, next, driven);
    }

    PairState withReleased() {
        return new PairState(durable, hearing, peer, census, stopped, unproven, true, losses, tenure, driven);
    }

    /** What an input says, before anything is decided about it. */
    PairState absorb(Input input, Params params, Moment moment) {
        // First: an answer that comes too late for the lease doesn't mend it.
        return withLapse(params, moment)
                .absorbed(input, params)
                .forgettingOutdatedHearing(params)
                .withStreak(moment);
    }

    private Optional<Memory> leased() {
        return durable.confirmed().filter(memory -> memory.handshake().leased());
    }

    /** No lease is in force, or it runs at this moment of the monotonic clock and never ended. */
    public boolean mayRun(long nanos) {
        return leased().map(memory -> tenure.runs(memory.handshake().lease(), nanos) && !tenure.lapsed())
                .orElse(true);
    }

    /** When the lease in force ends, in monotonic nanoseconds, unless an answer renews it; absent without a lease, and before the first answer. */
    public OptionalLong leaseEnd() {
        return leased().map(memory -> tenure.until(memory.handshake().lease())).orElse(OptionalLong.empty());
    }

    private boolean leaseRuns(Memory memory, Moment moment) {
        return tenure.runs(memory.handshake().lease(), moment.nanos());
    }

    private PairState withLapse(Params params, Moment moment) {
        var over = leased().filter(memory -> !leaseRuns(memory, moment));
        // A person's word masks the end of the lease while it lasts, and what goes on by it isn't revived afterwards.
        var active = durable.confirmed().filter(m -> m.role() == Role.Active).isPresent()
                && params.forcesActive().isEmpty();
        var lapsed = active && leased().isPresent() && (tenure.lapsed() || over.isPresent());
        var next = tenure.withLapsed(lapsed);
        return with(over.isPresent() ? next.broken() : next);
    }

    /**
     * The fence wait counts from a moment at which the attempt was stored and the last valid answer named this region: whatever this region
     * acknowledged was before.
     */
    private PairState withStreak(Moment moment) {
        var memory = leased().filter(m -> m.role() == Role.Promoting && leaseRuns(m, moment));
        var named = hearing.valid().filter(Verdict.For.class::isInstance).map(Verdict::accepted);
        return memory.isEmpty() || named.isEmpty()
                ? with(tenure.broken())
                : with(tenure.striving(memory.get().attempt(), named.get(), moment.nanos()));
    }

    /**
     * What was heard under an older epoch than the record has by now, or without one, would not be valid if it were heard now. The record
     * may have been unread when it was heard, or another process or the peer's question has brought the newer epoch since.
     */
    private PairState forgettingOutdatedHearing(Params params) {
        var epoch = durable.confirmed().map(Memory::maxEpoch).orElse(OptionalLong.empty());
        return hearing.isOutdatedBy(epoch, params) ? with(Hearing.NOTHING).with(tenure.forgotten()) : this;
    }

    private PairState absorbed(Input input, Params params) {
        return switch (input) {
            // Read for an older question, it may be older than what was stored since.
            case Input.Read read -> isBeingRead() ? read(read.memory()) : this;
            case Input.Uninterpretable odd -> isBeingRead() ? with(new Durable.Uninterpretable(odd.detail())) : this;
            case Input.Changed _ -> changed();
            case Input.Unreadable trouble -> with(Durable.Unread.because(durable.confirmed(), trouble.detail()));
            case Input.Stored stored -> stored(stored.memory());
            case Input.StoreFailed failed -> with(Durable.Unread.because(durable.confirmed(), failed.detail()));
            case Input.Polled polled -> {
                var epoch = durable.confirmed().map(Memory::maxEpoch).orElse(OptionalLong.empty());
                var verdict = new Judge(params, epoch).judge(polled.answers());
                var heard = with(hearing.after(verdict, polled.answers()));
                yield verdict instanceof Verdict.For ? heard.with(tenure.confirmed(polled.sentAt())) : heard;
            }
            case Input.PeerReplied replied -> with(peer.replied(replied.answer()));
            case Input.PeerSeen seen -> vouchedFor(seen, params).with(peer.seen(seen.sight()));
            case Input.PeerCalled _ -> with(peer.called(params.askEvery()));
            case Input.Surveyed surveyed -> with(surveyed.census());
            case Input.Stopped proof -> with(proof);
            case Input.PodsLost lost -> with(losses.reporting(lost.pods()));
            case Input.PodsAccountedFor said -> with(losses.accountingFor(said.uids()));
            case Input.Tick _ -> this;
        };
    }

    /** The peer's word, given after the question was sent, that it is passive and knows of no newer epoch: it strives for nothing yet. */
    private PairState vouchedFor(Input.PeerSeen seen, Params params) {
        var memory = durable.confirmed().filter(m -> m.role() == Role.Active);
        var against = hearing.valid().filter(Verdict.Against.class::isInstance).isPresent();
        var vouches = params.vouching()
                && memory.isPresent()
                && !against
                && !tenure.lapsed()
                && seen.sight()
                        .filter(sight -> sight.role() == Role.Passive)
                        .filter(sight -> memory.get().accepting(sight.epoch()).equals(memory.get()))
                        .isPresent();
        return vouches ? with(tenure.confirmed(seen.sentAt())) : this;
    }

    private PairState changed() {
        return switch (durable) {
            case Durable.Storing storing -> with(storing.overtakenByChange());
            case Durable.Unread unread -> with(unread.overtakenByChange());
            case Durable.Missing _, Durable.Uninterpretable _, Durable.Known _ ->
                with(Durable.Unread.because(durable.confirmed(), ""));
        };
    }

    private boolean isBeingRead() {
        return durable instanceof Durable.Unread unread && unread.asked();
    }

    private PairState read(Optional<Memory> memory) {
        if (durable instanceof Durable.Unread unread && unread.overtaken()) {
            return with(Durable.Unread.because(unread.before(), ""));
        }
        if (memory.filter(m -> m.role() == Role.Unknown).isPresent()) {
            return with(new Durable.Uninterpretable("the stored role is none that this version knows"));
        }
        var before = durable.confirmed();
        var next = memory.<Durable>map(Durable.Known::new).orElse(new Durable.Missing());
        var atStart = before.isEmpty();
        return attemptsMayHaveChanged(before, memory)
                .with(next)
                .with(tenure.withLapsed(tenure.lapsed() || isFoundActive(before, memory)))
                .withUnproven(memory.filter(PairState::restsOnAYes).isPresent() && (atStart || unproven));
    }

    private PairState stored(Memory memory) {
        if (!(durable instanceof Durable.Storing storing) || !storing.to().equals(memory)) {
            // A confirmation that nobody waits for any more says nothing about what is stored now.
            return this;
        }
        return attemptsMayHaveChanged(storing.from(), Optional.of(memory))
                .with(storing.overtaken() ? Durable.Unread.because(Optional.of(memory), "") : new Durable.Known(memory))
                .withUnproven(unproven && restsOnAYes(memory));
    }

    /** Another process, or an earlier one, made this region active: nobody here knows what its lease was. */
    private static boolean isFoundActive(Optional<Memory> before, Optional<Memory> now) {
        return now.filter(memory ->
                        memory.role() == Role.Active && memory.handshake().leased())
                .filter(memory -> before.filter(b -> b.role() == Role.Active && b.term() == memory.term())
                        .isEmpty())
                .isPresent();
    }

    private static boolean restsOnAYes(Memory memory) {
        return memory.role() == Role.Active || memory.role() == Role.Promoting;
    }

    private PairState attemptsMayHaveChanged(Optional<Memory> before, Optional<Memory> after) {
        var same = before.flatMap(Memory::attempt).equals(after.flatMap(Memory::attempt));
        return same ? this : with(peer.forgettingAnswer());
    }
}
