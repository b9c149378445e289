package io.regionpair.protocol.simulation;

import io.regionpair.protocol.simulation.Chance.Strike;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Leaves out faults of a run that fails, as long as it fails in the same way: delta debugging. */
final class Shrinker {

    private static final int TRIES = 1_500;

    private final Run failed;
    private final Set<Mutant> mutants;
    private int tries;

    Shrinker(Run failed, Set<Mutant> mutants) {
        this.failed = failed;
        this.mutants = mutants;
    }

    /** The run with as few faults as could be found, with its trace. */
    Run shrunk() {
        var kept = failed.struck();
        var pieces = 2;
        while (!kept.isEmpty() && tries < TRIES) {
            var smaller = smaller(kept, Math.min(pieces, kept.size()));
            if (smaller.size() < kept.size()) {
                kept = smaller;
                pieces = Math.max(2, pieces - 1);
            } else if (pieces >= kept.size()) {
                break;
            } else {
                pieces *= 2;
            }
        }
        return Run.of(failed.policy(), failed.seed(), mutants, new LinkedHashSet<>(kept), true);
    }

    /** Without the first of so many pieces that can go. What struck in the shorter run is all that is left to try. */
    private List<Strike> smaller(List<Strike> kept, int pieces) {
        for (int i = 0; i < pieces && tries < TRIES; i++) {
            var rest = new ArrayList<>(kept);
            rest.subList(kept.size() * i / pieces, kept.size() * (i + 1) / pieces)
                    .clear();
            tries++;
            var run = Run.of(failed.policy(), failed.seed(), mutants, new LinkedHashSet<>(rest), false);
            if (run.failsAs(failed)) {
                return run.struck();
            }
        }
        return kept;
    }
}
