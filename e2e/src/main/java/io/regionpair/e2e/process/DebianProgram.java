package io.regionpair.e2e.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** Programs of others that Debian ships. The script finds or fetches them; a test never skips for want of one. */
public enum DebianProgram {
    HAPROXY,
    NGINX,
    WRK;

    private static final Map<DebianProgram, Path> FOUND = new ConcurrentHashMap<>();

    /** Where it is; fetches it when it is nowhere. */
    public Path path() {
        return FOUND.computeIfAbsent(this, DebianProgram::find);
    }

    private static Path find(DebianProgram program) {
        var script = Workspace.root().resolve("e2e/tools/debian");
        try {
            var process = new ProcessBuilder(script.toString(), program.name().toLowerCase(Locale.ROOT))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            var path = process.inputReader(UTF_8).readLine();
            if (process.waitFor() != 0) {
                throw new IllegalStateException(script + " failed; its own message is above");
            }
            return Path.of(Objects.requireNonNull(path, "the script names no program"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while finding " + program, e);
        }
    }
}
