package io.regionpair.peer;

import io.regionpair.api.Reason;
import io.regionpair.ops.StrictJson;
import java.util.Optional;

/** What a complete response means. */
final class PeerVerdict {

    private PeerVerdict() {}

    static PeerReply of(Question question, Exchange.Came came) {
        return came.status() == 200 ? reply(question, came) : refusal(came);
    }

    static Optional<State> state(Exchange.Came came, String pair, String region) {
        if (came.status() != 200 || !came.isWhole()) {
            return Optional.empty();
        }
        try {
            var state = StrictJson.read(came.body(), State.class);
            return state.pair().equals(pair) && state.region().equals(region) ? Optional.of(state) : Optional.empty();
        } catch (StrictJson.UnreadableException _) {
            return Optional.empty();
        }
    }

    private static PeerReply reply(Question question, Exchange.Came came) {
        if (!came.isWhole()) {
            return new PeerReply.Garbage(Reason.PeerAnswerMalformed, came.defect());
        }
        try {
            var reply = StrictJson.read(came.body(), Reply.class);
            // An answer to an older attempt says what was true then.
            if (!reply.repeats(question)) {
                return new PeerReply.Garbage(
                        Reason.PeerAnsweredOther, "the reply names another attempt, pair, region or protocol version");
            }
            return reply.passive() ? new PeerReply.Yes(reply) : new PeerReply.No(reply);
        } catch (StrictJson.UnreadableException e) {
            return new PeerReply.Garbage(Reason.PeerAnswerMalformed, "the reply can't be read: " + e.words());
        }
    }

    private static PeerReply refusal(Exchange.Came came) {
        var refusal = refusalOf(came);
        if (came.status() == 404
                && refusal.filter(r -> r.reason().equals(Reason.PeerHasNoPair.name()))
                        .isPresent()) {
            return new PeerReply.NoSuchPair();
        }
        var said = "status " + came.status()
                + refusal.map(r -> ", " + r.reason() + ": " + r.message()).orElse("");
        return came.status() >= 500
                ? new PeerReply.Unreachable(Reason.PeerUnreachable, said)
                : new PeerReply.Refused(Reason.PeerRefused, said);
    }

    private static Optional<Refusal> refusalOf(Exchange.Came came) {
        try {
            return came.isWhole() ? Optional.of(StrictJson.read(came.body(), Refusal.class)) : Optional.empty();
        } catch (StrictJson.UnreadableException _) {
            return Optional.empty();
        }
    }
}
