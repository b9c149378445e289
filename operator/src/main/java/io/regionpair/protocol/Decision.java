package io.regionpair.protocol;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What one rule concluded.
 *
 * @param store the record to store before anything else
 * @param effects what to do besides; never anything that needs the store
 * @param again when to look again although nothing happened
 */
record Decision(Standing standing, Optional<Memory> store, List<Effect> effects, Optional<Duration> again) {

    static Decision hold(Standing standing) {
        return new Decision(standing, Optional.empty(), List.of(), Optional.empty());
    }

    static Decision store(Standing standing, Memory memory) {
        return new Decision(standing, Optional.of(memory), List.of(), Optional.empty());
    }

    static Decision effect(Standing standing, Effect effect) {
        return new Decision(standing, Optional.empty(), List.of(effect), Optional.empty());
    }

    Decision lookingAgainIn(Duration pause) {
        return new Decision(standing, store, effects, Optional.of(pause));
    }
}
