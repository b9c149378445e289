package io.regionpair.evidence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The mutants that may survive, as {@code docs/mutation-testing.md} lists them.
 *
 * @param explained how many of each name
 */
record Survivors(Map<String, Integer> explained) {

    /** Rows {@code | `Class.method Mutator` | how many | why |}. */
    static Survivors read(Path page) throws IOException {
        var explained = new HashMap<String, Integer>();
        for (var line : Files.readAllLines(page)) {
            if (line.startsWith("| `")) {
                var cells = line.split("\\|", -1);
                explained.put(cells[1].strip().replace("`", ""), Integer.valueOf(cells[2].strip()));
            }
        }
        return new Survivors(explained);
    }

    /** Those that the page doesn't list, or not so often. */
    List<String> missing(List<String> survivors) {
        var left = new HashMap<>(explained);
        var missing = new ArrayList<String>();
        for (var survivor : survivors) {
            var count = left.getOrDefault(survivor, 0);
            if (count == 0) {
                missing.add(survivor);
            } else {
                left.put(survivor, count - 1);
            }
        }
        return missing;
    }
}
