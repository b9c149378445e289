package io.regionpair.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.api.Reason;
import io.regionpair.api.Role;
import io.regionpair.protocol.Params.Epochs;
import io.regionpair.protocol.Params.Force;
import io.regionpair.protocol.Params.Leaving;
import io.regionpair.protocol.PeerAnswer.Sight;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;

/** One region under test, {@code eu} of the pair eu and us: told what happens to it, asked what it does. */
final class ARegion {

    static final String SELF = "eu";
    static final String PEER = "us";
    static final WorkloadId SHOP = new WorkloadId("shop", "apps", "Deployment", "shop");
    static final WorkloadId JOBS = new WorkloadId("shop", "batch", "CronJob", "jobs");

    static final LostPod LOST = new LostPod("uid-1", "shop", "shop-1", "n1", Instant.EPOCH);

    private Params params = new Params(
            SELF, PEER, 2, Epochs.Optional, true, false, Optional.empty(), Leaving.No, Duration.ofSeconds(1));
    private PairState state = PairState.start();
    private Optional<Step> last = Optional.empty();
    static final long WALL = 1_764_000_000_000L;
    private long nanos = 1_000_000_000_000L;
    private int nonces;

    static ARegion aRegion() {
        return new ARegion();
    }

    static Memory memory(Role role, long term, OptionalLong epoch, String attempt) {
        return new Memory(
                role,
                term,
                epoch,
                attempt.isEmpty() ? Optional.empty() : Optional.of(attempt),
                Optional.of("p0"),
                Coverage.NOTHING,
                List.of(),
                Optional.empty(),
                List.of(),
                Handshake.NONE,
                Coverage.NOTHING);
    }

    // What it is.

    /** It has been running for long: what is stored is no news to it. */
    ARegion remembering(Memory memory) {
        state = PairState.start().with(new Durable.Known(memory));
        return receives(new Input.Tick());
    }

    ARegion passive() {
        return remembering(memory(Role.Passive, 4, OptionalLong.empty(), ""));
    }

    ARegion promoting(String attempt) {
        state = PairState.start().with(new Durable.Known(memory(Role.Promoting, 4, OptionalLong.empty(), attempt)));
        return hears(names(SELF)).isAnsweredNo(attempt, Role.Demoting, 3);
    }

    ARegion active(long term) {
        return remembering(memory(Role.Active, term, OptionalLong.empty(), "a0"));
    }

    ARegion demoting(String drain) {
        return remembering(memory(Role.Demoting, 4, OptionalLong.empty(), drain));
    }

    ARegion frozen(String attempt) {
        return remembering(Memory.first().frozen(attempt));
    }

    /** The process restarts and reads what was stored. */
    ARegion restarts() {
        var stored = state.durable().confirmed();
        return startsWith(stored);
    }

    ARegion startsWith(Optional<Memory> stored) {
        state = PairState.start();
        return receives(new Input.Tick()).receives(new Input.Read(stored));
    }

    /** Its operator was told that the cluster was restored from a snapshot. */
    ARegion afterRestore() {
        return with(Params::restored);
    }

    // What its spec says.

    ARegion with(UnaryOperator<Params> change) {
        params = change.apply(params);
        return this;
    }

    ARegion epochs(Epochs epochs) {
        return with(p -> new Params(
                p.self(),
                p.peer(),
                p.confirmations(),
                epochs,
                p.acting(),
                p.paused(),
                p.force(),
                p.leaving(),
                p.askEvery(),
                p.timed()));
    }

    ARegion acting(boolean acting) {
        return with(p -> new Params(
                p.self(),
                p.peer(),
                p.confirmations(),
                p.epochs(),
                acting,
                p.paused(),
                p.force(),
                p.leaving(),
                p.askEvery(),
                p.timed()));
    }

    ARegion observing() {
        return acting(false);
    }

    ARegion paused() {
        return paused(true);
    }

    ARegion unpaused() {
        return paused(false);
    }

