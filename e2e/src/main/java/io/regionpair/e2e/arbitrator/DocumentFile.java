package io.regionpair.e2e.arbitrator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The file with the arbitrator's document. */
public record DocumentFile(Path path) {

    /** Names the active region, in the two fields that every arbitrator has. */
    public void name(String active) {
        write("{\"active\":\"%s\",\"secondary\":\"%s\"}\n".formatted(active, other(active)));
    }

    public void name(String active, long epoch) {
        write("{\"active\":\"%s\",\"secondary\":\"%s\",\"epoch\":%d}\n".formatted(active, other(active), epoch));
    }

    /** Names the active region and asserts that the other one's processes are gone. */
    public void nameAndFence(String active, long epoch) {
        write(
                "{\"active\":\"%s\",\"secondary\":\"%2$s\",\"epoch\":%3$d,\"fenced\":{\"region\":\"%2$s\",\"epoch\":%3$d}}\n"
                        .formatted(active, other(active), epoch));
    }

    /** Replaces the file in one step: no reader sees half of it. */
    public void write(String text) {
        try {
            var next = path.resolveSibling(path.getFileName() + ".next");
            Files.writeString(next, text);
            Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void remove() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String read() {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String other(String region) {
        return region.equals("eu") ? "us" : "eu";
    }
}
