package io.regionpair.e2e.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** A file with processes for others to find, one a line: process id, start, name. */
public record ProcessRegister(Path file) {

    void add(String name, ProcessId id) {
        try {
            Files.writeString(
                    file,
                    id.pid() + " " + id.start() + " " + name + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Those that still run, in the order of their start. */
    public List<Child> running() {
        if (!Files.exists(file)) {
            return List.of();
        }
        try (var lines = Files.lines(file)) {
            return lines.map(ProcessRegister::parse).filter(Child::alive).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends those that still run, the last one first, and forgets all. */
    public void endAll() {
        running().reversed().forEach(Child::close);
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Child parse(String line) {
        var fields = line.split(" ", 3);
        return new Child(fields[2], new ProcessId(Long.parseLong(fields[0]), fields[1]));
    }
}
