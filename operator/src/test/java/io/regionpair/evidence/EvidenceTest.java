package io.regionpair.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvidenceTest {

    @TempDir
    Path folder;

    @Test
    void whatNoTestNoticedIsASurvivorAndItsLineDoesNotMatter() throws IOException {
        var csv = Files.writeString(folder.resolve("mutations.csv"), """
                Timing.java,io.regionpair.protocol.Timing,org.pitest.x.ConditionalsBoundaryMutator,longer,35,SURVIVED,none
                Params.java,io.regionpair.protocol.Params$Timed,org.pitest.x.NullReturnValsMutator,lambda$of$3,9,NO_COVERAGE,none
                Rules.java,io.regionpair.protocol.Rules,org.pitest.x.MathMutator,decide,1,KILLED,a test, with a comma
                Rules.java,io.regionpair.protocol.Rules,org.pitest.x.MathMutator,decide,2,TIMED_OUT,none
                """);

        var mutations = Mutations.read(csv);

        assertThat(mutations.all()).isEqualTo(4);
        assertThat(mutations.killed()).isEqualTo(2);
        assertThat(mutations.survivors())
                .containsExactly("Params$Timed.of NullReturnVals", "Timing.longer ConditionalsBoundary");
    }

    @Test
    void testsOnControlPlanesAreCountedWhenTheyRan() throws IOException {
        var summary = folder.resolve("failsafe-summary.xml");
        assertThat(WholeSystem.figure(summary)).isEqualTo("not run");

        Files.writeString(
                summary,
                "<a><completed>281</completed><errors>1</errors><failures>2</failures><skipped>34</skipped></a>");

        assertThat(WholeSystem.figure(summary)).isEqualTo("281 run, 3 failed, 34 left for e2e/all");
    }

    @Test
    void aSurvivorThatThePageListsLessOftenIsMissing() throws IOException {
        var page = Files.writeString(folder.resolve("page.md"), """
                | mutant | how many | why |
                | --- | --- | --- |
                | `Timing.longer ConditionalsBoundary` | 2 | equal durations are equal |
                """);
        var once = "Timing.longer ConditionalsBoundary";

        var explained = Survivors.read(page);

        assertThat(explained.missing(List.of(once, once))).isEmpty();
        assertThat(explained.missing(List.of(once, once, once))).containsExactly(once);
        assertThat(explained.missing(List.of("Timing.longer Math"))).containsExactly("Timing.longer Math");
    }
}
