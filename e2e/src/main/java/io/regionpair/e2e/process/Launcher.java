package io.regionpair.e2e.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Starts programs. */
public final class Launcher {

    private Launcher() {}

    /** Returns as soon as the process exists; whether the program works is for the caller to find out. */
    public static Child start(Program program, Lifetime lifetime) {
        var script = lifetime.tied() ? "supervise.sh" : "detach.sh";
        var command = new ArrayList<>(List.of(
                "bash", "-c", text(script), program.name(), program.log().toString()));
        command.addAll(program.command());
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(program.environment());
        try {
            var shell = builder.start();
            var pid = Long.parseLong(
                    Objects.requireNonNullElse(shell.inputReader(UTF_8).readLine(), ""));
            var id = ProcessId.of(pid).orElseThrow(() -> new IOException("it ended at once, see " + program.log()));
            lifetime.register().ifPresent(register -> register.add(program.name(), id));
            return new Child(program.name(), id);
        } catch (IOException | NumberFormatException e) {
            throw new IllegalStateException("cannot start " + program.name(), e);
        }
    }

    private static String text(String resource) {
        try (var in = Objects.requireNonNull(Launcher.class.getResourceAsStream(resource), resource)) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
