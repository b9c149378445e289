package io.regionpair.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The program's command line. Exit status 0: done, 1: failed, 2: used wrongly (one line on stderr says how). A subcommand may have more of
 * its own.
 */
public final class CommandLineInterface {

    /**
     * What the process is, for the command line.
     *
     * @param variables the environment
     * @param hostName default of {@code --identity}; empty: unknown
     * @param version of this program
     */
    public record Surroundings(Map<String, String> variables, String hostName, String version) {}

    /** What the subcommands start. */
    public record Programs(
            Program<OperatorSettings> operator,
            Program<ArbitratorServerSettings> arbitrator,
            Checker check,
            Setter set,
            Planner plan,
            Reporter status) {}

    /** What {@code status} starts. */
    @FunctionalInterface
    public interface Reporter {

        /** Says how the pairs stand, line by line. */
        StatusOutcome tell(StatusSettings settings, Consumer<String> say);
    }

    /** What {@code plan} starts. */
    @FunctionalInterface
    public interface Planner {

        /** Says the plan line by line, or what is wrong, and whether it was the plan. */
        boolean told(PlanSettings settings, Consumer<String> say);
    }

    /** What {@code arbitrator check} starts. */
    @FunctionalInterface
    public interface Checker {

        /** Says a line for each file, and whether all are good. */
        boolean allGood(CheckSettings settings, Consumer<String> say);
    }

    /** What {@code arbitrator set} starts. */
    @FunctionalInterface
    public interface Setter {

        /** Does it, and says what came of it. */
        SetOutcome set(SetSettings settings) throws InterruptedException;
    }

    private final CommandLine line;

    public CommandLineInterface(Surroundings surroundings, Programs programs) {
        var environment = new Environment(surroundings.variables());
        line = new CommandLine(new RegionPairCommand());
        line.addSubcommand(new OperatorCommand(programs.operator(), surroundings.hostName()));
        line.addSubcommand(new CommandLine(new ArbitratorCommand(programs.arbitrator()))
                .addSubcommand(new CheckCommand(programs.check()))
                .addSubcommand(new SetCommand(programs.set())));
        line.addSubcommand(new PlanCommand(programs.plan()));
        line.addSubcommand(new StatusCommand(programs.status()));
        for (var command : subcommands(line)) {
            Environment.document(command.getCommandSpec());
            addStandardOptions(command.getCommandSpec());
            command.getCommandSpec().version("regionpair " + surroundings.version());
        }
        addStandardOptions(line.getCommandSpec());
        line.setDefaultValueProvider(environment);
        line.getCommandSpec().version("regionpair " + surroundings.version());
        var mistakes = new Mistakes(environment);
        line.setParameterExceptionHandler(mistakes);
        line.setExecutionExceptionHandler(mistakes);
        line.setUsageHelpWidth(120);
        line.setUsageHelpAutoWidth(false);
    }

    /** All of them, those of subcommands right after their own. */
    static List<CommandLine> subcommands(CommandLine command) {
        return command.getSubcommands().values().stream()
                .flatMap(sub -> Stream.concat(Stream.of(sub), subcommands(sub).stream()))
                .toList();
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
