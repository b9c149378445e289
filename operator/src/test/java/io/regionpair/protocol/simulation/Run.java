package io.regionpair.protocol.simulation;

import io.regionpair.protocol.simulation.Chance.Strike;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One run and what came of it.
 *
 * @param takeovers how often time stood in for a yes
 * @param steps how many events there were
 * @param struck the faults that struck, in this order
 */
record Run(
        Policy policy,
        long seed,
        int switches,
        int takeovers,
        long steps,
        Optional<Violation> violation,
        List<Strike> struck,
        String trace,
        String state) {

    static Run of(Policy policy, long seed, Set<Mutant> mutants) {
        return of(policy, seed, mutants, null, false);
    }

    static Run of(Policy policy, long seed, Set<Mutant> mutants, @Nullable Set<Strike> kept, boolean tracing) {
        var world = new Simulation(policy, seed, mutants, kept, tracing);
        Optional<Violation> violation = Optional.empty();
        try {
            world.run();
        } catch (Violation e) {
            violation = Optional.of(e);
        }
        return new Run(
                policy,
                seed,
                world.switches(),
                world.takeovers(),
                world.time.steps(),
                violation,
                List.copyOf(world.chance.struck()),
                tracing ? world.time.trace() : "",
                tracing ? world.state() : "");
    }

    /** It ended in the same kind of failure. */
    boolean failsAs(Run other) {
        return violation.isPresent()
                && violation.map(v -> v.promise).equals(other.violation().map(v -> v.promise));
    }
}
