package io.regionpair.cli;

import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The page about options, made from the command line's own model. */
final class OptionsPage {

    private OptionsPage() {}

    static String text() {
        var surroundings = new CommandLineInterface.Surroundings(Map.of(), "", "");
        var programs = new CommandLineInterface.Programs(
                _ -> {},
                _ -> {},
                (_, _) -> true,
                _ -> new SetOutcome(SetOutcome.Kind.DONE, ""),
                (_, _) -> true,
                (_, _) -> StatusOutcome.READY);
        var model = new CommandLineInterface(surroundings, programs).model();
        return """
                # Options

                Every option that takes a value can also be given as an environment variable; the command line wins, and an empty
                variable counts as none. A wrong or missing option ends the program with status 2 and one line that names it.

                This page is generated from the program: `./mvnw -pl operator -am test -Dtest=OptionsPageTest -Ddocs.update
                -Dsurefire.failIfNoSpecifiedTests=false`.
                """
                + CommandLineInterface.subcommands(model).stream()
                        .map(OptionsPage::command)
                        .collect(Collectors.joining());
    }

    private static String command(CommandLine command) {
        var spec = command.getCommandSpec();
        return """

                ## `%s`

                %s

                | Option | Environment | Default | Meaning |
                | --- | --- | --- | --- |
                """.formatted(
                                spec.qualifiedName(),
                                String.join(" ", spec.usageMessage().description()))
                + spec.positionalParameters().stream().map(OptionsPage::row).collect(Collectors.joining())
                + spec.options().stream().map(OptionsPage::row).collect(Collectors.joining());
    }

    private static String row(PositionalParamSpec parameter) {
        return "| `%s` |  |  | %s |\n"
                .formatted(parameter.paramLabel(), parameter.description()[0]);
    }

    private static String row(OptionSpec option) {
        var takesValue = option.arity().max() > 0;
        var description = option.description()[0];
        var split = description.indexOf(" Default: ");
        var meaning = split < 0 ? description : description.substring(0, split);
        var preset = split < 0 ? "" : description.substring(split + " Default: ".length());
        return "| `%s%s` | %s | %s | %s |\n"
                .formatted(
                        option.longestName(),
                        takesValue ? " " + option.paramLabel() : "",
                        takesValue ? "`" + Environment.nameOf(option) + "`" : "",
                        option.defaultValue() == null ? preset : "`" + option.defaultValue() + "`",
                        meaning.replace("|", "\\|").replace("<", "&lt;"));
    }
}
