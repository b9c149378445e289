package io.regionpair.protocol.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.evidence.Evidence;
import io.regionpair.protocol.model.Tlc.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The model says what {@code runs.md} says of it. Without {@code -Dmodel} the short set; {@code -Dmodel=all} for every run, as the profile
 * {@code prove} does; {@code -Dmodel=NAME} for the runs whose names begin so.
 */
class ModelTest {

    private static final Path MODELS = Path.of("src/tla");
    private static final String CHOSEN = System.getProperty("model", "short");

    /** A counterexample is surely the shortest only with one. */
    private static final int ONE = 1;

    private static final int WORKERS =
            Integer.getInteger("model.workers", Runtime.getRuntime().availableProcessors());

    private static final List<String> REPORT = new ArrayList<>();

    private static final List<Outcome> OUTCOMES = new ArrayList<>();

    static Stream<ModelRun> runs() throws IOException {
        return RunTable.read(MODELS.resolve("runs.md")).stream().filter(run -> switch (CHOSEN) {
            case "all" -> true;
            case "short" -> run.inEveryBuild();
            default -> run.name().startsWith(CHOSEN);
        });
    }

    @ParameterizedTest
    @MethodSource("runs")
    void comesToWhatTheTableSays(ModelRun run) throws IOException, InterruptedException {
        var outcome = new Tlc(MODELS, Path.of("target/tlc")).run(run, run.mustHold() ? WORKERS : ONE);

        OUTCOMES.add(outcome);
        report(run, outcome);
        assertThat(outcome.verdict()).as("see %s", outcome.log()).isEqualTo(run.verdict());
        assertThat(outcome.figure()).as("see %s", outcome.log()).isEqualTo(run.figure());
    }

    /** A table in which everything holds would show only that TLC can say so. */
    @Test
    void everyBuildSeesRunsThatHoldAndRunsThatAreViolated() throws IOException {
        var inEveryBuild = RunTable.read(MODELS.resolve("runs.md")).stream()
                .filter(ModelRun::inEveryBuild)
                .toList();

        assertThat(inEveryBuild.stream().filter(ModelRun::mustHold)).hasSizeGreaterThanOrEqualTo(2);
        assertThat(inEveryBuild.stream().filter(run -> !run.mustHold())).hasSizeGreaterThanOrEqualTo(4);
    }

    private static void report(ModelRun run, Outcome outcome) {
        REPORT.add("%-36s %10d %8.1f  %-34s %s"
                .formatted(
                        run.name(),
                        outcome.states(),
                        outcome.seconds(),
                        outcome.verdict() + ", " + outcome.figure(),
                        run.verdict() + ", " + run.figure()));
    }

    @AfterAll
    static void print() {
        System.out.printf("%-36s %10s %8s  %-34s %s%n", "model run", "states", "seconds", "verdict", "expected");
        REPORT.forEach(System.out::println);
        Evidence.keep(
                "model (" + CHOSEN + ")",
                "%d runs, %d states in %.0f s, each as runs.md says",
                OUTCOMES.size(),
                OUTCOMES.stream().mapToLong(Outcome::states).sum(),
                OUTCOMES.stream().mapToDouble(Outcome::seconds).sum());
    }
}
