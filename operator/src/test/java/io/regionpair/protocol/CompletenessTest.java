package io.regionpair.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.api.Reason;
import io.regionpair.api.Role;
import io.regionpair.evidence.Evidence;
import io.regionpair.protocol.Params.Epochs;
import io.regionpair.protocol.Params.Force;
import io.regionpair.protocol.Params.Leaving;
import io.regionpair.protocol.PeerAnswer.Sight;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every state that matters times every input: there is always an answer, and never one that breaks the order of things. */
class CompletenessTest {

    private static final Census NOTHING = new Census(Map.of(), false);
    private static final Census SOMETHING = new Census(Map.of("shop/shop", Set.of(ARegion.SHOP)), true);
    private static final List<Role> KNOWN =
            List.of(Role.Passive, Role.Promoting, Role.Active, Role.Demoting, Role.Frozen);
    private static final Moment NOW = new Moment(5_000_000_000L, 0, "new");

    /** From, to: what a store may make of a role. Missing is where nothing is stored. */
    private static final Set<String> ALLOWED = Set.of(
            "Missing-Passive",
            "Missing-Frozen",
            "Passive-Passive",
            "Passive-Promoting",
            "Passive-Frozen",
            "Passive-Active", // by a person's word
            "Passive-Demoting", // by a person's word, where something ran before the operator came
            "Promoting-Promoting",
            "Promoting-Passive",
            "Promoting-Active",
            "Active-Active",
            "Active-Demoting",
            "Active-Frozen", // after a restore
            "Demoting-Demoting", // gives a drain without a mark one
            "Demoting-Passive",
            "Frozen-Frozen",
            "Frozen-Passive",
            "Frozen-Active",
            "Frozen-Demoting");

    /** Whatever they store, the role stays. Every other rule has to lead to another role here, or the diagram would be incomplete. */
    private static final Set<String> ROLE_STAYS = Set.of(
            "lost pods",
            "parameters",
            "demoting",
            "new streak",
            "promoting",
            "accept epoch",
            "widen coverage",
            "widen by time",
            "ask for coverage",
            "active",
            "passive");

    private final Set<String> seen = new TreeSet<>();
    private final RoleDiagram diagram = new RoleDiagram();
    private long steps;

