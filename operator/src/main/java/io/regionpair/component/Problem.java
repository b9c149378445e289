package io.regionpair.component;

import io.regionpair.api.Reason;

/**
 * What is wrong with a component or one of its workloads, as data.
 *
 * @param needsPerson nothing gets better without somebody changing something
 */
record Problem(Reason reason, String message, boolean needsPerson) {

    static Problem forPerson(Reason reason, String message) {
        return new Problem(reason, message, true);
    }
}
