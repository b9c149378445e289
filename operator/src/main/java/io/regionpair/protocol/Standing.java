package io.regionpair.protocol;

import io.regionpair.api.Reason;
import java.util.OptionalLong;

/**
 * How the pair stands in this region, for people.
 *
 * @param waiting something is being waited for
 * @param todo what a person can do, with {@link #PAIR} for the pair's name; empty when there is nothing to do
 * @param until monotonic nanoseconds at which the wait ends by itself; absent when only an event ends it
 */
public record Standing(Reason reason, boolean waiting, String message, String todo, OptionalLong until) {

    /** Where a command needs the pair's name, which no rule knows. */
    static final String PAIR = "{pair}";

    public Standing(Reason reason, boolean waiting, String message, String todo) {
        this(reason, waiting, message, todo, OptionalLong.empty());
    }

    /** {@link #todo} of this pair. */
    public String todo(String pair) {
        return todo.replace(PAIR, pair);
    }

    static Standing calm(Reason reason, String message) {
        return new Standing(reason, false, message, "");
    }

    static Standing waiting(Reason reason, String message, String todo) {
        return new Standing(reason, true, message, todo);
    }

    Standing until(OptionalLong nanos) {
        return new Standing(reason, waiting, message, todo, nanos);
    }
}
