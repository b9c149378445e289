package io.regionpair.e2e.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A subcommand of the program that ends by itself, as a person or a pipeline gives it. */
public final class CommandProcess {

    /**
     * What it said and how it ended.
     *
     * @param out what it said to stdout
     * @param err what it said to stderr
     */
    public record Result(int status, String out, String err) {}

    private final Process process;

    private CommandProcess(Process process) {
        this.process = process;
    }

    /** Returns at once. */
    public static CommandProcess start(String... arguments) {
        return start(Map.of(), arguments);
    }

    /**
     * The same.
     *
     * @param variables of its environment, besides ours
     */
    public static CommandProcess start(Map<String, String> variables, String... arguments) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // It lives for half a second.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-jar",
                Workspace.root().resolve("operator/target/regionpair.jar").toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command);
        builder.environment().putAll(variables);
        try {
            return new CommandProcess(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns when it has ended. Both streams together are shorter than a pipe holds. */
    public Result await() {
        try {
            var out = new String(process.getInputStream().readAllBytes(), UTF_8);
            var err = new String(process.getErrorStream().readAllBytes(), UTF_8);
            return new Result(process.waitFor(), out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a command runs", e);
        }
    }
}
