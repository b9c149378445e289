package io.regionpair.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.regionpair.arbitrator.etcd.EtcdSettings;
import io.regionpair.cli.ArbitratorServerSettings.Etcd;
import io.regionpair.cli.ArbitratorServerSettings.Folder;
import io.regionpair.cli.ArbitratorServerSettings.Git;
import io.regionpair.cli.CommandLineInterface.Programs;
import io.regionpair.ops.LogFormat;
import io.regionpair.ops.TlsFiles;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArbitratorCommandTest {

    private final List<ArbitratorServerSettings> started = new ArrayList<>();
    private final List<CheckSettings> checked = new ArrayList<>();
    private final List<SetSettings> set = new ArrayList<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private boolean good = true;
    private SetOutcome.Kind outcome = SetOutcome.Kind.DONE;

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
                        new Folder(folder),
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
                new Folder(folder),
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
    void takesItsDocumentsFromEtcd() {
        run(Map.of("REGIONPAIR_ETCD_PREFIX", "/x/"), "arbitrator", "--etcd=https://a:1,https://b", "--etcd-ca=" + pem);

        assertThat(started)
                .extracting(ArbitratorServerSettings::source)
                .containsExactly(new Etcd(new EtcdSettings(
                        List.of(URI.create("https://a:1"), URI.create("https://b")),
                        "/x/",
                        Optional.of(pem),
                        Optional.empty(),
                        Optional.empty())));
    }

    @Test
    void hasOneSource() {
        assertMistake(
                run(Map.of("REGIONPAIR_ETCD", "http://a"), "arbitrator", "--documents=" + folder),
                "--documents and --etcd are two sources");
        assertMistake(
                run(Map.of("REGIONPAIR_ETCD", "http://a"), "arbitrator", "--git=file:///x"),
                "--etcd and --git are two sources");
        assertMistake(run(Map.of(), "arbitrator"), "or --etcd URL,URL,URL in its place, or --git URL");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --etcd=a:2379                | --etcd wants URLs like https://etcd-0:2379, with commas in between and no path, not
            --etcd=http://a/             | --etcd wants URLs
            --etcd=http://u:p@a          | --etcd wants URLs
            --etcd=http://a,             | --etcd wants URLs
            --etcd=http://a,http://a     | --etcd wants each member once
            --etcd-prefix=/regionpair    | --etcd-prefix wants letters, digits and slashes with a slash at the end
            --etcd-ca=/no/file           | --etcd-ca wants a file that can be read
            --etcd-ca=PEM                | --etcd wants https URLs when there is --etcd-ca
            --etcd-certificate=PEM       | --etcd-key FILE is missing
            --etcd-key=PEM               | --etcd-certificate FILE is missing
            --etcd-user=root             | --etcd-password-file FILE is missing
            --etcd-password-file=PEM     | --etcd-user NAME is missing
            """)
    void saysWhatIsWrongWithEtcd(String argument, String sentence) {
        var scheme = argument.startsWith("--etcd-certificate") ? "https" : "http";
        var variables = Map.of("REGIONPAIR_ETCD", scheme + "://a");
        assertMistake(run(variables, "arbitrator", argument.replace("PEM", pem.toString())), sentence);
    }

    @Test
    void takesItsDocumentsFromGit() {
        run(Map.of(), "arbitrator", "--git=https://git.example.com/documents.git");
        run(
                Map.of("REGIONPAIR_GIT_BRANCH", "release/1.x", "REGIONPAIR_GIT_INTERVAL", "5"),
                "arbitrator",
                "--git=http://127.0.0.1:3000/x",
                "--git-path=/a/b/",
                "--git-user=bot",
                "--git-token-file=" + pem,
                "--git-signers=" + pem);

        assertThat(started)
                .extracting(ArbitratorServerSettings::source)
                .containsExactly(
                        new Git(new GitSettings(
                                "https://git.example.com/documents.git",
                                "main",
                                "",
                                Duration.ofSeconds(15),
                                "git",
                                Optional.empty(),
                                Optional.empty())),
                        new Git(new GitSettings(
                                "http://127.0.0.1:3000/x",
                                "release/1.x",
                                "a/b",
                                Duration.ofSeconds(5),
                                "bot",
                                Optional.of(pem),
                                Optional.of(pem))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --git=git.example.com/x         | --git wants a URL that begins with https://, http:// or file://
            --git=https://u:p@example.com/x | and has no credentials in it
            --git=ssh://git@example.com/x   | (ssh is NotImplemented)
            --git=git@example.com:x.git     | (ssh is NotImplemented)
            --git-branch=-x                 | --git-branch wants the name of a branch
            --git-branch=a..b               | --git-branch wants the name of a branch
            --git-branch=a b                | --git-branch wants the name of a branch
            --git-branch=a:b                | --git-branch wants the name of a branch
            --git-branch=a.lock             | --git-branch wants the name of a branch
            --git-branch=a/                 | --git-branch wants the name of a branch
            --git-path=a/../b               | --git-path wants a folder of the repository
            --git-path=a//b                 | --git-path wants a folder of the repository
            --git-interval=61               | --git-interval wants a number of seconds from 1 to 60
            --git-user=a b                  | --git-user wants a word without spaces
            --git-token-file=/no/file       | --git-token-file wants a file that can be read
            --git-token-file=PEM            | --git-token-file wants --git https://…, which keeps the token secret
            --git-signers=/no/file          | --git-signers wants a file that can be read
            """)
    void saysWhatIsWrongWithGit(String argument, String sentence) {
        var variables = Map.of("REGIONPAIR_GIT", "http://git.example.com/x");
        assertMistake(run(variables, "arbitrator", argument.replace("PEM", pem.toString())), sentence);
    }

    @Test
    void leavesOutNoCheckOfSignaturesInSilence() {
        var documents = "--documents=" + folder;
        assertMistake(
                run(Map.of(), "arbitrator", documents, "--git-signers=" + pem),
                "--git URL is missing; --git-signers belongs to it");
        assertMistake(
                run(Map.of(), "arbitrator", documents, "--git-token-file=" + pem),
                "--git URL is missing; --git-token-file belongs to it");
    }

    @Test
    void setsADocument() {
        var status = run(
                Map.of("REGIONPAIR_ETCD", "https://a", "REGIONPAIR_ETCD_USER", "x"),
                ("arbitrator set --pair=hopsworks --active=us --secondary=eu --regions=eu,us --expect-epoch=7"
                                + " --first-epoch=8 --fenced=eu --etcd-password-file=" + pem + " --etcd-certificate="
                                + pem
                                + " --etcd-key=" + pem)
                        .split(" "));

        assertThat(status).isZero();
        assertThat(out).hasToString("what came of it\n");
        assertThat(set)
                .containsExactly(new SetSettings(
                        "hopsworks",
                        "us",
                        Optional.of("eu"),
                        List.of("eu", "us"),
                        OptionalLong.of(7),
                        OptionalLong.of(8),
                        Optional.of("eu"),
                        new EtcdSettings(
                                List.of(URI.create("https://a")),
                                "/regionpair/",
                                Optional.empty(),
                                Optional.of(new EtcdSettings.Identity(pem, pem)),
                                Optional.of(new EtcdSettings.User("x", pem)))));
    }

    @Test
    void wantsLittleToSetADocument() {
        assertThat(run(Map.of(), "arbitrator", "set", "--pair=p", "--active=none", "--etcd=http://a"))
                .isZero();

        assertThat(set)
                .containsExactly(new SetSettings(
                        "p",
                        "none",
                        Optional.empty(),
                        List.of(),
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        Optional.empty(),
                        new EtcdSettings(
                                List.of(URI.create("http://a")),
                                "/regionpair/",
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty())));
    }

    @ParameterizedTest
    @CsvSource({"REFUSED, 1", "OUTRUN, 3", "IN_DOUBT, 4"})
    void endsWithAStatusForEachKindOfFailure(SetOutcome.Kind kind, int status) {
        outcome = kind;

        assertThat(run(Map.of(), "arbitrator", "set", "--pair=p", "--active=us", "--etcd=http://a"))
                .isEqualTo(status);
        assertThat(out).hasToString("");
        assertThat(err).hasToString("what came of it\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --active=us --etcd=http://a                      | --pair PAIR is missing (or REGIONPAIR_PAIR): Whose document
            --pair=p --etcd=http://a                         | --active REGION is missing
            --pair=p --active=us                             | --etcd URL,URL,URL is missing (or REGIONPAIR_ETCD)
            --pair=P --active=us --etcd=http://a             | --pair wants a domain name
            --pair=p --active=US --etcd=http://a             | --active wants a name of lower-case letters
            --pair=p --active=us --etcd=x                    | --etcd wants URLs
            --pair=p --active=us --etcd=http://a --expect-epoch=-1 | --expect-epoch wants a whole number, not "-1"
            """)
    void saysWhatIsWrongWithASet(String arguments, String sentence) {
        assertMistake(run(Map.of(), ("arbitrator set " + arguments).split(" ")), sentence);
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
        assertThat(run(Map.of(), "arbitrator", "set", "--help")).isZero();

        var help = out.toString().replaceAll("\\s+", " ");
        CommandLineInterfaceTest.assertExplained(model.getCommandSpec(), help);
        CommandLineInterfaceTest.assertExplained(
                model.getSubcommands().get("check").getCommandSpec(), help);
        CommandLineInterfaceTest.assertExplained(
                model.getSubcommands().get("set").getCommandSpec(), help);
    }

    private int run(Map<String, String> variables, String... arguments) {
        return line(variables).execute(new PrintWriter(out), new PrintWriter(err), arguments);
    }

    private CommandLineInterface line(Map<String, String> variables) {
        var programs = new Programs(
                settings -> fail("started " + settings),
                started::add,
                (settings, say) -> {
                    checked.add(settings);
                    say.accept("a line");
                    return good;
                },
                settings -> {
                    set.add(settings);
                    return new SetOutcome(outcome, "what came of it");
                },
                (settings, _) -> fail("plans " + settings),
                (settings, _) -> fail("tells " + settings));
        return new CommandLineInterface(
                new CommandLineInterface.Surroundings(variables, "this-host", "1.2.3"), programs);
    }

    private void assertMistake(int status, String sentence) {
        assertThat(err.toString()).contains(sentence).endsWith("(see --help)\n").containsOnlyOnce("\n");
        assertThat(status).isEqualTo(2);
        assertThat(started).isEmpty();
        assertThat(checked).isEmpty();
        assertThat(set).isEmpty();
        err.getBuffer().setLength(0);
    }
}
