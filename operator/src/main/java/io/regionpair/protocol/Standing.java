package io.regionpair.protocol;

import io.regionpair.api.Reason;

/**
 * How the pair stands in this region, for people.
 *
 * @param waiting something is being waited for
 * @param todo what a person can do; empty when there is nothing to do
 */
public record Standing(Reason reason, boolean waiting, String message, String todo) {

    static Standing calm(Reason reason, String message) {
        return new Standing(reason, false, message, "");
    }

    static Standing waiting(Reason reason, String message, String todo) {
        return new Standing(reason, true, message, todo);
    }
}
