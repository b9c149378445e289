package io.regionpair;

import io.regionpair.arbitrator.server.ArbitratorProgram;
import io.regionpair.arbitrator.server.DocumentChange;
import io.regionpair.arbitrator.server.DocumentCheck;
import io.regionpair.cli.CommandLineInterface;
import io.regionpair.cli.CommandLineInterface.Programs;
import io.regionpair.cli.CommandLineInterface.Surroundings;
import io.regionpair.operator.OperatorProgram;
import io.regionpair.operator.PlanProgram;
import io.regionpair.operator.StatusProgram;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The entry point: hands the command line to the subcommand's program, and its status to the system. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        var version = Objects.requireNonNullElse(Main.class.getPackage().getImplementationVersion(), "(not packaged)");
        var surroundings = new Surroundings(System.getenv(), hostName(), version);
        var commandLine = new CommandLineInterface(
                surroundings,
                new Programs(
                        OperatorProgram::run,
                        ArbitratorProgram::run,
                        DocumentCheck::run,
                        DocumentChange::run,
                        PlanProgram::run,
                        StatusProgram::run));
        var out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        // The operator framework leaves threads behind that would keep an ended program alive.
        System.exit(commandLine.execute(out, err, args));
    }

    private static String hostName() {
        var fromEnvironment = System.getenv("HOSTNAME");
        if (fromEnvironment != null && !fromEnvironment.isBlank()) {
            return fromEnvironment;
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException _) {
            return "";
        }
    }
}
