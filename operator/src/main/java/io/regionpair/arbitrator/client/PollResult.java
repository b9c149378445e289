package io.regionpair.arbitrator.client;

import io.regionpair.protocol.Answer;
import java.util.List;

/**
 * What one poll of all endpoints brought.
 *
 * @param replies one for each endpoint, in the order of the settings
 * @param sentAt nanoseconds on the client's clock, read before the first request was sent; a lease counts from here
 * @param receivedAt nanoseconds on the same clock, read after the last answer; a fence wait counts from here
 */
public record PollResult(List<Reply> replies, long sentAt, long receivedAt) {

    public PollResult {
        replies = List.copyOf(replies);
    }

    public List<Answer> answers() {
        return replies.stream().map(Reply::answer).toList();
    }
}
