package io.regionpair.pair;

import io.regionpair.component.Pass;
import io.regionpair.protocol.PairState;
import io.regionpair.protocol.Params;
import io.regionpair.protocol.Standing;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How one pair stands, at one moment, for reports.
 *
 * @param standingSince when the reason of the standing began
 * @param standingUntil when what it waits for ends by itself
 * @param pass the last pass over the components
 * @param switches this process's changes of role, newest first; the first may still be under way
 */
public record PairSnapshot(
        PairState state,
        Params params,
        Standing standing,
        Instant standingSince,
        Optional<Instant> standingUntil,
        Optional<Pass> pass,
        List<SwitchJournal.Entry> switches) {

    public PairSnapshot {
        switches = List.copyOf(switches);
    }
}
