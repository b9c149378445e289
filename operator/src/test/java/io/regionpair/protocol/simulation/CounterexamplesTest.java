package io.regionpair.protocol.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The counterexamples C1 to C18 of docs/protocol.md: what shows that each is one, and that the rules prevent it. */
class CounterexamplesTest {

    private static final List<String> ALL =
            IntStream.rangeClosed(1, 18).mapToObj(number -> "C" + number).toList();

    /** The simulation sees none of these, for this reason; the model does. */
    private static final Map<String, String> ONLY_IN_THE_MODEL = Map.of(
            "C9", "staleness, clocks and the end of processes would all have to be at their limits at the same time",
            "C13", "a policy is one word of the spec: a fence wait without a lease can't be written",
            "C16", "the document would have to change again within a second of one moment, a minute later",
            "C17", "a start drains whatever was stored beside Active, so that half of the write does no harm",
            "C18", "a spec that vouches without epochs is refused, and the rules don't heed it");

    static List<String> all() {
        return ALL;
    }

    static Stream<Mutant> seen() {
        return Arrays.stream(Mutant.values()).filter(mutant -> mutant.seen);
    }

    @ParameterizedTest
    @MethodSource("all")
    void eachIsARunOfTheModelThatIsViolated(String counterexample) throws Exception {
        var rows = Files.readString(Path.of("src/tla/runs.md"))
                .lines()
                .filter(line -> line.contains("violates NeverBoth") && names(line, counterexample));

        assertThat(rows).isNotEmpty();
    }

    @Test
    void eachIsSeenByTheSimulationOrThereIsAReasonWhyNot() {
        var seen = ALL.stream()
                .filter(counterexample -> seen().anyMatch(mutant -> names(mutant.rule, counterexample)))
                .toList();

        assertThat(seen).doesNotContainAnyElementsOf(ONLY_IN_THE_MODEL.keySet());
        assertThat(ALL).allMatch(each -> seen.contains(each) || ONLY_IN_THE_MODEL.containsKey(each));
    }

    /** The events that do harm when the rule is broken do none when it holds. */
    @ParameterizedTest
    @MethodSource("seen")
    void theRulesHoldWhereABrokenOneDoesHarm(Mutant mutant) throws Exception {
        var seed = MutantsPage.seed(Files.readString(MutantsPage.PAGE), mutant);

        var run = Run.of(mutant.policy, seed.orElseThrow(), EnumSet.noneOf(Mutant.class));

        assertThat(run.violation()).isEmpty();
    }

    private static boolean names(String text, String counterexample) {
        return Pattern.compile(counterexample + "(?!\\d)").matcher(text).find();
    }
}
