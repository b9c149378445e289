package io.regionpair.e2e.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.e2e.process.Workspace;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/faults.md says what the stories show, and no fault is left out in silence. */
class FaultsPageTest {

    private static final Path PAGE = Workspace.root().resolve("docs/faults.md");

    @Test
    void isWhatTheStoriesShow() throws Exception {
        if (System.getProperty("docs.update") != null) {
            Files.writeString(PAGE, text());
        }
        assertThat(PAGE)
                .as("generated: ./mvnw -pl e2e -am test -Dtest=FaultsPageTest -Ddocs.update")
                .hasContent(text());
    }

    @Test
    void everyFaultIsShownOrSaysWhyNot() throws Exception {
        var stories = stories();
        for (var fault : InjectedFault.values()) {
            assertThat(stories.containsKey(fault))
                    .as(fault.what() + " is shown, or says why not")
                    .isNotEqualTo(fault.notShown().isPresent());
        }
    }

    private static String text() throws Exception {
        var stories = stories();
        var text = new StringBuilder("""
                # Faults that are injected

                This page is generated from the stories: `./mvnw -pl e2e -am test -Dtest=FaultsPageTest -Dsurefire.failIfNoSpecifiedTests=false -Ddocs.update`.

                Each runs on two real control planes, judged by an observer that reads the API servers' audit logs and knows nothing of the operators. In every case but a wrong assertion
                it must find no moment at which active-passive pods of both regions ran; where that can be told apart, the admission fence is off, because it would
                hide a start that comes too early. `RealNodesStoryIT` runs where nodes have kubelets and pods are processes, and a second observer reads
                what these wrote every ten milliseconds. `e2e/faults` runs them all and writes `docs/reports/faults.md`.

                | what goes wrong | what has to come of it | stories |
                | --- | --- | --- |
                """);
        for (var fault : InjectedFault.values()) {
            if (fault.notShown().isEmpty()) {
                text.append("| %s | %s | %s |\n"
                        .formatted(fault.what(), fault.outcome(), String.join("<br>", stories.get(fault))));
            }
        }
        text.append(
                "\n## Not shown on control planes\n\n| what goes wrong | what has to come of it | why not |\n| --- | --- | --- |\n");
        for (var fault : InjectedFault.values()) {
            fault.notShown()
                    .ifPresent(why -> text.append("| %s | %s | %s |\n".formatted(fault.what(), fault.outcome(), why)));
        }
        return text.toString();
    }

    private static Map<InjectedFault, SortedSet<String>> stories() throws IOException, ClassNotFoundException {
        var stories = new EnumMap<InjectedFault, SortedSet<String>>(InjectedFault.class);
        for (var story : classes()) {
            for (var method : story.getDeclaredMethods()) {
                faultsOf(method)
                        .forEach(fault -> stories.computeIfAbsent(fault, _ -> new TreeSet<>())
                                .add("`" + story.getSimpleName() + "." + method.getName() + "`"));
            }
        }
        return stories;
    }

    private static Stream<InjectedFault> faultsOf(Method method) {
        var shows = method.getAnnotation(Shows.class);
        return shows == null ? Stream.empty() : Arrays.stream(shows.value());
    }

    private static Iterable<Class<?>> classes() throws IOException, ClassNotFoundException {
        var folder = Workspace.root().resolve("e2e/src/test/java/io/regionpair/e2e/story");
        var found = new TreeSet<String>();
        try (var files = Files.list(folder)) {
            files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith("StoryIT.java"))
                    .forEach(name -> found.add(name.replace(".java", "")));
        }
        var classes = new ArrayList<Class<?>>();
        for (var name : found) {
            classes.add(Class.forName(FaultsPageTest.class.getPackageName() + "." + name));
        }
        return classes;
    }
}
