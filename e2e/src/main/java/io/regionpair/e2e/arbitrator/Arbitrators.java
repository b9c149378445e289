package io.regionpair.e2e.arbitrator;

import io.regionpair.e2e.process.Lifetime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The arbitrator as it is to be run: two instances with the same documents, behind a balancer. It serves any number of pairs. */
public final class Arbitrators implements AutoCloseable {

    private static final List<String> SMALL = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx64m");

    private final Path documents;
    private final List<ArbitratorProcess> instances;
    private final HaProxy balancer;

    private Arbitrators(Path documents, List<ArbitratorProcess> instances, HaProxy balancer) {
        this.documents = documents;
        this.instances = instances;
        this.balancer = balancer;
    }

    /**
     * Returns when all answer. There is no document yet.
     *
     * @param folder for the documents, and the instances' states and logs
     */
    public static Arbitrators start(Path folder, Lifetime lifetime) {
        var documents = newFolder(folder.resolve("documents"));
        var instances = Stream.of("1", "2")
                .map(name -> ArbitratorProcess.launch(new ArbitratorProcess.Settings(
                        name,
                        "--documents=" + documents,
                        SMALL,
                        List.of("--state=" + newFolder(folder.resolve("state-" + name)), "--regions=eu,us"),
                        folder.resolve("arbitrator-" + name + ".log"),
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

    /** Both instances read it. */
    public DocumentFile document(String pair) {
        return new DocumentFile(documents.resolve(pair + ".json"));
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
