package io.regionpair.protocol.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import org.junit.jupiter.api.Test;

class SimulationTest {

    private static final int SEEDS = Integer.getInteger("simulation.seeds", 1500);

    @Test
    void nothingEverRunsInBothRegionsAndTheNamedOneRunsInTheEnd() {
        var only = Long.getLong("simulation.seed");
        if (only != null) {
            new Simulation(only, EnumSet.noneOf(Mutant.class)).run();
            return;
        }
        var begun = System.nanoTime();
        long switches = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            switches += new Simulation(seed, EnumSet.noneOf(Mutant.class)).run();
        }
        var seconds = (System.nanoTime() - begun) / 1e9;
        System.out.printf(
                "simulation: %d seeds, %d switches in %.1f s, %.0f switches a minute%n",
                SEEDS, switches, seconds, switches / seconds * 60);
        assertThat(switches).isGreaterThan(SEEDS);
    }
}
