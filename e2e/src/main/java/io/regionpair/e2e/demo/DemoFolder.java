package io.regionpair.e2e.demo;

import io.regionpair.e2e.process.ProcessRegister;
import io.regionpair.e2e.process.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** Where the demo keeps its things. */
record DemoFolder(Path path) {

    static DemoFolder current() {
        return new DemoFolder(Workspace.target().resolve("demo"));
    }

    /** Each process that runs, written down when it starts. */
    ProcessRegister register() {
        return new ProcessRegister(path.resolve("processes"));
    }

    /** Variables for a shell: {@code source e2e/target/demo/env}. It is there while a demo is up. */
    Path env() {
        return path.resolve("env");
    }

    /** Makes it anew; refuses while a demo runs in it. */
    void prepare() {
        if (!register().running().isEmpty()) {
            throw new IllegalStateException("a demo is up already: e2e/demo status shows it, e2e/demo down ends it");
        }
        try {
            if (Files.exists(path)) {
                try (var files = Files.walk(path)) {
                    for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(file);
                    }
                }
            }
            Files.createDirectories(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Logs stay, to be looked at. */
    void forget() {
        try {
            Files.deleteIfExists(env());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
