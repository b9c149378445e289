package io.regionpair.protocol.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.evidence.Evidence;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** That the simulation sees the mistakes that it is there for. */
class MutantsTest {

    /** The page's seeds have to do what it says. Where one doesn't any more, another is looked for when the page is updated. */
    private static final boolean UPDATE = System.getProperty("docs.update") != null;

    private static final EnumSet<Mutant> SEEN = EnumSet.copyOf(
            Arrays.stream(Mutant.values()).filter(mutant -> mutant.seen).toList());

    @Test
    void everyBrokenRuleIsSeenAsThePageSays() throws Exception {
        var page = Files.exists(MutantsPage.PAGE) ? Files.readString(MutantsPage.PAGE) : "";
        var caught = new EnumMap<Mutant, Run>(Mutant.class);
        for (var mutant : SEEN) {
            given(page, mutant)
                    .or(() -> UPDATE ? search(mutant) : Optional.empty())
                    .ifPresent(seen -> caught.put(mutant, seen));
        }
        assertThat(caught.keySet()).as("seen").isEqualTo(SEEN);
        Evidence.keep(
                "broken rules",
                "%d of %d seen by the simulation, docs/mutants.md",
                caught.size(),
                Mutant.values().length);
        if (UPDATE) {
            Files.writeString(MutantsPage.PAGE, MutantsPage.text(caught));
        }
        assertThat(MutantsPage.PAGE).as("generated with -Ddocs.update").hasContent(MutantsPage.text(caught));
    }

    private static Optional<Run> given(String page, Mutant mutant) {
        var seed = MutantsPage.seed(page, mutant);
        return seed.isPresent()
                ? MutantsPage.harm(Run.of(mutant.policy, seed.getAsLong(), EnumSet.of(mutant)))
                : Optional.empty();
    }

    private static Optional<Run> search(Mutant mutant) {
        return LongStream.range(0, MutantsPage.SEEDS)
                .parallel()
                .mapToObj(seed -> Run.of(mutant.policy, seed, EnumSet.of(mutant)))
                .flatMap(run -> MutantsPage.harm(run).stream())
                .findFirst();
    }

    /** For people: how a broken rule does its harm, with as few faults as can be. */
    @Test
    @EnabledIfSystemProperty(named = "mutant", matches = ".+")
    void showsOne() throws Exception {
        var mutant = Mutant.valueOf(System.getProperty("mutant"));
        var run = given(Files.readString(MutantsPage.PAGE), mutant).orElseThrow();
        var shrunk = new Shrinker(run, EnumSet.of(mutant)).shrunk();

        System.out.println(shrunk.struck() + "\n" + shrunk.trace() + "\n"
                + shrunk.violation().map(Throwable::getMessage));
        assertThat(shrunk.failsAs(run)).isTrue();
    }

    /** A page that lists something else would be a page about something else. */
    @Test
    void thePageListsExactlyTheMutants() throws Exception {
        var page = Files.readString(MutantsPage.PAGE);

        assertThat(page.lines().filter(line -> line.startsWith("| `")).map(line -> line.split("`")[1]))
                .containsExactlyElementsOf(SEEN.stream().map(Enum::name).toList());
    }
}
