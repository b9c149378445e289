package io.regionpair.operator;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.regionpair.cli.OperatorSettings;
import io.regionpair.component.Seals;
import io.regionpair.grant.GrantServer;
import io.regionpair.grant.Granter;
import io.regionpair.ops.BootClock;
import io.regionpair.ops.EventRecorder;
import io.regionpair.ops.Health;
import io.regionpair.ops.HealthEndpoint;
import io.regionpair.ops.Leadership;
import io.regionpair.ops.Meters;
import io.regionpair.ops.TlsSecrets;
import io.regionpair.pair.PairMetrics;
import io.regionpair.pair.PairRuntime;
import io.regionpair.pair.PairRuntimes;
import io.regionpair.pair.PeerAnswering;
import io.regionpair.pair.RegionComponentReconciler;
import io.regionpair.pair.RegionPairReconciler;
import io.regionpair.peer.PeerServer;
import io.regionpair.protocol.Grant;
import io.regionpair.workload.AdmissionFence;
import io.regionpair.workload.Levers;
import io.regionpair.workload.Surveyor;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operator of one region. Serves health and the peer link from the start, in every replica; campaigns for leadership; and runs the
 * controllers and engines only while it leads. Ends on SIGTERM, giving the leadership back.
 */
public final class OperatorProgram {

    private static final Logger log = LoggerFactory.getLogger(OperatorProgram.class);

    /** Writes of ours are recorded under this name, and the audit log shows who lowered what. */
    private static final String FIELD_MANAGER = "regionpair";

    private static final int MAX_RETRY_MILLIS = 30_000;
    private static final int FIRST_RETRY_MILLIS = 500;

    private final OperatorSettings settings;
    private final InstantSource clock = InstantSource.system();
    private final LongSupplier nanos = BootClock.ofThisMachine();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile Consumer<String> peerCalls = _ -> {};
    private volatile Function<String, Seals> seals = _ -> Seals.NONE;
    private volatile Granter granter = (_, _) -> Optional.empty();

    private OperatorProgram(OperatorSettings settings) {
        this.settings = settings;
    }

    /** Runs until the process is told to end. */
    public static void run(OperatorSettings settings) throws IOException, InterruptedException {
        new OperatorProgram(settings).run();
    }

