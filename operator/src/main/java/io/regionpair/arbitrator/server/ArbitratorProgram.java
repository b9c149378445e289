package io.regionpair.arbitrator.server;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.regionpair.arbitrator.client.UnusableSettingsException;
import io.regionpair.cli.ArbitratorServerSettings;
import io.regionpair.ops.AsyncEndpoint;
import io.regionpair.ops.Health;
import io.regionpair.ops.HealthEndpoint;
import io.regionpair.ops.HttpEndpoint;
import io.regionpair.ops.HttpEndpoint.ClientCertificates;
import io.regionpair.ops.LogKeys;
import io.regionpair.ops.Meters;
import io.regionpair.ops.TlsFiles;
import io.regionpair.ops.UnusableTlsException;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One instance of the arbitrator. Reads what it gave last, then the source, and only then listens: the first answer is never older than
 * the last one before the restart. On SIGTERM everybody who waits is answered.
 */
public final class ArbitratorProgram {

    private static final Logger log = LoggerFactory.getLogger(ArbitratorProgram.class);

    /** For answers that are on their way when the process ends. */
    private static final long LAST_ANSWERS_SECONDS = 2;

    private final ArbitratorServerSettings settings;
    private final InstantSource clock = InstantSource.system();
    private final LongSupplier nanos = System::nanoTime;
    private final Health health = new Health();
    private final PrometheusMeterRegistry meters = Meters.registry();
    private final ArbitratorMetrics metrics = new ArbitratorMetrics(meters, clock);
    private final Pairs pairs;
    private final Routes routes;
    private final CountDownLatch end = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    private ArbitratorProgram(ArbitratorServerSettings settings) {
        this.settings = settings;
        this.pairs = new Pairs(settings.defaultPair(), settings.regions(), metrics::of);
        this.routes = new Routes(
                pairs,
                clock,
                settings.maxWait(),
                settings.maxWaiting(),
                Runtime.getRuntime().availableProcessors());
    }

    /** Runs until the process is told to end. */
    public static void run(ArbitratorServerSettings settings)
            throws IOException, InterruptedException, UnusableTlsException, UnusableSettingsException {
        new ArbitratorProgram(settings).run();
    }

    private void run() throws IOException, InterruptedException, UnusableTlsException, UnusableSettingsException {
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(this::awaitEnd));
        try (var management = HealthEndpoint.start(settings.address(), settings.managementPort(), health, meters)) {
            log.atInfo().addKeyValue("management", management.port()).log("Health and metrics can be asked for");
            if (settings.state().isPresent()) {
                try (var lastGiven = LastGiven.open(settings.state().get())) {
                    serve(Optional.of(lastGiven));
                }
            } else {
                serve(Optional.empty());
            }
        } finally {
            ended.countDown();
        }
    }

    private void serve(Optional<LastGiven> lastGiven)
            throws IOException, InterruptedException, UnusableTlsException, UnusableSettingsException {
        try (var source = source();
                var room = routes.room()) {
            log.atInfo().addKeyValue(LogKeys.SOURCE, source.name()).log("The documents come from here");
            var keeper = new Keeper(source, pairs, room, lastGiven, clock, nanos, settings.maxWait());
            metrics.of(keeper);
            metrics.of(routes);
            keeper.remember();
            keeper.look();
            health.addLiveness("reading the source", keeper.heartbeat());
            var keeping = Thread.ofPlatform().name("keeper").daemon().start(keeper::run);
            try {
                listen(keeper);
            } finally {
                keeping.interrupt();
                keeping.join();
            }
        }
    }

    private DocumentSource source() throws UnusableSettingsException, IOException {
        return switch (settings.source()) {
            case ArbitratorServerSettings.Folder(var path) -> new DirectorySource(path, clock);
            case ArbitratorServerSettings.Etcd(var etcd) -> EtcdSource.open(etcd);
            case ArbitratorServerSettings.Git(var git) -> new GitSource(git, settings.regions(), settings.state());
        };
    }

    private void listen(Keeper keeper) throws IOException, InterruptedException, UnusableTlsException {
        if (settings.tls().isEmpty()) {
            listen(keeper, Optional.empty());
            return;
        }
        var files = settings.tls().get();
        var failures = new LongAdder();
        FunctionCounter.builder("regionpair.arbitrator.handshakes.failed", failures, LongAdder::sum)
                .description("TLS handshakes that came to nothing")
                .register(meters);
        try (var tls = TlsFiles.start(files, meters, clock, TlsFiles.INTERVAL)) {
            var clients =
                    files.clientAuthorities().isPresent() ? ClientCertificates.Required : ClientCertificates.Ignored;
            listen(keeper, Optional.of(new HttpEndpoint.Tls(tls, clients, _ -> failures.increment())));
        }
    }

    private void listen(Keeper keeper, Optional<HttpEndpoint.Tls> tls) throws IOException, InterruptedException {
        try (var port = AsyncEndpoint.start(endpoint(tls), nanos, routes)) {
            metrics.of(port.crowd());
            health.addReadiness("documents", () -> Readiness.trouble(pairs, keeper));
            log.atInfo()
                    .addKeyValue("port", port.port())
                    .addKeyValue("tls", tls.isPresent())
                    .log("The arbitrator is up");
            end.await();
            routes.room().close(pairs.all());
        }
    }

    private AsyncEndpoint.Settings endpoint(Optional<HttpEndpoint.Tls> tls) {
        return new AsyncEndpoint.Settings(
                "arbitrator",
                settings.address(),
                settings.port(),
                settings.patience(),
                settings.maxConnections(),
                tls,
                settings.accessLog());
    }

    private void awaitEnd() {
        end.countDown();
        try {
            if (!ended.await(LAST_ANSWERS_SECONDS, TimeUnit.SECONDS)) {
                log.warn("The last answers took too long");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
