package io.regionpair.protocol;

import java.util.List;
import java.util.OptionalLong;

/**
 * The result of one step.
 *
 * @param rule the name of the rule that decided
 * @param effects in the order in which to execute them
 * @param wakeAt monotonic nanoseconds at which to send {@link Input.Tick} if nothing happens before
 */
public record Step(PairState state, String rule, Standing standing, List<Effect> effects, OptionalLong wakeAt) {

    public Step {
        effects = List.copyOf(effects);
    }
}
