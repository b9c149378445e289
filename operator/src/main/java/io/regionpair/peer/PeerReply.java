package io.regionpair.peer;

import io.regionpair.api.Reason;

/** What came of asking the peer. {@link Yes} is the only evidence there is; nothing else ever becomes any, however long it lasts. */
public sealed interface PeerReply {

    /** A complete reply to exactly this question that says yes. */
    record Yes(Reply reply) implements PeerReply {}

    /** A complete reply to exactly this question that says no. */
    record No(Reply reply) implements PeerReply {}

    /** The peer's operator has no pair of this name. */
    record NoSuchPair() implements PeerReply {}

    /** A response that isn't a reply to this question: unreadable, cut off, or an answer to another one. */
    record Garbage(Reason reason, String detail) implements PeerReply {}

    /** No complete response, or the peer's operator failed. */
    record Unreachable(Reason reason, String detail) implements PeerReply {}

    /** The peer's operator understood who asks what, and won't answer that. */
    record Refused(Reason reason, String detail) implements PeerReply {}
}
