package io.regionpair.e2e.demo;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.regionpair.e2e.arbitrator.DocumentFile;
import io.regionpair.e2e.process.Lifetime;
import io.regionpair.e2e.process.Workspace;
import io.regionpair.e2e.region.TwoRegions;
import io.regionpair.e2e.story.Pair;
import io.regionpair.e2e.story.Rig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Brings the demo up. Its processes are all ended again when it doesn't get to {@link #leaveRunning}: after a failure, after Ctrl-C. */
final class Start implements AutoCloseable {

    private final DemoFolder folder;
    private final Lifetime lifetime;
    private final long began = System.nanoTime();
    private final Thread onInterrupt;
    private @Nullable TwoRegions regions;
    private @Nullable Pair pair;
    private @Nullable DocumentFile document;

    private Start(DemoFolder folder, Lifetime lifetime) {
        folder.prepare();
        this.folder = folder;
        this.lifetime = lifetime;
        this.onInterrupt = new Thread(folder.register()::endAll);
        Runtime.getRuntime().addShutdownHook(onInterrupt);
    }

    /** Its processes may outlive this one. */
    static Start detached(DemoFolder folder) {
        return new Start(folder, Lifetime.detached(folder.register().file()));
    }

    /** Its processes end with this one in any case. */
    static Start tied(DemoFolder folder) {
        return new Start(folder, Lifetime.tiedAndListed(folder.register().file()));
    }

    /** @param nodes of both regions */
    void everything(Nodes nodes) {
        var planes = TwoRegions.start(
                folder.path(),
                settings -> (nodes == Nodes.REAL ? settings.withRealNodes(1) : settings).withLifetime(lifetime));
        regions = planes;
        say(
                nodes == Nodes.REAL
                        ? "two control planes with a real node each; what ran when is in " + folder.path() + "/*/beats"
                        : "two control planes with simulated nodes");
        var rig = Rig.install(planes.all(), folder.path(), lifetime);
        say("API, operators, and two instances of the arbitrator behind a balancer");
        var sample = rig.sample(Workspace.root().resolve("samples/quickstart"));
        var deployed = new Pair(planes.all(), pairName(sample));
        document = rig.arbitrators().document(deployed.name());
        document.name("eu");
        rig.apply(sample);
        pair = deployed;
        writeEnv(planes, rig, deployed.name());
        say("the sample: pair " + pair.name());
    }

    Pair pair() {
        return Objects.requireNonNull(pair);
    }

    TwoRegions regions() {
        return Objects.requireNonNull(regions);
    }

    DocumentFile document() {
        return Objects.requireNonNull(document);
    }

    void say(String what) {
        System.out.printf(
                "%6.1f s  %s%n", Duration.ofNanos(System.nanoTime() - began).toMillis() / 1000.0, what);
    }

    void leaveRunning() {
        Runtime.getRuntime().removeShutdownHook(onInterrupt);
        System.out.printf("""

                Look at it:
                  e2e/demo status
                  source %s
                  $KUBECTL --kubeconfig $EU_KUBECONFIG get regionpairs,regioncomponents,pods -A
                Switch it:
                  e2e/demo switch us
                End it:
                  e2e/demo down
                """, folder.env());
        regions().eu().client().close();
        regions().us().client().close();
        regions = null;
    }

    /** Ends everything, unless it was left running. */
    @Override
    public void close() {
        if (regions != null || !Files.exists(folder.env())) {
            folder.register().endAll();
            folder.forget();
        }
        try {
            Runtime.getRuntime().removeShutdownHook(onInterrupt);
        } catch (IllegalStateException shuttingDown) {
            return;
        }
    }

    private void writeEnv(TwoRegions planes, Rig rig, String pairName) {
        var variables = new LinkedHashMap<String, Object>();
        for (var region : planes.all()) {
            var prefix = region.name().toUpperCase(Locale.ROOT);
            variables.put(prefix + "_KUBECONFIG", region.kubeconfig());
            variables.put(prefix + "_AUDIT_LOG", region.auditLog().orElseThrow());
            variables.put(
                    prefix + "_OPERATOR_PID",
                    rig.operator(region.name()).process().id().pid());
        }
        variables.put("ARBITRATOR_URL", rig.arbitrators().url(pairName));
        variables.put("ARBITRATOR_DOCUMENT", document().path());
        variables.put("KUBECTL", Workspace.controlPlanePrograms().resolve("kubectl"));
        variables.put("PAIR", pairName);
        try {
            Files.writeString(
                    folder.env(),
                    variables.entrySet().stream()
                            .map(entry -> "export " + entry.getKey() + "='" + entry.getValue() + "'\n")
                            .collect(Collectors.joining()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String pairName(List<HasMetadata> sample) {
        var names = sample.stream()
                .filter(object -> object.getKind().equals("RegionPair"))
                .map(object -> object.getMetadata().getName())
                .toList();
        if (names.size() != 1) {
            throw new IllegalStateException("samples/quickstart must have one RegionPair, not " + names);
        }
        return names.getFirst();
    }
}
