package io.regionpair.protocol.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Without limits of its own: {@code -Dsimulation.seeds}, {@code -Dsimulation.minutes} and {@code -Dsimulation.seed} set them. */
class SimulationTest {

    private static final Set<Mutant> NONE = EnumSet.noneOf(Mutant.class);

    @Test
    void nothingEverRunsInBothRegionsAndTheNamedOneRunsInTheEnd() {
        var only = Long.getLong("simulation.seed");
        if (only != null) {
            assertHolds(Run.of(only, NONE));
            return;
        }
        var campaign = Campaign.fromProperties();
        campaign.run();
        System.out.println(campaign.inWords());
        campaign.failures().stream().limit(1).forEach(SimulationTest::assertHolds);
        assertThat(campaign.switches()).isGreaterThan(campaign.seeds());
    }

    private static void assertHolds(Run run) {
        if (run.violation().isEmpty()) {
            return;
        }
        var shrunk = new Shrinker(run, NONE).shrunk();
        fail("""
                seed %d: %s
                %d of its %d faults are enough: %s
                %s
                %s
                again: ./mvnw -pl crds,operator -am test -Dtest=SimulationTest -Dsimulation.seed=%d -Dsurefire.failIfNoSpecifiedTests=false
                """.formatted(
                        run.seed(),
                        run.violation().get().getMessage(),
                        shrunk.struck().size(),
                        run.struck().size(),
                        shrunk.struck(),
                        shrunk.trace(),
                        shrunk.state(),
                        run.seed()));
    }
}
