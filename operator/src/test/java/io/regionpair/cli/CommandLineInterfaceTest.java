package io.regionpair.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.regionpair.cli.CommandLineInterface.Programs;
import io.regionpair.ops.LogFormat;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.CommandSpec;

class CommandLineInterfaceTest {

    private final List<OperatorSettings> started = new ArrayList<>();
    private final List<PlanSettings> planned = new ArrayList<>();
    private final List<StatusSettings> told = new ArrayList<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void hasADefaultForEverythingButTheRegion() {
        var status = run(Map.of(), "operator", "--region", "eu");

        assertThat(status).isZero();
        assertThat(started)
                .containsExactly(new OperatorSettings(
                        "eu",
                        Optional.empty(),
                        Optional.empty(),
                        "regionpair-system",
                        "this-host",
                        "",
                        8080,
                        "",
                        8443,
                        "",
                        8082,
                        "regionpair-peer",
                        "regionpair.io",
                        Duration.ofSeconds(15),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(2),
                        false,
                        LogFormat.TEXT));
    }

    @Test
    void plansAndSaysByItsStatusWhetherItCould(@TempDir Path folder) throws Exception {
        var kubeconfig = Files.createFile(folder.resolve("config"));

        assertThat(run(Map.of(), "plan", "--pair", "hopsworks", "--to", "us")).isZero();
        assertThat(run(
                        Map.of(),
                        ("plan --pair=hopsworks --to=us --region=eu --kube-context=eu-admin --kubeconfig=" + kubeconfig)
                                .split(" ")))
                .isEqualTo(1);

        assertThat(planned)
                .containsExactly(
                        new PlanSettings("hopsworks", "us", Optional.empty(), Optional.empty(), Optional.empty()),
                        new PlanSettings(
                                "hopsworks",
                                "us",
                                Optional.of("eu"),
                                Optional.of(kubeconfig),
                                Optional.of("eu-admin")));
        assertThat(out.toString()).isEqualTo("a line\na line\n");
    }

    @Test
    void tellsTheStatusOfOneClusterOrOfSeveral() {
        assertThat(run(Map.of(), "status")).isEqualTo(3);
        assertThat(run(Map.of(), "status", "--pair", "hopsworks", "--kube-context", "eu,us", "--json"))
                .isEqualTo(3);

        assertThat(told)
                .containsExactly(
                        new StatusSettings(Optional.empty(), Optional.empty(), List.of(), false),
                        new StatusSettings(Optional.of("hopsworks"), Optional.empty(), List.of("eu", "us"), true));
        assertThat(out.toString()).isEqualTo("a table\na table\n");
    }

    @Test
    void takesEveryOptionFromTheCommandLine(@TempDir Path folder) throws Exception {
        var kubeconfig = Files.createFile(folder.resolve("config"));
        var status = run(
                Map.of(),
                ("operator --region=us --kubeconfig=" + kubeconfig + " --kube-context=us-admin --namespace=rp"
                                + " --identity=one --http-address=127.0.0.1 --http-port=0 --peer-address=::1"
                                + " --peer-port=9443 --grant-address=127.0.0.2 --grant-port=9082 --peer-tls-secret=link --trust-domain=example.com"
                                + " --lease-seconds=30 --renew-deadline-seconds=20 --retry-period-seconds=5"
                                + " --assume-passive-unknown --log-format=text")
                        .split(" "));

        assertThat(status).isZero();
        assertThat(started).containsExactly(other(kubeconfig));
    }

    @Test
    void takesEveryOptionFromTheEnvironment(@TempDir Path folder) throws Exception {
        var kubeconfig = Files.createFile(folder.resolve("config"));
        var variables = Map.ofEntries(
                Map.entry("REGIONPAIR_REGION", "us"),
                Map.entry("REGIONPAIR_KUBECONFIG", kubeconfig.toString()),
                Map.entry("REGIONPAIR_KUBE_CONTEXT", "us-admin"),
                Map.entry("REGIONPAIR_NAMESPACE", "rp"),
                Map.entry("REGIONPAIR_IDENTITY", "one"),
                Map.entry("REGIONPAIR_HTTP_ADDRESS", "127.0.0.1"),
                Map.entry("REGIONPAIR_HTTP_PORT", "0"),
                Map.entry("REGIONPAIR_PEER_ADDRESS", "::1"),
                Map.entry("REGIONPAIR_PEER_PORT", "9443"),
                Map.entry("REGIONPAIR_GRANT_ADDRESS", "127.0.0.2"),
                Map.entry("REGIONPAIR_GRANT_PORT", "9082"),
                Map.entry("REGIONPAIR_PEER_TLS_SECRET", "link"),
                Map.entry("REGIONPAIR_TRUST_DOMAIN", "example.com"),
                Map.entry("REGIONPAIR_LEASE_SECONDS", "30"),
                Map.entry("REGIONPAIR_RENEW_DEADLINE_SECONDS", "20"),
                Map.entry("REGIONPAIR_RETRY_PERIOD_SECONDS", "5"),
                Map.entry("REGIONPAIR_ASSUME_PASSIVE_UNKNOWN", "on"),
                Map.entry("REGIONPAIR_LOG_FORMAT", "TEXT"));

        var status = run(variables, "operator");

        assertThat(err.toString()).isEmpty();
        assertThat(status).isZero();
        assertThat(started).containsExactly(other(kubeconfig));
    }