    private void run() throws IOException, InterruptedException {
        var health = new Health();
        // Whoever has both regions' metrics in one place must be able to tell them apart, also while a leader changes.
        var meters = Meters.registry(Tag.of("region", settings.region()));
        var client = ClusterClient.to(settings.kubeconfig(), settings.kubeContext());
        var secrets = TlsSecrets.start(client, settings.namespace(), meters, clock, TlsSecrets.INTERVAL);
        var surveyor = new Surveyor(client, clock);
        try (var healthPort = HealthEndpoint.start(settings.httpAddress(), settings.httpPort(), health, meters);
                var peerPort = PeerServer.start(
                        new PeerServer.Settings(
                                settings.peerAddress(), settings.peerPort(), settings.region(), settings.trustDomain()),
                        secrets.secret(settings.peerTlsSecret()),
                        new PeerAnswering(
                                client,
                                surveyor,
                                new Levers(client, FIELD_MANAGER)::send,
                                new AdmissionFence(client, settings.namespace())::refusesPods,
                                pair -> seals.apply(pair),
                                pair -> peerCalls.accept(pair),
                                settings.region()),
                        meters);
                var grantPort = GrantServer.start(
                        settings.grantAddress(),
                        settings.grantPort(),
                        (pair, request) -> granter.answer(pair, request),
                        meters);
                var events = EventRecorder.start(client, settings.identity(), clock, meters)) {
            var leading = new Leading(client, meters, health, secrets, surveyor, events);
            peerCalls = leading::peerCalled;
            seals = leading::seals;
            granter = leading::grant;
            var leadership = new Leadership(
                    client,
                    new Leadership.Settings(
                            settings.namespace(),
                            "regionpair-operator",
                            settings.identity(),
                            settings.lease(),
                            settings.renewDeadline(),
                            settings.retryPeriod()),
                    nanos,
                    Runtime.getRuntime()::halt);
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
                leading.close();
                leadership.close();
                ended.countDown();
            }));
            health.addLiveness("leader election", leadership);
            health.addReadiness("api server", () -> Optional.empty());
            log.atInfo()
                    .addKeyValue("region", settings.region())
                    .addKeyValue("identity", settings.identity())
                    .addKeyValue("http", healthPort.port())
                    .addKeyValue("peer", peerPort.port())
                    .addKeyValue("grants", grantPort.port())
                    .log("The operator is up and strives to lead");
            leadership.campaign(leading::begin);
            ended.await();
        }
    }

    /** What only a leader does. */
    private final class Leading implements AutoCloseable {

        private final KubernetesClient client;
        private final Operator operator;
        private final PairRuntimes runtimes;
        private final RegionPairReconciler pairs;
        private final RegionComponentReconciler components;

        Leading(
                KubernetesClient client,
                PrometheusMeterRegistry meters,
                Health health,
                TlsSecrets secrets,
                Surveyor surveyor,
                EventRecorder events) {
            this.client = client;
            var levers = new Levers(client, FIELD_MANAGER);
            var fence = new AdmissionFence(client, settings.namespace());
            var metrics = new PairMetrics(meters, nanos);
            this.runtimes = new PairRuntimes(
                    pair -> new PairRuntime(
                            pair,
                            new PairRuntime.Services(
                                    client,
                                    settings.region(),
                                    settings.namespace(),
                                    settings.assumePassiveUnknown(),
                                    clock,
                                    nanos,
                                    surveyor,
                                    levers,
                                    fence,
                                    secrets,
                                    events,
                                    metrics,
                                    this::componentsOf,
                                    this::pairChanged,
                                    this::componentChanged)),
                    health);
            this.pairs = new RegionPairReconciler(runtimes, settings.region(), clock);
            this.components = new RegionComponentReconciler(runtimes, clock);
            this.operator = new Operator(overrider -> overrider
                    .withKubernetesClient(client)
                    .withCloseClientOnStop(false)
                    .withMetrics(Meters.ofFramework(meters))
                    .withReconciliationTerminationTimeout(Duration.ofSeconds(5))
                    .withConcurrentReconciliationThreads(8));
        }

        private java.util.List<io.regionpair.api.RegionComponent> componentsOf(String pair) {
            return components.componentsOf(pair);
        }

        private void pairChanged(String pair) {
            pairs.changed(pair);
        }

        private void componentChanged(io.regionpair.api.RegionComponent component) {
            components.changed(component);
        }

        void peerCalled(String pair) {
            runtimes.find(pair).ifPresent(PairRuntime::peerCalled);
        }

        Seals seals(String pair) {
            return runtimes.find(pair).map(PairRuntime::seals).orElse(Seals.NONE);
        }

        Optional<Grant.Answer> grant(String pair, Grant.Request request) throws InterruptedException {
            var runtime = runtimes.find(pair);
            return runtime.isPresent() ? runtime.get().grant(request) : Optional.empty();
        }

        void begin() {
            var retry = new GenericRetry()
                    .withoutMaxAttempts()
                    .setInitialInterval(FIRST_RETRY_MILLIS)
                    .setMaxInterval(MAX_RETRY_MILLIS);
            // Components first: a pair without its components' cache would find nothing running.
            operator.register(components, config -> config.withRetry(retry));
            operator.register(pairs, config -> config.withRetry(retry));
            operator.start();
            log.atInfo().addKeyValue("region", settings.region()).log("This process leads");
        }

        @Override
        public void close() {
            operator.stop();
            runtimes.close();
            client.close();
        }
    }
}
