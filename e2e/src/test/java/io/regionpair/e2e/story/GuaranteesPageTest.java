package io.regionpair.e2e.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.e2e.process.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A promise whose test was renamed or removed is one without evidence. */
class GuaranteesPageTest {

    private static final Pattern TEST = Pattern.compile("`([A-Z][A-Za-z]*(?:IT|Test))`");

    @Test
    void everyTestThatItNamesIsThere() throws IOException {
        var named = TEST.matcher(Files.readString(Workspace.root().resolve("docs/guarantees.md")))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        var there = new TreeSet<String>();
        for (var module : new String[] {"crds", "operator", "e2e"}) {
            there.addAll(tests(module).toList());
        }

        assertThat(named).isNotEmpty();
        assertThat(there).containsAll(named);
    }

    private static Stream<String> tests(String module) throws IOException {
        try (var files = Files.walk(Workspace.root().resolve(module).resolve("src/test/java"))) {
            return files
                    .map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.replace(".java", ""))
                    .toList()
                    .stream();
        }
    }
}
