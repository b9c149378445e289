package io.regionpair.e2e.demo;

import io.regionpair.e2e.arbitrator.DocumentFile;
import io.regionpair.e2e.region.ExistingCluster;
import io.regionpair.e2e.story.Pair;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A demo that another process brought up. */
record RunningDemo(List<ExistingCluster> clusters, Pair pair, DocumentFile document) implements AutoCloseable {

    static RunningDemo find(DemoFolder folder) {
        if (!Files.exists(folder.env()) || folder.register().running().isEmpty()) {
            throw new IllegalStateException("no demo is up: e2e/demo up starts one");
        }
        var env = read(folder.env());
        var clusters = Stream.of("eu", "us")
                .map(region -> ExistingCluster.ofKubeconfig(
                        region,
                        path(env, region.toUpperCase(Locale.ROOT) + "_KUBECONFIG"),
                        path(env, region.toUpperCase(Locale.ROOT) + "_AUDIT_LOG")))
                .toList();
        var pair = new Pair(clusters, Objects.requireNonNull(env.get("PAIR")));
        return new RunningDemo(clusters, pair, new DocumentFile(path(env, "ARBITRATOR_DOCUMENT")));
    }

    @Override
    public void close() {
        clusters.forEach(ExistingCluster::close);
    }

    private static Path path(Map<String, String> env, String name) {
        return Path.of(Objects.requireNonNull(env.get(name), name));
    }

    private static Map<String, String> read(Path env) {
        try (var lines = Files.lines(env)) {
            return lines.map(line -> line.substring("export ".length()).split("=", 2))
                    .collect(Collectors.toMap(entry -> entry[0], entry -> entry[1].replace("'", "")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
