package io.regionpair.e2e.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A process that can be found again by another process.
 *
 * @param start when it started, in the kernel's ticks: a number that was given to somebody else in between has another one
 */
public record ProcessId(long pid, String start) {

    /** Empty when there is no such process (any more). */
    public static Optional<ProcessId> of(long pid) {
        return startOf(pid).map(start -> new ProcessId(pid, start));
    }

    /** Still the process that was meant, and running. */
    public boolean alive() {
        return startOf(pid).filter(start::equals).isPresent();
    }

    private static Optional<String> startOf(long pid) {
        try {
            var stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            // The second field is the program's name in brackets, and may hold blanks and brackets itself.
            var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            // The first thread of a killed process may be a zombie while others still hold its ports.
            var ended = fields[0].equals("Z") && fields[17].equals("1");
            return ended ? Optional.empty() : Optional.of(fields[19]);
        } catch (IOException gone) {
            return Optional.empty();
        }
    }
}
