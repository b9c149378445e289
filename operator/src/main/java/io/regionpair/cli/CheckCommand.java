package io.regionpair.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code regionpair arbitrator check}. */
@Command(
        name = "check",
        description =
                "Judges documents as the arbitrator would, one line for each. Ends with status 0 when all are good, 1 when"
                        + " one is bad.")
@SuppressWarnings("NullAway.Init") // Set when run.
final class CheckCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "Documents: *.yaml and *.yml are read as YAML, everything else as JSON.")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = "--regions",
            paramLabel = "REGION,REGION",
            converter = Words.TwoRegions.class,
            description = "The two regions that documents may name. Default: any two.")
    private @Nullable List<String> regions;

    @Option(
            names = "--follows",
            paramLabel = "FILE",
            description = "The document that is served now: whether each file may replace it is checked too, so that no"
                    + " epoch goes backwards. Default: none.")
    private @Nullable Path follows;

    private final CommandLineInterface.Checker checker;

    CheckCommand(CommandLineInterface.Checker checker) {
        this.checker = checker;
    }

    @Override
    public Integer call() {
        var settings = new CheckSettings(files, regions == null ? List.of() : regions, Optional.ofNullable(follows));
        var out = spec.commandLine().getOut();
        var good = checker.allGood(settings, out::println);
        out.flush();
        return good ? ExitCode.OK : ExitCode.SOFTWARE;
    }
}
