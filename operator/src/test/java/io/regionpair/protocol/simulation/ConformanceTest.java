package io.regionpair.protocol.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.protocol.conformance.PairHistory;
import io.regionpair.protocol.conformance.Stored;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every record that the code stores in the simulation is one that the model stores, in both regions and in their order. */
class ConformanceTest {

    private static final int SEEDS = Integer.getInteger("conformance.seeds", 500);

    /** Each of these is seen within the first few. */
    private static final int SEEDS_PER_MUTANT = 100;

    /** Rules that the simulation gives every occasion to. */
    private static final Set<String> COMMON = Set.of(
            "T9 no record",
            "T6 stopped",
            "T5 against",
            "T2 attempt over",
            "new streak",
            "T3 acknowledged",
            "T3a fenced",
            "T1 named",
            "accept epoch",
            "widen coverage",
            "frozen",
            "yes");

    @Test
    void theModelAllowsWhateverTheCodeStores() {
        Map<String, Integer> counts = new TreeMap<>();
        for (long seed = 0; seed < SEEDS; seed++) {
            var history = history(seed);
            new Simulation(Policy.Acknowledged, seed, EnumSet.noneOf(Mutant.class), null, false)
                    .recordingTo(recorder(history))
                    .run();
            assertThat(history.violations()).as("seed %d", seed).isEmpty();
            history.counts().forEach((rule, count) -> counts.merge(rule, count, Integer::sum));
        }

        System.out.printf("conformance: %d seeds, stored by rule: %s%n", SEEDS, counts);
        assertThat(counts).containsKeys(COMMON.toArray(String[]::new));
    }

    /** The other mutants start what they shouldn't without storing anything wrong. */
    @ParameterizedTest
    @EnumSource(names = {"StaleAckAccepted", "AttemptNotRenewed"})
    void aRuleThatIsBrokenIsSeenInWhatIsStored(Mutant mutant) {
        var seed = 0;
        List<String> violations = List.of();
        while (violations.isEmpty() && seed < SEEDS_PER_MUTANT) {
            violations = violations(seed++, mutant);
        }

        System.out.printf("conformance of mutant %s, seed %d: %s%n", mutant, seed - 1, violations);
        assertThat(violations).as("seeds tried: %d", seed).isNotEmpty();
    }

    private static List<String> violations(long seed, Mutant mutant) {
        var history = history(seed);
        try {
            new Simulation(Policy.Acknowledged, seed, EnumSet.of(mutant), null, false)
                    .recordingTo(recorder(history))
                    .run();
        } catch (Violation _) {
            // That both regions run ends the run; what was stored until then is what is looked at.
        }
        return history.violations();
    }

    private static PairHistory history(long seed) {
        return new PairHistory(List.of("eu", "us"), true, Simulation.readsPeers(seed));
    }

    private static java.util.function.BiConsumer<String, io.regionpair.protocol.Memory> recorder(PairHistory history) {
        return (region, memory) -> history.stored(region, Stored.of(memory));
    }
}
