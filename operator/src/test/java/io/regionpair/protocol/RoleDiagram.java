package io.regionpair.protocol;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The roles and what leads from one to another, as the rules' own conclusions show it, drawn in docs/protocol.md. */
final class RoleDiagram {

    private static final Path PAGE = Path.of("..", "docs", "protocol.md");
    private static final String BEGIN = "```mermaid\nstateDiagram-v2\n";
    private static final String END = "```\n";

    private final Map<String, Set<String>> rules = new TreeMap<>();

    /**
     * A write of the record that a rule concluded.
     *
     * @param from a role, or Missing
     */
    void saw(String from, String to, String rule) {
        if (!from.equals(to)) {
            var arrow = (from.equals("Missing") ? "[*]" : from) + " --> " + to;
            rules.computeIfAbsent(arrow, _ -> new TreeSet<>()).add(rule);
        }
    }

    /** Those that led to another role. */
    Set<String> rules() {
        return rules.values().stream().flatMap(Set::stream).collect(Collectors.toUnmodifiableSet());
    }

    String text() {
        var lines = new StringBuilder(BEGIN);
        rules.forEach((arrow, names) -> lines.append("    %s: %s%n".formatted(arrow, String.join(", ", names))));
        return lines.append(END).toString();
    }

    static String drawn() throws IOException {
        var page = Files.readString(PAGE);
        var begin = page.indexOf(BEGIN);
        return begin < 0 ? "" : page.substring(begin, page.indexOf(END, begin + BEGIN.length()) + END.length());
    }

    void draw() throws IOException {
        Files.writeString(PAGE, Files.readString(PAGE).replace(drawn(), text()));
    }
}
