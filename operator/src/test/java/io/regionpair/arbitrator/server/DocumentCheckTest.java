package io.regionpair.arbitrator.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.cli.CheckSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentCheckTest {

    @TempDir
    private Path folder;

    private final List<String> said = new ArrayList<>();

    @Test
    void judgesEveryFileInALine() throws Exception {
        write("a.json", "{\"active\":\"eu\",\"secondary\":\"us\"}");
        write("b.yaml", "# moved for ticket 4711\nactive: us\nsecondary: eu\nepoch: 8\n");
        write("c.json", "{\"active\":\"eu\",\"secondary\":\"eu\"}");
        write("d.json", "{\"active\":\"eu\"}");

        assertThat(check(List.of(), Optional.empty(), "a.json", "b.yaml", "c.json", "d.json", "e.json"))
                .isFalse();

        assertThat(said)
                .containsExactly(
                        "a.json: good, active is eu, no epoch",
                        "b.yaml: good, active is us, epoch 8",
                        "c.json: bad: \"active\" and \"secondary\" are the same",
                        "d.json: bad: it doesn't name both regions, and nothing else says which ones the pair has;"
                                + " --regions does",
                        "e.json: bad: there is no such file");
    }

    @Test
    void isContentWhenAllAreGood() throws Exception {
        write("a.json", "{\"active\":\"eu\"}");

        assertThat(check(List.of("eu", "us"), Optional.empty(), "a.json")).isTrue();
    }

    @Test
    void comparesWithWhatIsToBeReplaced() throws Exception {
        write("old.json", "{\"active\":\"eu\",\"secondary\":\"us\",\"epoch\":7}");
        write("good.json", "{\"active\":\"us\",\"secondary\":\"eu\",\"epoch\":8}");
        write("bad.json", "{\"active\":\"us\",\"secondary\":\"eu\",\"epoch\":7}");

        assertThat(check(List.of(), Optional.of("old.json"), "good.json")).isTrue();
        assertThat(check(List.of(), Optional.of("old.json"), "bad.json")).isFalse();
        assertThat(said.getLast()).contains("a change of \"active\" takes a new epoch");
    }

    @Test
    void warnsOfAnAssertionThatCountsForNothing() throws Exception {
        write(
                "a.json",
                "{\"active\":\"us\",\"secondary\":\"eu\",\"epoch\":9,\"fenced\":{\"region\":\"eu\",\"epoch\":8}}");

        assertThat(check(List.of(), Optional.empty(), "a.json")).isTrue();
        assertThat(said)
                .containsExactly(
                        "a.json: beware: \"fenced\" was made for another epoch and counts for nothing",
                        "a.json: good, active is us, epoch 9");
    }

    private boolean check(List<String> regions, Optional<String> follows, String... files) {
        var settings = new CheckSettings(
                Stream.of(files).map(folder::resolve).toList(), regions, follows.map(folder::resolve));
        return DocumentCheck.run(settings, line -> said.add(line.replace(folder + "/", "")));
    }

    private void write(String name, String text) throws Exception {
        Files.writeString(folder.resolve(name), text);
    }
}
