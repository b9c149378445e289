package io.regionpair.protocol;

import io.regionpair.api.Reason;
import io.regionpair.api.Role;
import io.regionpair.protocol.Params.Epochs;
import io.regionpair.protocol.Params.Leaving;
import io.regionpair.protocol.PeerAnswer.Sight;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Region eu played through the protocol: each verb is one input, and stores succeed at once unless a test says otherwise. */
final class Play {

    static final WorkloadId NAMENODE = new WorkloadId("hopsworks", "apps", "StatefulSet", "namenode");
    static final String COMPONENT = "hopsworks/offline-store";

    static final Params PARAMS = new Params(
            "eu", "us", 2, Epochs.Optional, true, false, Optional.empty(), Leaving.No, Duration.ofMillis(500));

    Params params = PARAMS;
    PairState state = PairState.start();
    final List<Effect> effects = new ArrayList<>();
    String rule = "";
    Standing standing = Standing.calm(Reason.Steady, "");
    private boolean storing = true;
    private long now;
    private int nonces;

    /** A process that has read this record and seen what is here. */
    static Play after(Memory memory) {
        var play = new Play();
        play.gets(new Input.Tick());
        play.gets(new Input.Read(Optional.of(memory)));
        return play.stands(false);
    }

    static Play withoutRecord() {
        var play = new Play();
        play.gets(new Input.Tick());
        return play.gets(new Input.Read(Optional.empty()));
    }

    static Memory memory(Role role, long term) {
        return new Memory(
                role,
                term,
                OptionalLong.empty(),
                role == Role.Passive ? Optional.empty() : Optional.of("stored-attempt"),
                Optional.empty(),
                Coverage.NOTHING,
                List.of(),
                Optional.empty(),
                List.of(),
                Handshake.NONE,
                Coverage.NOTHING);
    }

    Play withStoresThatHang() {
        storing = false;
        return this;
    }

    Play gets(Input input) {
        now += 1_000_000;
        nonces++;
        var step = Protocol.step(state, input, params, new Moment(now, 0, "nonce-" + nonces));
        state = step.state();
        rule = step.rule();
        standing = step.standing();
        effects.addAll(step.effects());
        for (var effect : step.effects()) {
            if (storing && effect instanceof Effect.Store store) {
                gets(new Input.Stored(store.memory()));
            }
        }
        return this;
    }

    Play waits(Duration time) {
        now += time.toNanos();
        return gets(new Input.Tick());
    }

    /** As often as it takes to be believed. */
    Play isNamed() {
        return hears("eu").hears("eu");
    }

    Play hears(String active) {
        return gets(new Input.Polled(List.of(names("a", active, OptionalLong.empty(), Optional.empty())), now));
    }

    Play hears(String active, long epoch) {
        return gets(new Input.Polled(List.of(names("a", active, OptionalLong.of(epoch), Optional.empty())), now));
    }

    Play hearsFenced(String active, long epoch, String fenced) {
        return gets(new Input.Polled(
                List.of(names("a", active, OptionalLong.of(epoch), Optional.of(new Answer.Fenced(fenced, epoch)))),
                now));
    }

    Play hearsNothing() {
        return gets(
                new Input.Polled(List.of(new Answer.Unreachable("a", Reason.ArbitratorUnreachable, "refused")), now));
    }

    Play hearsRubbish() {
        return gets(new Input.Polled(List.of(new Answer.Invalid("a", Reason.AnswerMalformed, "not JSON")), now));
    }

    static Answer.Names names(String endpoint, String active, OptionalLong epoch, Optional<Answer.Fenced> fenced) {
        return new Answer.Names(endpoint, active, epoch, fenced);
    }

    Play stands(boolean running) {
        return gets(new Input.Surveyed(new Census(Map.of(COMPONENT, Set.of(NAMENODE)), running)));
    }

    /** The peer says yes to the attempt that is stored now, and knows this workload. */
    Play isAcknowledged() {
        return isAcknowledged(memory().attempt().orElseThrow(), Set.of(NAMENODE));
    }

    Play isAcknowledged(String attempt, Set<WorkloadId> proven) {
        return gets(new Input.PeerReplied(
                new PeerAnswer.Yes(attempt, new Sight(Role.Passive, 3, OptionalLong.empty()), proven, List.of())));
    }

    Play isRefused(Role peer) {
        return gets(new Input.PeerReplied(new PeerAnswer.No(
                memory().attempt().orElse("none"),
                new Sight(peer, 3, OptionalLong.empty()),
                Reason.PeerNotPassive,
                "it is " + peer)));
    }

    Play sees(Role peer, long term) {
        return gets(new Input.PeerSeen(Optional.of(new Sight(peer, term, OptionalLong.empty())), now));
    }

    Play isForced(boolean active, String region, long term) {
        params = new Params(
                params.self(),
                params.peer(),
                params.confirmations(),
                params.epochs(),
                params.acting(),
                params.paused(),
                Optional.of(new Params.Force(active, region, term, "test")),
                params.leaving(),
                params.askEvery());
        return gets(new Input.Tick());
    }

    Play with(boolean acting, boolean paused, Leaving leaving, Epochs epochs) {
        params = new Params("eu", "us", 2, epochs, acting, paused, Optional.empty(), leaving, Duration.ofMillis(500));
        return gets(new Input.Tick());
    }

    Memory memory() {
        return state.durable().confirmed().orElseThrow();
    }

    Role role() {
        return memory().role();
    }

    Posture posture() {
        return Protocol.posture(state, params);
    }

    Play confirmations(int answers) {
        params = new Params(
                params.self(),
                params.peer(),
                answers,
                params.epochs(),
                params.acting(),
                params.paused(),
                params.force(),
                params.leaving(),
                params.askEvery());
        return this;
    }

    long questionsToTheArbitrator() {
        return effects.stream().filter(Effect.AskArbitrator.class::isInstance).count();
    }

    long questions() {
        return effects.stream().filter(Effect.AskPeer.class::isInstance).count();
    }

    List<Memory> stored() {
        return effects.stream()
                .filter(Effect.Store.class::isInstance)
                .map(effect -> ((Effect.Store) effect).memory())
                .toList();
    }
}
