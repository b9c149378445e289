package io.regionpair.protocol.simulation;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** The page about rules that are broken on purpose: which seed sees each of them. */
final class MutantsPage {

    static final Path PAGE = Path.of("..", "docs", "mutants.md");

    /** No more seeds than this may be needed to see a broken rule. */
    static final long SEEDS = 10_000;

    private static final String HEAD = """
            # Broken rules that the simulation sees

            Each rule of the protocol can be broken by a switch in the simulated world (test scope only). The page names, for each, a seed
            with which the simulation sees a broken promise, after how many events that is, and what it sees. A rule that could be broken
            unseen within %,d seeds would fail the build, and so does a seed that sees nothing any more. With the same seeds and no rule
            broken nothing happens (`CounterexamplesTest`).

            A run that merely ends without the named region running counts for nothing here: a broken rule has to be seen by its harm.

            This page is generated: `./mvnw -pl crds,operator -am test -Dtest=MutantsTest -Ddocs.update -Dsurefire.failIfNoSpecifiedTests=false`.
            How a single one goes: the same with `-Dtest=MutantsTest -Dmutant=NAME`.

            | mutant | rule | what is broken | policy, seed | events | what is seen |
            |---|---|---|---|---|---|
            """.formatted(SEEDS);

    private static final String UNSEEN = """

            ## Not seen

            Within %,d seeds the simulation doesn't see these. Either another rule backs the broken one up in everything that it plays, or it
            doesn't play what would show them often enough: its silence says nothing about these rules. Unit tests and stories do, and the
            model for those that are counterexamples of its own.

            """.formatted(SEEDS);

    private MutantsPage() {}

    static String text(Map<Mutant, Run> caught) {
        var page = new StringBuilder(HEAD);
        caught.forEach((mutant, run) -> page.append("| `%s` | %s | %s | %s %d | %d | %s |%n"
                .formatted(
                        mutant,
                        mutant.rule,
                        mutant.what,
                        mutant.policy,
                        run.seed(),
                        run.steps(),
                        run.violation().map(Throwable::getMessage).orElse("nothing"))));
        page.append(UNSEEN);
        for (var mutant : Mutant.values()) {
            if (!mutant.seen) {
                page.append("* `%s` (%s): %s%n".formatted(mutant, mutant.rule, mutant.what));
            }
        }
        return page.toString();
    }

    /** The seed that the page gives. */
    static OptionalLong seed(String page, Mutant mutant) {
        var row = Pattern.compile("^\\| `" + mutant + "` \\|.*?\\|.*?\\| (?:\\w+ )?(\\d+) \\|", Pattern.MULTILINE)
                .matcher(page);
        return row.find() ? OptionalLong.of(Long.parseLong(row.group(1))) : OptionalLong.empty();
    }

    /** Only harm counts. */
    static Optional<Run> harm(Run run) {
        return run.violation()
                        .filter(v -> v.promise != Violation.Promise.NamedRegionRuns)
                        .isPresent()
                ? Optional.of(run)
                : Optional.empty();
    }
}
