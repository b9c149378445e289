package io.regionpair.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code regionpair} without a subcommand, which is a mistake. */
@Command(
        name = "regionpair",
        description = "Moves the active role of a system between two regions.",
        synopsisSubcommandLabel = "COMMAND")
@SuppressWarnings("NullAway.Init")
final class RegionPairCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "a command is missing, one of: "
                        + String.join(", ", spec.subcommands().keySet()));
    }
}