    private ARegion paused(boolean paused) {
        return with(p -> new Params(
                p.self(),
                p.peer(),
                p.confirmations(),
                p.epochs(),
                p.acting(),
                paused,
                p.force(),
                p.leaving(),
                p.askEvery(),
                p.timed()));
    }

    ARegion leaving(Leaving leaving) {
        return with(p -> new Params(
                p.self(),
                p.peer(),
                p.confirmations(),
                p.epochs(),
                p.acting(),
                p.paused(),
                p.force(),
                leaving,
                p.askEvery(),
                p.timed()));
    }

    private ARegion force(Optional<Force> force) {
        return with(p -> new Params(
                p.self(),
                p.peer(),
                p.confirmations(),
                p.epochs(),
                p.acting(),
                p.paused(),
                force,
                p.leaving(),
                p.askEvery(),
                p.timed()));
    }

    ARegion forcedActive(long term) {
        return force(Optional.of(new Force(true, SELF, term, "us burnt down")));
    }

    ARegion forcedPassive() {
        return force(Optional.of(new Force(false, SELF, 0, "maintenance")));
    }

    ARegion peerForcedActive() {
        return force(Optional.of(new Force(true, PEER, 0, "us it is")));
    }

    ARegion unforced() {
        return force(Optional.empty());
    }

    /** S 4 s, L 6 s, G 2 s, E 0.5 s, F 25 s, H 30 s, and it drains after 4 s. */
    static final Timing TIMING = new Timing(
            Duration.ofSeconds(4),
            Duration.ofSeconds(6),
            Duration.ofSeconds(2),
            Duration.ofMillis(500),
            Duration.ofSeconds(25),
            Duration.ofSeconds(30));

    static final Duration DRAIN_AFTER = Duration.ofSeconds(4);

    static Parameters told(long revision, Timing timing) {
        return new Parameters(revision, 1, Optional.of(timing), false, false);
    }

    /** Both regions are Timed and know it of each other. */
    static final Handshake AGREED = new Handshake(
            Optional.of(told(1, TIMING)),
            Optional.of(told(1, TIMING)),
            Optional.of(new Handshake.Peers(told(1, TIMING), 3)));

    ARegion timed() {
        return timed(TIMING, false, true);
    }

    ARegion timed(Timing timing, boolean vouching, boolean acceptsUnguarded) {
        return timed(Optional.of(new Params.Timed(timing, DRAIN_AFTER, vouching, acceptsUnguarded)));
    }

    ARegion acknowledgedAgain() {
        return timed(Optional.empty());
    }

    private ARegion timed(Optional<Params.Timed> timed) {
        return with(p -> new Params(
                p.self(),
                p.peer(),
                p.confirmations(),
                p.epochs(),
                p.acting(),
                p.paused(),
                p.force(),
                p.leaving(),
                p.askEvery(),
                timed));
    }

    /** Timed, agreed with the peer, passive, with a survey. */
    ARegion timedPassive() {
        return timed().remembering(
                        memory(Role.Passive, 4, OptionalLong.empty(), "").shaking(AGREED))
                .finds(false, SHOP);
    }

    /** Timed, agreed with the peer, named, and asking it. */
    ARegion timedPromoting() {
        return timedPassive().isNamed().stores();
    }

    /** Timed, agreed with the peer, and active since just now. */
    ARegion timedActive() {
        return timedPromoting().isAnsweredYes(sentAttempt(), SHOP).stores();
    }

    /** The attempt that is stored. */
    String sentAttempt() {
        return state.durable().confirmed().flatMap(Memory::attempt).orElseThrow();
    }

    // What happens to it.

    /** An answer to a question that was sent a while ago. */
    ARegion hearsLate(Duration ago, Answer... answers) {
        return receives(new Input.Polled(List.of(answers), nanos - ago.toNanos()));
    }

    /** Named at every second of {@code time}. */
    ARegion isNamedFor(Duration time) {
        for (long second = 0; second < time.toSeconds(); second++) {
            nanos += Duration.ofSeconds(1).toNanos();
            hears(names(SELF));
        }
        return this;
    }

