package io.regionpair.cli;

import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The program's command line. Exit status 0: done, 1: failed, 2: used wrongly (one line on stderr says how). */
public final class CommandLineInterface {

    /**
     * What the process is, for the command line.
     *
     * @param variables the environment
     * @param hostName default of {@code --identity}; empty: unknown
     * @param version of this program
     */
    public record Surroundings(Map<String, String> variables, String hostName, String version) {}

    private final CommandLine line;

    /** One parameter for each subcommand's program. */
    public CommandLineInterface(Surroundings surroundings, Program<OperatorSettings> operator) {
        var environment = new Environment(surroundings.variables());
        line = new CommandLine(new RegionPairCommand());
        line.addSubcommand(new OperatorCommand(operator, surroundings.hostName()));
        line.getSubcommands().values().forEach(command -> Environment.document(command.getCommandSpec()));
        addStandardOptions(line.getCommandSpec());
        line.getSubcommands().values().forEach(command -> addStandardOptions(command.getCommandSpec()));
        line.setDefaultValueProvider(environment);
        line.getCommandSpec().version("regionpair " + surroundings.version());
        line.getSubcommands()
                .values()
                .forEach(command -> command.getCommandSpec().version("regionpair " + surroundings.version()));
        var mistakes = new Mistakes(environment);
        line.setParameterExceptionHandler(mistakes);
        line.setExecutionExceptionHandler(mistakes);
        line.setUsageHelpWidth(120);
        line.setUsageHelpAutoWidth(false);
    }

    private static void addStandardOptions(CommandSpec command) {
        command.addOption(OptionSpec.builder("--help")
                .usageHelp(true)
                .type(boolean.class)
                .description("Explains the options.")
                .build());
        command.addOption(OptionSpec.builder("--version")
                .versionHelp(true)
                .type(boolean.class)
                .description("Says which version this is.")
                .build());
    }

    /** Runs what the arguments say, and returns the exit status when that has ended. */
    public int execute(PrintWriter out, PrintWriter err, String... args) {
        line.setOut(out);
        line.setErr(err);
        return line.execute(args);
    }

    /** For the generated documentation, and for nothing else. */
    CommandLine model() {
        return line;
    }
}
