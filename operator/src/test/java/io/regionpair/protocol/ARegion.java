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
                List.of());
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
                p.askEvery()));
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
                p.askEvery()));
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
                p.askEvery()));
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
                p.askEvery()));
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
                p.askEvery()));
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

    // What happens to it.

    ARegion receives(Input input) {
        nanos += 1_000_000;
        nonces++;
        var step = Protocol.step(state, input, params, new Moment(nanos, "n" + nonces));
        state = step.state();
        last = Optional.of(step);
        return this;
    }

    ARegion timePasses(Duration time) {
        nanos += time.toNanos();
        return receives(new Input.Tick());
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
        return receives(new Input.Polled(List.of(answers)));
    }

    ARegion sees(Role role, long term) {
        return receives(new Input.PeerSeen(Optional.of(new Sight(role, term, OptionalLong.empty()))));
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
