package io.regionpair.e2e.arbitrator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.regionpair.e2e.process.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code regionpair arbitrator set}, as a person or a pipeline gives it. */
public final class SetProcess {

    /**
     * What it said and how it ended.
     *
     * @param out what it said to stdout
     * @param err what it said to stderr
     */
    public record Result(int status, String out, String err) {}

    private final Process process;

    private SetProcess(Process process) {
        this.process = process;
    }

    /** Returns at once. */
    public static SetProcess start(String... options) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // It lives for half a second.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-jar",
                Workspace.root().resolve("operator/target/regionpair.jar").toString(),
                "arbitrator",
                "set"));
        command.addAll(List.of(options));
        try {
            return new SetProcess(new ProcessBuilder(command).start());
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
            throw new IllegalStateException("interrupted while a document is set", e);
        }
    }
}
