package io.regionpair.protocol.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The rows of {@code runs.md}. */
final class RunTable {

    /** run, base, set, changed, checked, verdict, figure, shows. */
    private static final int COLUMNS = 8;

    private RunTable() {}

    static List<ModelRun> read(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| run ") && !line.startsWith("| ---"))
                .map(RunTable::row)
                .toList();
    }

    private static ModelRun row(String line) {
        var cells = Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
        if (cells.size() != COLUMNS + 2) {
            throw new IllegalArgumentException("A row has " + COLUMNS + " columns: " + line);
        }
        return new ModelRun(
                cells.get(1),
                cells.get(2),
                switch (cells.get(3)) {
                    case "short" -> true;
                    case "long" -> false;
                    default -> throw new IllegalArgumentException("A run is short or long: " + line);
                },
                words(cells.get(4)).stream()
                        .map(change -> change.split("=", 2))
                        .collect(Collectors.toMap(change -> change[0], change -> change[1])),
                words(cells.get(5)),
                cells.get(6),
                cells.get(7));
    }

    private static List<String> words(String cell) {
        return cell.isEmpty() ? List.of() : List.of(cell.split(" +"));
    }
}
