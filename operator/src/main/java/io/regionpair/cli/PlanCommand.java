package io.regionpair.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code regionpair plan}. */
@Command(
        name = "plan",
        description =
                "Says what this cluster's operator would write if a region became active now, level by level and in that"
                        + " order. Reads, and writes nothing. Ends with status 1 when it can't be told.")
@SuppressWarnings("NullAway.Init") // Set when run.
final class PlanCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--pair",
            required = true,
            paramLabel = "NAME",
            converter = Words.Name.class,
            description = "The RegionPair. Required.")
    private String pair;

    @Option(
            names = "--to",
            required = true,
            paramLabel = "REGION",
            converter = Words.Name.class,
            description = "The region that becomes active. In its cluster the plan is a start, in the other one a stop."
                    + " Required.")
    private String to;

    @Option(
            names = "--region",
            paramLabel = "NAME",
            converter = Words.Name.class,
            description = "The region that this cluster is. Default: what the pair's status says.")
    private @Nullable String region;

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            converter = Words.ReadableFile.class,
            description = "How to reach the cluster's API server. Default: $KUBECONFIG, or else ~/.kube/config.")
    private @Nullable Path kubeconfig;

    @Option(
            names = "--kube-context",
            paramLabel = "NAME",
            converter = Words.Word.class,
            description = "The context of the kubeconfig. Default: its current context.")
    private @Nullable String kubeContext;

    private final CommandLineInterface.Planner planner;

    PlanCommand(CommandLineInterface.Planner planner) {
        this.planner = planner;
    }

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        var told = planner.told(
                new PlanSettings(
                        pair,
                        to,
                        Optional.ofNullable(region),
                        Optional.ofNullable(kubeconfig),
                        Optional.ofNullable(kubeContext)),
                out::println);
        out.flush();
        return told ? ExitCode.OK : ExitCode.SOFTWARE;
    }
}