    @Test
    void everyInputInEveryStateHasAnAnswerThatKeepsTheOrder() throws IOException {
        for (var params : params()) {
            for (var durable : durables()) {
                for (var hearing : hearings()) {
                    for (var peer : peers()) {
                        states(durable, hearing, peer).forEach(state -> inputs().forEach(i -> check(state, i, params)));
                    }
                }
            }
        }
        assertThat(ALLOWED).containsAll(seen);
        assertThat(seen).contains("Passive-Promoting", "Promoting-Active", "Active-Demoting", "Demoting-Passive");
        if (System.getProperty("docs.update") != null) {
            diagram.draw();
        }
        assertThat(RoleDiagram.drawn()).as("drawn with -Ddocs.update").isEqualTo(diagram.text());
        assertThat(diagram.rules())
                .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                Stream.of("T9 no record"), Rules.ALL.stream().map(Rules.Rule::name))
                        .filter(rule -> !ROLE_STAYS.contains(rule))
                        .toList());
        Evidence.keep("completeness of the rules", "%d steps", steps);
        System.out.println("completeness: " + steps + " steps, transitions " + seen);
    }

    private void check(PairState state, Input input, Params params) {
        steps++;
        var step = Protocol.step(state, input, params, NOW);
        var stored = step.effects().stream()
                .filter(Effect.Store.class::isInstance)
                .map(Effect.Store.class::cast)
                .toList();
        if (stored.isEmpty()) {
            return;
        }
        if (!params.acting() || stored.size() > 1) {
            throw broken("stores while observing, or twice", state, input, step);
        }
        var next = stored.getFirst().memory();
        var before = ((Durable.Storing) step.state().durable()).from();
        var from = before.map(memory -> memory.role().name()).orElse("Missing");
        seen.add(from + "-" + next.role());
        diagram.saw(from, next.role().name(), step.rule());
        if (step.effects().stream().anyMatch(e -> dependsOn(e, before))) {
            throw broken("does what the store is to allow", state, input, step);
        }
        var monotone = before.isEmpty()
                || (next.term() >= before.get().term()
                        && next.maxEpoch().orElse(-1) >= before.get().maxEpoch().orElse(-1));
        if (!monotone) {
            throw broken("forgets a term or an epoch", state, input, step);
        }
        if (next.role() == Role.Active
                && before.filter(m -> m.role() == Role.Demoting).isPresent()) {
            throw broken("goes back without a drain", state, input, step);
        }
    }

    private static AssertionError broken(String how, PairState state, Input input, Step step) {
        return new AssertionError("%s:%n%s%n%s%n%s".formatted(how, state, input, step));
    }

    /** Asking needs a stored attempt, starting a stored Active: not in the step that sends the write. */
    private static boolean dependsOn(Effect effect, Optional<Memory> before) {
        return switch (effect) {
            case Effect.AskPeer _, Effect.Release _, Effect.Load _ -> true;
            case Effect.Drive drive ->
                drive.posture() instanceof Posture.On on
                        && before.filter(m -> m.role() == Role.Active && m.term() == on.term())
                                .isEmpty();
            case Effect.Store _, Effect.AskArbitrator _ -> false;
        };
    }

    private static List<Memory> memories() {
        var memories = new ArrayList<Memory>();
        for (var role : KNOWN) {
            for (var epoch : List.of(OptionalLong.empty(), OptionalLong.of(5))) {
                memories.add(ARegion.memory(role, 4, epoch, ""));
                memories.add(ARegion.memory(role, 4, epoch, "a1"));
            }
        }
        memories.add(Memory.first());
        memories.add(Memory.first().promoting("a1"));
        memories.add(Memory.first().frozen("a1"));
        for (var role : KNOWN) {
            memories.add(ARegion.memory(role, 4, OptionalLong.of(5), "a1").shaking(ARegion.AGREED));
        }
        return memories;
    }

    private static List<Durable> durables() {
        var durables = new ArrayList<Durable>();
        durables.add(PairState.start().durable());
        durables.add(new Durable.Unread(Optional.empty(), true, false, ""));
        durables.add(new Durable.Unread(Optional.of(memories().get(4)), true, true, "time-out"));
        durables.add(new Durable.Missing());
        durables.add(new Durable.Uninterpretable("version 9"));
        memories().forEach(memory -> durables.add(new Durable.Known(memory)));
        durables.add(new Durable.Storing(Optional.empty(), Memory.first(), false));
        durables.add(
                new Durable.Storing(Optional.of(Memory.first()), Memory.first().promoting("a1"), true));
        return durables;
    }

    private static List<Hearing> hearings() {
        var verdicts = List.<Verdict>of(
                new Verdict.For(OptionalLong.empty(), false),
                new Verdict.For(OptionalLong.of(5), true),
                new Verdict.For(OptionalLong.of(5), false),
                new Verdict.For(OptionalLong.of(6), false),
                new Verdict.Against("us", OptionalLong.of(6), true),
                new Verdict.Against("none", OptionalLong.empty(), false),
                new Verdict.Undecided(Reason.ArbitratorUnreachable, "time-out"));
        var hearings = new ArrayList<Hearing>();
        hearings.add(Hearing.NOTHING);
        verdicts.forEach(verdict -> hearings.add(Hearing.NOTHING.after(verdict, List.of())));
        hearings.add(hearings.get(1).after(verdicts.getLast(), List.of()));
        return hearings;
    }

    private static List<PeerView> peers() {
        var passive = new Sight(Role.Passive, 4, OptionalLong.empty());
        var active = new Sight(Role.Active, 9, OptionalLong.of(5));
        return List.of(
                PeerView.NOTHING,
                PeerView.NOTHING.asked(1).replied(new PeerAnswer.Yes("a1", passive, Set.of(ARegion.SHOP), List.of())),
                PeerView.NOTHING.replied(new PeerAnswer.Yes("a0", passive, Set.of(), List.of())),
                PeerView.NOTHING.replied(new PeerAnswer.No("a1", active, Reason.PeerNotPassive, "active")),
                PeerView.NOTHING.replied(new PeerAnswer.Silent(Reason.PeerUnreachable, "time-out")),
                PeerView.NOTHING.asked(1));
    }

    private static List<PairState> states(Durable durable, Hearing hearing, PeerView peer) {
        var bare = PairState.start().with(durable).with(hearing).with(peer);
        return List.of(
                bare,
                bare.with(NOTHING).with(new Input.Stopped("a1", Coverage.NOTHING)),
                bare.with(SOMETHING).withUnproven(true),
                bare.with(SOMETHING).with(new Input.Stopped("a0", Coverage.NOTHING)),
                bare.with(SOMETHING)
                        .with(Tenure.NONE
                                .confirmed(3_000_000_000L)
                                .striving(Optional.of("a1"), OptionalLong.of(5), -30_000_000_000L)),
                bare.with(NOTHING).with(Tenure.NONE.confirmed(-9_000_000_000L).withLapsed(true)));
    }

    private static List<Params> params() {
        var forces = List.of(new Force(true, "eu", 9, ""), new Force(true, "eu", 0, ""), new Force(false, "eu", 0, ""));
        var all = new ArrayList<Params>();
        for (var acting : List.of(false, true)) {
            for (var leaving : Leaving.values()) {
                all.add(params(acting, false, Optional.empty(), leaving));
            }
            all.add(params(acting, true, Optional.empty(), Leaving.No));
            forces.forEach(force -> all.add(params(acting, false, Optional.of(force), Leaving.No)));
            all.add(params(acting, true, Optional.of(forces.getFirst()), Leaving.Drain));
            for (var epochs : List.of(Epochs.Required, Epochs.Optional)) {
                all.add(timed(params(acting, false, Optional.empty(), Leaving.No), epochs));
                all.add(timed(params(acting, false, Optional.of(forces.getFirst()), Leaving.No), epochs));
            }
            all.add(params(acting, false, Optional.empty(), Leaving.No).restored());
            all.add(timed(params(acting, false, Optional.of(forces.getFirst()), Leaving.No), Epochs.Optional)
                    .restored());
        }
        return all;
    }

    private static Params params(boolean acting, boolean paused, Optional<Force> force, Leaving leaving) {
        return new Params("eu", "us", 2, Epochs.Optional, acting, paused, force, leaving, Duration.ofSeconds(1));
    }

    /** With epochs that are optional these are the parameters that the regions have told each other; otherwise they are new. */
    private static Params timed(Params p, Epochs epochs) {
        return new Params(
                p.self(),
                p.peer(),
                p.confirmations(),
                epochs,
                p.acting(),
                p.paused(),
                p.force(),
                p.leaving(),
                p.askEvery(),
                Optional.of(new Params.Timed(ARegion.TIMING, ARegion.DRAIN_AFTER, epochs == Epochs.Required, true)));
    }

    private static List<Input> inputs() {
        var sight = new Sight(Role.Passive, 4, OptionalLong.empty());
        return List.of(
                new Input.Tick(),
                new Input.Read(Optional.empty()),
                new Input.Read(Optional.of(ARegion.memory(Role.Active, 4, OptionalLong.of(5), "a1"))),
                new Input.Read(Optional.of(ARegion.memory(Role.Promoting, 4, OptionalLong.of(9), "a1"))),
                new Input.Uninterpretable("version 9"),
                new Input.Changed(),
                new Input.Unreadable("time-out"),
                new Input.Stored(Memory.first()),
                new Input.Stored(Memory.first().promoting("a1")),
                new Input.StoreFailed("conflict"),
                new Input.Polled(List.of(), 4_000_000_000L),
                new Input.Polled(List.of(ARegion.names("eu")), 4_000_000_000L),
                new Input.Polled(List.of(ARegion.names("us", 7)), 4_000_000_000L),
                new Input.Polled(List.of(ARegion.fences("eu", "us", 5)), 4_000_000_000L),
                new Input.PeerReplied(new PeerAnswer.Yes("a1", sight, Set.of(ARegion.SHOP), List.of())),
                new Input.PeerSeen(Optional.empty(), 4_000_000_000L),
                new Input.PeerSeen(Optional.of(new Sight(Role.Active, 9, OptionalLong.empty())), 4_000_000_000L),
                new Input.PeerSeen(
                        Optional.of(new Sight(
                                Role.Passive,
                                4,
                                OptionalLong.of(5),
                                Optional.of(ARegion.told(7, ARegion.TIMING)),
                                Optional.of(ARegion.told(2, ARegion.TIMING)))),
                        4_000_000_000L),
                new Input.PeerCalled(),
                new Input.Surveyed(SOMETHING),
                new Input.Stopped("a1", Coverage.NOTHING),
                new Input.PodsLost(List.of(ARegion.LOST)),
                new Input.PodsAccountedFor(Set.of(ARegion.LOST.uid())));
    }
}
