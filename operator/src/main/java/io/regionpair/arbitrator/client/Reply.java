package io.regionpair.arbitrator.client;

import io.regionpair.protocol.Answer;
import java.util.Optional;

/**
 * What one request to one endpoint brought.
 *
 * @param offer how to wait for the next document there; absent where the server offers nothing or its answer isn't usable
 */
public record Reply(Answer answer, Optional<Offer> offer) {

    /** An answer from which nothing but itself follows. */
    public static Reply of(Answer answer) {
        return new Reply(answer, Optional.empty());
    }
}
