package io.regionpair.evidence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A report of the mutation tests.
 *
 * @param survivors those that no test noticed, each by the name of {@link #nameOf}; several may have the same
 */
record Mutations(int all, List<String> survivors) {

    /** File, class, mutator, method, line, status. */
    private static final int COLUMNS = 6;

    static Mutations read(Path csv) throws IOException {
        var rows = Files.readAllLines(csv).stream()
                .map(line -> List.of(line.split(",", -1)))
                .filter(cells -> cells.size() >= COLUMNS)
                .toList();
        return new Mutations(
                rows.size(),
                rows.stream()
                        .filter(cells ->
                                !cells.get(5).equals("KILLED") && !cells.get(5).equals("TIMED_OUT"))
                        .map(cells -> nameOf(cells.get(1), cells.get(3), cells.get(2)))
                        .sorted()
                        .toList());
    }

    int killed() {
        return all - survivors.size();
    }

    /** Without line numbers, which change with every edit: {@code Class.method Mutator}, a lambda under the method that has it. */
    static String nameOf(String type, String method, String mutator) {
        var name = type.substring(type.lastIndexOf('.') + 1);
        var owner = method.startsWith("lambda$") ? method.split("\\$", -1)[1] : method;
        var kind = mutator.substring(mutator.lastIndexOf('.') + 1).replace("Mutator", "");
        return name + "." + owner + " " + kind;
    }
}
