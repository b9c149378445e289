package io.regionpair.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code regionpair status}. */
@Command(
        name = "status",
        description =
                "Says what each region is, what it waits for and since when, and what a person can do about it, as the"
                        + " operators report it. Reads, and writes nothing. Ends with status 0 when all is as it should be, 3"
                        + " when something isn't, and 1 when a cluster couldn't be read.")
@SuppressWarnings("NullAway.Init") // Set when run.
final class StatusCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--pair",
            paramLabel = "NAME",
            converter = Words.Name.class,
            description = "One RegionPair. Default: all.")
    private @Nullable String pair;

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            converter = Words.ReadableFile.class,
            description = "How to reach the clusters' API servers. Default: $KUBECONFIG, or else ~/.kube/config.")
    private @Nullable Path kubeconfig;

    @Option(
            names = "--kube-context",
            paramLabel = "NAME",
            split = ",",
            converter = Words.Word.class,
            description = "The contexts of the kubeconfig, one for each region. Default: its current context alone.")
    private List<String> kubeContexts = List.of();

    @Option(names = "--json", description = "Say it as JSON, for programs. Default: as a table.")
    private boolean json;

    private final CommandLineInterface.Reporter reporter;

    StatusCommand(CommandLineInterface.Reporter reporter) {
        this.reporter = reporter;
    }

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        var outcome = reporter.tell(
                new StatusSettings(Optional.ofNullable(pair), Optional.ofNullable(kubeconfig), kubeContexts, json),
                out::println);
        out.flush();
        return outcome.code();
    }
}
