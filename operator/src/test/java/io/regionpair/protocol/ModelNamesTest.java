package io.regionpair.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The model has an action for each rule that stores anything, and calls it by the rule's name. */
class ModelNamesTest {

    /** They ask, wait, or repeat what is stored. */
    private static final Set<String> STORING_NOTHING =
            Set.of("demoting", "promoting", "ask for coverage", "active", "passive");

    /** Time and the policy Timed are in {@code RegionPair.tla}. */
    private static final Set<String> TIMED =
            Set.of("parameters", "T5 lease over", "T5 newer epoch", "T4 fence over", "widen by time");

    @Test
    void theModelOfWhatIsStoredNamesEveryRuleThatStores() throws IOException {
        var model = Files.readString(Path.of("src/tla/Records.tla"));
        var actions = Rules.ALL.stream()
                .map(Rules.Rule::name)
                .filter(name -> !STORING_NOTHING.contains(name) && !TIMED.contains(name))
                .map(name -> name.equals("frozen") ? "FrozenEnds" : inCamelCase(name))
                .toList();

        assertThat(actions).isNotEmpty().allSatisfy(action -> assertThat(model).contains("\n" + action + "(r) =="));
    }

    private static String inCamelCase(String name) {
        return Arrays.stream(name.split(" "))
                .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
                .collect(Collectors.joining());
    }
}
