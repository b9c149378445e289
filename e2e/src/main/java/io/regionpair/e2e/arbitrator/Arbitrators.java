package io.regionpair.e2e.arbitrator;

import io.regionpair.e2e.process.Lifetime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Instances of the arbitrator behind a balancer, as it is to be run. They serve any number of pairs. */
public final class Arbitrators implements AutoCloseable {

    private static final List<String> SMALL = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx64m");

    private final List<Path> documents;
    private final List<ArbitratorProcess> instances;
    private final HaProxy balancer;

    private Arbitrators(List<Path> documents, List<ArbitratorProcess> instances, HaProxy balancer) {
        this.documents = documents;
        this.instances = instances;
        this.balancer = balancer;
    }

    /**
     * Two that read the same folder. Returns when both answer; there is no document yet.
     *
     * @param folder for the documents, and the instances' states and logs
     */
    public static Arbitrators start(Path folder, Lifetime lifetime) {
        var documents = newFolder(folder.resolve("documents"));
        return start(folder, List.of(documents, documents), lifetime);
    }

    /** So many that each have a folder of their own, as after a roll-out that takes one after the other. */
    public static Arbitrators apart(Path folder, int number, Lifetime lifetime) {
        var documents = IntStream.range(0, number)
                .mapToObj(instance -> newFolder(folder.resolve("documents-" + instance)))
                .toList();
        return start(folder, documents, lifetime);
    }

    private static Arbitrators start(Path folder, List<Path> documents, Lifetime lifetime) {
        var instances = IntStream.range(0, documents.size())
                .mapToObj(number -> ArbitratorProcess.launch(new ArbitratorProcess.Settings(
                        Integer.toString(number),
                        "--documents=" + documents.get(number),
                        SMALL,
                        List.of("--state=" + newFolder(folder.resolve("state-" + number)), "--regions=eu,us"),
                        folder.resolve("arbitrator-" + number + ".log"),
                        lifetime)))
                .toList();
        try {
            // Not ready before there is a document.
            instances.forEach(ArbitratorProcess::awaitAlive);
            return new Arbitrators(documents, instances, HaProxy.start(folder, instances, lifetime));
        } catch (RuntimeException | Error failure) {
            instances.forEach(ArbitratorProcess::close);
            throw failure;
        }
    }

    /** For a pair's {@code spec.arbitrator.endpoints}. */
    public String url(String pair) {
        return "http://localhost:" + balancer.port() + "/v1/pairs/" + pair;
    }

    /** What all read, where they have one folder; else the first one's. */
    public DocumentFile document(String pair) {
        return document(pair, 0);
    }

    /** What one instance reads. */
    public DocumentFile document(String pair, int instance) {
        return new DocumentFile(documents.get(instance).resolve(pair + ".json"));
    }

    @Override
    public void close() {
        balancer.close();
        instances.forEach(ArbitratorProcess::close);
    }

    private static Path newFolder(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