    ARegion peerIsSilent() {
        return receives(new Input.PeerReplied(new PeerAnswer.Silent(Reason.PeerUnreachable, "no answer")));
    }

    ARegion seesPeer(Role role, long term, Optional<Parameters> own, Optional<Parameters> known) {
        return receives(
                new Input.PeerSeen(Optional.of(new Sight(role, term, OptionalLong.empty(), own, known)), nanos));
    }

    ARegion seesPeerAt(long epoch, Role role) {
        return receives(new Input.PeerSeen(Optional.of(new Sight(role, 4, OptionalLong.of(epoch))), nanos));
    }

    ARegion findsGuarded(Guard guard) {
        var census = new Census(Map.of("shop/shop", Set.of(SHOP)), false, Map.of("shop/shop", guard));
        return receives(new Input.Surveyed(census));
    }

    ARegion receives(Input input) {
        nanos += 1_000_000;
        nonces++;
        var step = Protocol.step(state, input, params, new Moment(nanos, WALL, "n" + nonces));
        state = step.state();
        last = Optional.of(step);
        return this;
    }

    ARegion timePasses(Duration time) {
        nanos += time.toNanos();
        return receives(new Input.Tick());
    }

    /** Its process is paused, or nothing comes. */
    ARegion receivesNothingFor(Duration time) {
        nanos += time.toNanos();
        return this;
    }

    long nanos() {
        return nanos;
    }

    ARegion ticks() {
        return receives(new Input.Tick());
    }

    static Answer names(String active) {
        return new Answer.Names("one", active, OptionalLong.empty(), Optional.empty());
    }

    static Answer names(String active, long epoch) {
        return new Answer.Names("one", active, OptionalLong.of(epoch), Optional.empty());
    }

    static Answer fences(String active, String gone, long epoch) {
        return new Answer.Names("one", active, OptionalLong.of(epoch), Optional.of(new Answer.Fenced(gone, epoch)));
    }

    static Answer silent() {
        return new Answer.Unreachable("one", Reason.ArbitratorUnreachable, "timed out");
    }

    /** As often as it takes to be believed. */
    ARegion isNamed() {
        return hears(names(SELF)).hears(names(SELF));
    }

    ARegion hears(Answer... answers) {
        return receives(new Input.Polled(List.of(answers), nanos));
    }

    ARegion sees(Role role, long term) {
        return receives(new Input.PeerSeen(Optional.of(new Sight(role, term, OptionalLong.empty())), nanos));
    }

    ARegion isAnsweredYes(String attempt, WorkloadId... proven) {
        var sight = new Sight(Role.Passive, 4, OptionalLong.empty());
        return receives(new Input.PeerReplied(new PeerAnswer.Yes(attempt, sight, Set.of(proven), List.of())));
    }

    ARegion isAnsweredNo(String attempt, Role role, long term) {
        var sight = new Sight(role, term, OptionalLong.empty());
        return receives(new Input.PeerReplied(new PeerAnswer.No(attempt, sight, Reason.PeerNotPassive, "busy")));
    }

    ARegion finds(boolean anythingRuns, WorkloadId... workloads) {
        return receives(new Input.Surveyed(new Census(Map.of("shop/shop", Set.of(workloads)), anythingRuns)));
    }

    /** The write that it last sent succeeds. */
    ARegion stores() {
        return receives(new Input.Stored(sent()));
    }

    // What it does.

    Step step() {
        return last.orElseThrow();
    }

    String rule() {
        return step().rule();
    }

    PairState state() {
        return state;
    }

    Params params() {
        return params;
    }

    /** The write that it has sent just now, or is waiting for. */
    Memory sent() {
        assertThat(state.durable()).isInstanceOf(Durable.Storing.class);
        return ((Durable.Storing) state.durable()).to();
    }

    <E extends Effect> Optional<E> effect(Class<E> kind) {
        return step().effects().stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst();
    }

    Role role() {
        return state.role().orElseThrow();
    }
}
