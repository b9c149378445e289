package io.regionpair.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.regionpair.cli.CommandLineInterface.Programs;
import io.regionpair.ops.LogFormat;
import io.regionpair.ops.TlsFiles;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArbitratorCommandTest {

    private final List<ArbitratorServerSettings> started = new ArrayList<>();
    private final List<CheckSettings> checked = new ArrayList<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private boolean good = true;

    @TempDir
    private Path folder;

    private Path pem;

    @BeforeEach
    void makeFile() throws Exception {
        pem = Files.createFile(folder.resolve("pem"));
    }

    @Test
    void hasADefaultForEverythingButTheFolder() {
        assertThat(run(Map.of(), "arbitrator", "--documents=" + folder)).isZero();

        assertThat(started)
                .containsExactly(new ArbitratorServerSettings(
                        folder,
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        "",
                        8080,
                        8081,
                        Optional.empty(),
                        Duration.ofSeconds(30),
                        10_000,
                        12_000,
                        Duration.ofSeconds(10),
                        false,
                        LogFormat.TEXT));
    }

    @Test
    void takesEveryOptionFromTheCommandLine() {
        var arguments = new ArrayList<>(List.of("arbitrator"));
        everything().forEach((name, value) -> arguments.add(name + "=" + value));

        assertThat(run(Map.of(), arguments.toArray(String[]::new))).isZero();
        assertThat(started).containsExactly(other());
    }

    @Test
    void takesEveryOptionFromTheEnvironment() {
        var variables = new java.util.HashMap<String, String>();
        everything()
                .forEach((name, value) -> variables.put(
                        "REGIONPAIR_" + name.substring(2).replace('-', '_').toUpperCase(java.util.Locale.ROOT), value));

        assertThat(run(variables, "arbitrator")).isZero();
        assertThat(started).containsExactly(other());
    }

    private Map<String, String> everything() {
        return Map.ofEntries(
                Map.entry("--documents", folder.toString()),
                Map.entry("--state", "/var/lib/x"),
                Map.entry("--default-pair", "hopsworks"),
                Map.entry("--regions", "eu,us"),
                Map.entry("--address", "127.0.0.1"),
                Map.entry("--port", "0"),
                Map.entry("--management-port", "1"),
                Map.entry("--tls-certificate", pem.toString()),
                Map.entry("--tls-key", pem.toString()),
                Map.entry("--tls-client-ca", pem.toString()),
                Map.entry("--max-wait-seconds", "2"),
                Map.entry("--max-waiting", "3"),
                Map.entry("--max-connections", "4"),
                Map.entry("--patience-seconds", "5"),
                Map.entry("--access-log", "on"),
                Map.entry("--log-format", "text"));
    }

    private ArbitratorServerSettings other() {
        return new ArbitratorServerSettings(
                folder,
                Optional.of(Path.of("/var/lib/x")),
                Optional.of("hopsworks"),
                List.of("eu", "us"),
                "127.0.0.1",
                0,
                1,
                Optional.of(new TlsFiles.Settings(pem, pem, Optional.of(pem))),
                Duration.ofSeconds(2),
                3,
                4,
                Duration.ofSeconds(5),
                true,
                LogFormat.TEXT);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --documents=/no/such/folder  | --documents wants a folder that exists, not "/no/such/folder"
            --default-pair=A             | --default-pair wants a domain name
            --regions=eu                 | --regions wants two different regions like eu,us, not "eu"
            --regions=eu,eu              | --regions wants two different regions like eu,us
            --regions=eu,us,ap           | --regions wants two different regions like eu,us
            --regions=eu,none            | --regions wants two different regions like eu,us
            --regions=eu,US              | --regions wants two different regions like eu,us
            --address=a/b                | --address wants an address
            --port=http                  | --port wants a port
            --management-port=-1         | --management-port wants a port
            --tls-certificate=/no/file   | --tls-certificate wants a file that can be read
            --tls-key=/no/file           | --tls-key wants a file that can be read
            --tls-client-ca=/no/file     | --tls-client-ca wants a file that can be read
            --max-wait-seconds=0         | --max-wait-seconds wants a number of seconds
            --max-waiting=0              | --max-waiting wants a number from 1 to 999999, not "0"
            --max-waiting=12000          | --max-waiting wants less than --max-connections, which is 12000; it is 12000
            --max-connections=x          | --max-connections wants a number
            --patience-seconds=1h        | --patience-seconds wants a number of seconds
            --access-log=true            | --access-log wants on or off, not "true"
            --log-format=xml             | --log-format wants text or json
            """)
    void saysInOneLineWhatAnOptionWants(String argument, String sentence) {
        assertMistake(run(Map.of("REGIONPAIR_DOCUMENTS", folder.toString()), "arbitrator", argument), sentence);
    }

    @Test
    void saysWhichFilesOfTlsAreMissing() {
        var documents = "--documents=" + folder;
        assertMistake(run(Map.of(), "arbitrator", documents, "--tls-certificate=" + pem), "--tls-key FILE is missing");
        assertMistake(run(Map.of(), "arbitrator", documents, "--tls-key=" + pem), "--tls-certificate FILE is missing");
        assertMistake(
                run(Map.of(), "arbitrator", documents, "--tls-client-ca=" + pem), "--tls-certificate FILE is missing");
    }

    @Test
    void saysThatTheFolderIsMissing() {
        assertMistake(run(Map.of(), "arbitrator"), "--documents FOLDER is missing (or REGIONPAIR_DOCUMENTS)");
    }

    @Test
    void checksFilesWithoutWantingAFolder() {
        assertThat(run(Map.of(), "arbitrator", "check", "a.json", "b.yaml")).isZero();

        assertThat(checked)
                .containsExactly(
                        new CheckSettings(List.of(Path.of("a.json"), Path.of("b.yaml")), List.of(), Optional.empty()));
        assertThat(out).hasToString("a line\n");
    }

    @Test
    void handsOverWhatToCompareWith() {
        run(Map.of(), "arbitrator", "check", "--regions=eu,us", "--follows=old.json", "new.json");

        assertThat(checked)
                .containsExactly(new CheckSettings(
                        List.of(Path.of("new.json")), List.of("eu", "us"), Optional.of(Path.of("old.json"))));
    }

    @Test
    void endsWithOneWhenADocumentIsBad() {
        good = false;

        assertThat(run(Map.of(), "arbitrator", "check", "a.json")).isOne();
    }

    @Test
    void wantsSomethingToCheck() {
        assertMistake(run(Map.of(), "arbitrator", "check"), "FILE");
    }

    @Test
    void explainsEveryOptionWithItsVariableAndDefault() {
        var model = line(Map.of()).model().getSubcommands().get("arbitrator");

        assertThat(run(Map.of(), "arbitrator", "--help")).isZero();
        assertThat(run(Map.of(), "arbitrator", "check", "--help")).isZero();

        var help = out.toString().replaceAll("\\s+", " ");
        CommandLineInterfaceTest.assertExplained(model.getCommandSpec(), help);
        CommandLineInterfaceTest.assertExplained(
                model.getSubcommands().get("check").getCommandSpec(), help);
    }

    private int run(Map<String, String> variables, String... arguments) {
        return line(variables).execute(new PrintWriter(out), new PrintWriter(err), arguments);
    }

    private CommandLineInterface line(Map<String, String> variables) {
        var programs = new Programs(settings -> fail("started " + settings), started::add, (settings, say) -> {
            checked.add(settings);
            say.accept("a line");
            return good;
        });
        return new CommandLineInterface(
                new CommandLineInterface.Surroundings(variables, "this-host", "1.2.3"), programs);
    }

    private void assertMistake(int status, String sentence) {
        assertThat(err.toString()).contains(sentence).endsWith("(see --help)\n").containsOnlyOnce("\n");
        assertThat(status).isEqualTo(2);
        assertThat(started).isEmpty();
        assertThat(checked).isEmpty();
        err.getBuffer().setLength(0);
    }
}
