package io.regionpair.protocol.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.regionpair.evidence.Evidence;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Without limits of its own: {@code -Dsimulation.seeds}, {@code -Dsimulation.minutes}, {@code -Dsimulation.policy} and {@code -Dsimulation.seed} set them. */
class SimulationTest {

    private static final Set<Mutant> NONE = EnumSet.noneOf(Mutant.class);

    static Stream<Policy> policies() {
        var chosen = System.getProperty("simulation.policy");
        return chosen == null ? Arrays.stream(Policy.values()) : Stream.of(Policy.valueOf(chosen));
    }

    @ParameterizedTest
    @MethodSource("policies")
    void nothingEverRunsInBothRegionsAndTheNamedOneRunsInTheEnd(Policy policy) {
        var only = Long.getLong("simulation.seed");
        if (only != null) {
            assertHolds(Run.of(policy, only, NONE));
            return;
        }
        var campaign = Campaign.of(policy);
        campaign.run();
        System.out.println("simulation of " + policy + ": " + campaign.inWords());
        Evidence.keep("simulation of " + policy, campaign.inWords());
        campaign.failures().stream().limit(1).forEach(SimulationTest::assertHolds);
        assertThat(campaign.switches()).isGreaterThan(campaign.seeds());
        if (policy != Policy.Acknowledged) {
            assertThat(campaign.takeovers()).isGreaterThan(campaign.seeds() / 4);
        }
    }

    private static void assertHolds(Run run) {
        if (run.violation().isEmpty()) {
            return;
        }
        var shrunk = new Shrinker(run, NONE).shrunk();
        fail("""
                %s, seed %d: %s
                %d of its %d faults are enough: %s
                %s
                %s
                again: ./mvnw -pl crds,operator -am test -Dtest=SimulationTest -Dsimulation.policy=%s -Dsimulation.seed=%d -Dsurefire.failIfNoSpecifiedTests=false
                """.formatted(
                        run.policy(),
                        run.seed(),
                        run.violation().get().getMessage(),
                        shrunk.struck().size(),
                        run.struck().size(),
                        shrunk.struck(),
                        shrunk.trace(),
                        shrunk.state(),
                        run.policy(),
                        run.seed()));
    }
}