    private static OperatorSettings other(Path kubeconfig) {
        return new OperatorSettings(
                "us",
                Optional.of(kubeconfig),
                Optional.of("us-admin"),
                "rp",
                "one",
                "127.0.0.1",
                0,
                "::1",
                9443,
                "127.0.0.2",
                9082,
                "link",
                "example.com",
                Duration.ofSeconds(30),
                Duration.ofSeconds(20),
                Duration.ofSeconds(5),
                true,
                LogFormat.TEXT);
    }

    @Test
    void prefersTheCommandLineToTheEnvironment() {
        var status = run(
                Map.of("REGIONPAIR_REGION", "us", "REGIONPAIR_PEER_PORT", "wrong"),
                "operator",
                "--region=eu",
                "--peer-port=1");

        assertThat(status).isZero();
        assertThat(started).extracting(OperatorSettings::region).containsExactly("eu");
    }

    @Test
    void takesAnEmptyVariableForNone() {
        run(Map.of("REGIONPAIR_NAMESPACE", ""), "operator", "--region=eu");

        assertThat(started).extracting(OperatorSettings::namespace).containsExactly("regionpair-system");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --region=EU                    | --region wants a name of lower-case letters, digits and dashes, not "EU"
            --region=                      | --region wants a name of lower-case letters, digits and dashes, not ""
            --region=-a                    | --region wants a name
            --kubeconfig=/no/such/file     | --kubeconfig wants a file that can be read, not "/no/such/file"
            --kube-context=                | --kube-context wants a word without spaces
            --namespace=a.b                | --namespace wants a name
            --identity=                    | --identity wants a word without spaces
            --http-address=a/b             | --http-address wants an address or host name of this machine
            --http-port=65536              | --http-port wants a port from 0 to 65535 (0: any free one), not "65536"
            --http-port=-1                 | --http-port wants a port
            --peer-address=*               | --peer-address wants an address or host name of this machine
            --peer-port=https              | --peer-port wants a port from 0 to 65535 (0: any free one), not "https"
            --peer-tls-secret=A            | --peer-tls-secret wants a domain name
            --trust-domain=spiffe://a      | --trust-domain wants a domain name like regionpair.io
            --lease-seconds=0              | --lease-seconds wants a number of seconds from 1 to 3600, not "0"
            --lease-seconds=15s            | --lease-seconds wants a number of seconds
            --renew-deadline-seconds=1e3   | --renew-deadline-seconds wants a number of seconds
            --retry-period-seconds=99999999999 | --retry-period-seconds wants a number of seconds
            --log-format=xml               | --log-format wants text or json, not "xml"
            """)
    void saysInOneLineWhatAnOptionWants(String argument, String sentence) {
        var name = argument.substring(0, argument.indexOf('='));
        var variable = "REGIONPAIR_" + name.substring(2).replace('-', '_').toUpperCase(java.util.Locale.ROOT);

        assertMistake(run(Map.of("REGIONPAIR_REGION", "eu"), "operator", argument), sentence);

        var value = argument.substring(argument.indexOf('=') + 1);
        if (!value.isEmpty()) {
            var rest = sentence.substring(name.length());
            assertMistake(run(both(variable, value), "operator"), variable + " (" + name + ")" + rest);
        }
    }

    private static Map<String, String> both(String variable, String value) {
        return variable.equals("REGIONPAIR_REGION")
                ? Map.of(variable, value)
                : Map.of("REGIONPAIR_REGION", "eu", variable, value);
    }

    @Test
    void saysInOneLineWhichOptionIsMissing() {
        assertMistake(
                run(Map.of(), "operator"),
                "--region NAME is missing (or REGIONPAIR_REGION): The region that this cluster is");
    }

    @Test
    void saysInOneLineThatAValueIsMissing() {
        assertMistake(run(Map.of(), "operator", "--region"), "--region");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--regoin=eu", "eu", "-v"})
    void saysInOneLineThatThereIsNoSuchOption(String argument) {
        assertMistake(run(Map.of(), "operator", "--region=eu", argument), "there is no " + argument);
    }

    @Test
    void keepsStrangeValuesOnOneLine() {
        assertMistake(run(Map.of(), "operator", "--region=a\nb"), "--region wants a name");
    }

    @Test
    void comparesTheTimesOfLeaderElection() {
        assertMistake(
                run(Map.of(), "operator", "--region=eu", "--lease-seconds=10"),
                "--renew-deadline-seconds wants less than --lease-seconds, which is 10; it is 10");
        assertMistake(
                run(Map.of(), "operator", "--region=eu", "--retry-period-seconds=10"),
                "--retry-period-seconds wants less than --renew-deadline-seconds, which is 10; it is 10");
    }

    @Test
    void wantsACommand() {
        assertMistake(run(Map.of()), "a command is missing, one of: operator, arbitrator");
    }

    @Test
    void wantsAnIdentityWhereTheHostHasNoName() {
        var surroundings = new CommandLineInterface.Surroundings(Map.of(), "", "1");
        var line = new CommandLineInterface(surroundings, programs(started::add));

        assertMistake(
                line.execute(new PrintWriter(out), new PrintWriter(err), "operator", "--region=eu"),
                "--identity is missing");
    }

    @Test
    void endsWithOneWhenTheProgramFails() {
        var line = new CommandLineInterface(surroundings(Map.of()), programs(_ -> {
            throw new IllegalStateException("expected by this test");
        }));

        assertThat(line.execute(new PrintWriter(out), new PrintWriter(err), "operator", "--region=eu"))
                .isEqualTo(1);
    }

    @Test
    void saysItsVersion() {
        assertThat(run(Map.of(), "--version")).isZero();
        assertThat(run(Map.of(), "operator", "--version")).isZero();

        assertThat(out).hasToString("regionpair 1.2.3\nregionpair 1.2.3\n");
    }

    @Test
    void explainsEveryOptionWithItsVariableAndDefault() {
        assertThat(run(Map.of(), "operator", "--help")).isZero();

        var operator = new CommandLineInterface(surroundings(Map.of()), programs(started::add))
                .model()
                .getSubcommands()
                .get("operator")
                .getCommandSpec();
        var help = out.toString().replaceAll("\\s+", " ");
        assertExplained(operator, help);
        assertThat(help).contains("Default: 8080").contains("Default: regionpair-system");
    }

    static void assertExplained(CommandSpec command, String help) {
        assertThat(command.options()).hasSizeGreaterThan(3).allSatisfy(option -> {
            assertThat(help).contains(option.longestName());
            assertThat(option.description()[0])
                    .endsWith(option.defaultValue() == null ? "." : "Default: " + option.defaultValue());
            if (option.arity().max() > 0) {
                assertThat(help).contains("Environment: " + Environment.nameOf(option));
                assertThat(option.description()[0]).containsPattern("Default: |Required\\.");
            }
        });
    }

    private Programs programs(Program<OperatorSettings> operator) {
        return new Programs(
                operator,
                settings -> fail("started " + settings),
                (settings, _) -> fail("checks " + settings),
                settings -> fail("sets " + settings),
                (settings, say) -> {
                    planned.add(settings);
                    say.accept("a line");
                    return planned.size() == 1;
                },
                (settings, say) -> {
                    told.add(settings);
                    say.accept("a table");
                    return StatusOutcome.NOT_READY;
                });
    }

    private int run(Map<String, String> variables, String... arguments) {
        return new CommandLineInterface(surroundings(variables), programs(started::add))
                .execute(new PrintWriter(out), new PrintWriter(err), arguments);
    }

    private static CommandLineInterface.Surroundings surroundings(Map<String, String> variables) {
        return new CommandLineInterface.Surroundings(variables, "this-host", "1.2.3");
    }

    private void assertMistake(int status, String sentence) {
        assertThat(err.toString()).contains(sentence).endsWith("(see --help)\n").containsOnlyOnce("\n");
        assertThat(status).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
        assertThat(started).isEmpty();
        err.getBuffer().setLength(0);
    }
}
