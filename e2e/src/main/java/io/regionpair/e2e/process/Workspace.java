package io.regionpair.e2e.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Where things are in the checkout. */
public final class Workspace {

    private Workspace() {}

    /** The checkout's root: the nearest folder above the working directory (or {@code regionpair.root}) that has an {@code e2e}. */
    public static Path root() {
        var start = Path.of(System.getProperty("regionpair.root", "")).toAbsolutePath();
        for (var folder = start; folder != null; folder = folder.getParent()) {
            if (Files.isExecutable(folder.resolve("e2e/control-planes/build"))) {
                return folder;
            }
        }
        throw new IllegalStateException("run this inside the RegionPair checkout; " + start + " is outside");
    }

    public static Path target() {
        return root().resolve("e2e/target");
    }

    /** A new folder {@code e2e/target/KIND/NUMBER}; concurrent runs get different ones. */
    public static Path newFolder(String kind) {
        try {
            var parent = Files.createDirectories(target().resolve(kind));
            var number = 1;
            while (!create(parent.resolve(Integer.toString(number)))) {
                number++;
            }
            return parent.resolve(Integer.toString(number));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean create(Path folder) throws IOException {
        try {
            Files.createDirectory(folder);
            return true;
        } catch (FileAlreadyExistsException taken) {
            return false;
        }
    }

    /**
     * The folder of the control planes' programs. Builds them when they are missing, which takes minutes the first time and says so; a
     * test never skips for want of them.
     */
    public static Path controlPlanePrograms() {
        return Programs.FOLDER;
    }

    /** The same for the programs of real nodes. */
    public static Path realNodePrograms() {
        return RealNodePrograms.FOLDER;
    }

    private static final class Programs {

        static final Path FOLDER = build("e2e/control-planes/build");
    }

    private static final class RealNodePrograms {

        static final Path FOLDER = build("e2e/real-nodes/build");
    }

    private static Path build(String path) {
        var script = root().resolve(path);
        try {
            var process = new ProcessBuilder(script.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            var folder = process.inputReader(UTF_8).readLine();
            if (process.waitFor() != 0) {
                throw new IllegalStateException(script + " failed; its own message is above");
            }
            return Path.of(Objects.requireNonNull(folder, "the build script names no folder"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while building with " + script, e);
        }
    }
}
