package io.regionpair.protocol;

import io.regionpair.api.Reason;
import io.regionpair.protocol.Params.Leaving;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The two-region protocol as one pure function: what was known, what happened, what follows. The specification is docs/protocol.md, the
 * rules are in {@link Rules}.
 */
public final class Protocol {

    private Protocol() {}

    /** One step. Total: any input in any state has a result, and the same ones have the same result. */
    public static Step step(PairState before, Input input, Params params, Moment moment) {
        var heard = before.absorb(input, params, moment);
        var concluded = conclude(heard, params, moment);
        var decision = concluded.decision();
        var followed = follow(heard, decision, moment);
        var after = followed.driving(posture(followed, params));
        return new Step(
                after,
                concluded.rule(),
                decision.standing(),
                effects(before, after, decision),
                wakeAt(after, decision, params, moment));
    }

    private static Rules.Concluded conclude(PairState state, Params params, Moment moment) {
        // A pair that only observes can't drain.
        if (params.leaving() == Leaving.Retain || (params.leaving() == Leaving.Drain && !params.acting())) {
            return named(
                    "leaving",
                    Decision.effect(
                            Standing.calm(Reason.PairDeleted, Reason.PairDeleted.meaning()), new Effect.Release()));
        }
        var concluded = concludeByRecord(state, params, moment);
        return params.acting() ? concluded : observing(concluded);
    }

    /** A question makes the peer write what it grants, so it isn't asked either. */
    private static Rules.Concluded observing(Rules.Concluded concluded) {
        var decision = concluded.decision();
        if (decision.store().isPresent()) {
            return named(
                    "observing",
                    Decision.hold(Standing.calm(
                            Reason.Observing,
                            "would become " + decision.store().get().role() + ": "
                                    + decision.standing().message())));
        }
        var asks = decision.effects().stream().anyMatch(Effect.AskPeer.class::isInstance);
        return asks ? named("observing", Decision.hold(decision.standing())) : concluded;
    }

    private static Rules.Concluded concludeByRecord(PairState state, Params params, Moment moment) {
        return switch (state.durable()) {
            case Durable.Unread unread -> named("unread", unread(unread));
            case Durable.Uninterpretable odd ->
                named(
                        "T7 uninterpretable",
                        Decision.hold(Standing.waiting(
                                Reason.RecordUninterpretable,
                                odd.detail(),
                                "Run the operator version that wrote the RegionRecord, or newer.")));
            case Durable.Storing _ ->
                named("storing", Decision.hold(Standing.calm(Reason.Steady, "the next state is being stored")));
            case Durable.Missing _ -> named("T9 no record", noRecord(state, params, moment));
            case Durable.Known known -> Rules.conclude(new Situation(state, known.memory(), params, moment));
        };
    }

    private static Decision unread(Durable.Unread unread) {
        var standing = Standing.waiting(
                Reason.RecordUnread,
                unread.trouble().isEmpty() ? Reason.RecordUnread.meaning() : unread.trouble(),
                unread.trouble().isEmpty() ? "" : "Look at the API server and at the operator's permissions.");
        return unread.asked() ? Decision.hold(standing) : Decision.effect(standing, new Effect.Load());
    }

    private static Decision noRecord(PairState state, Params params, Moment moment) {
        if (params.leaving() == Leaving.Drain) {
            return Decision.effect(
                    Standing.calm(Reason.PairDeleted, Reason.PairDeleted.meaning()), new Effect.Release());
        }
        return state.census()
                .map(census -> Adoption.begin(census, moment))
                .orElseGet(() -> Decision.hold(Standing.waiting(
                        Reason.AdoptionPending, "no role was ever stored; looking at what runs here", "")));
    }

    private static Rules.Concluded named(String rule, Decision decision) {
        return new Rules.Concluded(rule, decision);
    }

    private static PairState follow(PairState state, Decision decision, Moment moment) {
        var next = state;
        if (decision.store().isPresent()) {
            next = next.with(Durable.Storing.of(
                    state.durable().confirmed(), decision.store().get()));
        }
        for (var effect : decision.effects()) {
            next = switch (effect) {
                case Effect.Load _ ->
                    next.with(Durable.Unread.because(next.durable().confirmed(), "")
                            .beingRead());
                case Effect.AskPeer _ -> next.with(next.peer().asked(moment.nanos()));
                case Effect.Release _ -> next.withReleased();
                case Effect.Store _, Effect.AskArbitrator _, Effect.Drive _ -> next;
            };
        }
        return next;
    }

    /** The parameters may have changed since the last step, so what was asked of the workloads is remembered, not computed again. */
    private static List<Effect> effects(PairState before, PairState after, Decision decision) {
        var effects = new ArrayList<Effect>();
        decision.store().map(Effect.Store::new).ifPresent(effects::add);
        decision.effects().stream()
                .filter(effect -> isDue(effect, before, after))
                .forEach(effects::add);
        if (!before.driven().equals(after.driven())) {
            effects.add(new Effect.Drive(after.driven()));
        }
        return effects;
    }

    private static boolean isDue(Effect effect, PairState before, PairState after) {
        return switch (effect) {
            case Effect.Release _ -> !before.released();
            // Once for each answer, or every tick would be a request.
            case Effect.AskArbitrator _ -> !before.hearing().equals(after.hearing());
            case Effect.Load _, Effect.Store _, Effect.AskPeer _, Effect.Drive _ -> true;
        };
    }

    /** What is asked of the workloads in this state. It follows the record as it was last confirmed, never what is being stored. */
    public static Posture posture(PairState state, Params params) {
        var confirmed = state.durable() instanceof Durable.Uninterpretable
                ? Optional.<Memory>empty()
                : state.durable().confirmed();
        if (!params.acting() || params.leaving() == Leaving.Retain || state.released() || confirmed.isEmpty()) {
            return new Posture.Leave();
        }
        var memory = confirmed.get();
        if (memory.untouched()) {
            return new Posture.Leave();
        }
        return switch (memory.role()) {
            case Passive, Promoting -> new Posture.Off(Optional.empty());
            case Demoting -> new Posture.Off(memory.attempt());
            case Active -> state.distrusts(params) ? new Posture.Leave() : Posture.On.of(memory);
            case Frozen, Unknown -> new Posture.Leave();
        };
    }

    private static OptionalLong wakeAt(PairState after, Decision decision, Params params, Moment moment) {
        var asked = wakeAt(decision, moment);
        var deadline = after.durable() instanceof Durable.Known known
                ? TimedRules.deadline(new Situation(after, known.memory(), params, moment))
                : OptionalLong.empty();
        // What is over already was decided upon in this step.
        if (deadline.isEmpty() || deadline.getAsLong() <= moment.nanos()) {
            return asked;
        }
        return asked.isPresent() && asked.getAsLong() < deadline.getAsLong() ? asked : deadline;
    }

    private static OptionalLong wakeAt(Decision decision, Moment moment) {
        return decision.again().isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(moment.nanos() + decision.again().get().toNanos());
    }
}
