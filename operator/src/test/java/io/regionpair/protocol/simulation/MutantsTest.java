package io.regionpair.protocol.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** That the simulation sees the mistakes that it is there for. */
class MutantsTest {

    /** More than ten times what the mutant that hides best needs. */
    private static final int SEEDS = 300;

    @ParameterizedTest
    @EnumSource(Mutant.class)
    void everyBrokenRuleIsSeen(Mutant mutant) {
        var seed = 0;
        var caught = "";
        while (caught.isEmpty() && seed < SEEDS) {
            caught = violation(seed++, mutant);
        }
        System.out.printf("mutant %-26s seed %4d: %s%n", mutant, seed - 1, caught);
        assertThat(caught).as("seeds tried: " + seed).isNotEmpty();
    }

    /** Only two writers count: a broken rule that merely keeps a region from running isn't what is looked for. */
    private static String violation(long seed, Mutant mutant) {
        try {
            new Simulation(seed, EnumSet.of(mutant)).run();
            return "";
        } catch (AssertionError e) {
            var first = e.getMessage().lines().findFirst().orElse("");
            return first.contains("both regions run") ? first.replaceFirst("seed \\d+: ", "") : "";
        }
    }
}
