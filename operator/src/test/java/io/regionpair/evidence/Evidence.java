package io.regionpair.evidence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What tests measured, kept for the table at the end. Run as a program after the mutation tests, it prints that table; it ends with an
 * error when a mutant survived that {@code docs/mutation-testing.md} doesn't explain.
 */
public final class Evidence {

    private static final Path FOLDER = Path.of("target/evidence");

    private Evidence() {}

    /** One row. A later run of the same name replaces it. */
    public static void keep(String name, String format, Object... figures) {
        try {
            Files.createDirectories(FOLDER);
            Files.writeString(FOLDER.resolve(name.replace(' ', '-')), format.formatted(figures));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param args the checkout's folder */
    public static void main(String[] args) throws IOException {
        var root = Path.of(args[0]);
        var module = root.resolve("operator");
        var mutations = Mutations.read(module.resolve("target/pit-reports/mutations.csv"));
        var explained = Survivors.read(root.resolve("docs/mutation-testing.md"));
        System.out.printf("%n%-28s %s%n", "evidence", "figure");
        for (var row : rows(module.resolve(FOLDER))) {
            row(row.getFileName().toString().replace('-', ' '), Files.readString(row));
        }
        row("whole system tests", WholeSystem.figure(root.resolve("e2e/target/failsafe-reports/failsafe-summary.xml")));
        row(
                "mutation tests",
                String.format(
                        Locale.ROOT,
                        "%d mutants of the rules, %d killed (%.1f %%), %d survivors explained",
                        mutations.all(),
                        mutations.killed(),
                        100.0 * mutations.killed() / mutations.all(),
                        mutations.survivors().size()));
        var unexplained = explained.missing(mutations.survivors());
        if (!unexplained.isEmpty()) {
            unexplained.forEach(
                    survivor -> System.out.println("not explained in docs/mutation-testing.md: " + survivor));
            throw new IllegalStateException(unexplained.size() + " mutants survived without an explanation");
        }
    }

    private static List<Path> rows(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private static void row(String name, String figure) {
        System.out.printf("%-28s %s%n", name, figure);
    }
}
