package io.regionpair.pair;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.regionpair.api.Reason;
import io.regionpair.api.RegionComponent;
import io.regionpair.api.RegionComponentStatus;
import io.regionpair.api.RegionPair;
import io.regionpair.api.RegionPairStatus;
import io.regionpair.api.RegionRecord;
import io.regionpair.api.Role;
import io.regionpair.arbitrator.client.PollLoop;
import io.regionpair.component.ComponentLoop;
import io.regionpair.component.Pass;
import io.regionpair.component.Seals;
import io.regionpair.ops.EventRecorder;
import io.regionpair.ops.Heartbeat;
import io.regionpair.ops.TlsSecrets;
import io.regionpair.peer.PeerClient;
import io.regionpair.protocol.Effect;
import io.regionpair.protocol.Grant;
import io.regionpair.protocol.Input;
import io.regionpair.protocol.LostPod;
import io.regionpair.protocol.Memory;
import io.regionpair.protocol.Params;
import io.regionpair.protocol.PeerAnswer;
import io.regionpair.protocol.Posture;
import io.regionpair.workload.AdmissionFence;
import io.regionpair.workload.Levers;
import io.regionpair.workload.PodGone;
import io.regionpair.workload.Survey;
import io.regionpair.workload.Surveyor;
import io.regionpair.workload.Wanted;
import io.regionpair.workload.Watched;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that runs for one pair while this process leads: the engine, the loop over the components, the poll of the arbitrator, the
 * link to the peer and the watches that wake them. Wiring only; it decides nothing.
 */
public final class PairRuntime implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(PairRuntime.class);

    /**
     * From one look at the peer's state to the next, unless this region's role changes; it shows a split brain, so a minute would be too
     * long.
     */
    private static final Duration LOOK_AT_PEER = Duration.ofSeconds(2);

    /** What all pairs share. */
    public record Services(
            KubernetesClient client,
            String region,
            String namespace,
            boolean afterRestore,
            InstantSource clock,
            LongSupplier nanos,
            Surveyor surveyor,
            Levers levers,
            AdmissionFence fence,
            TlsSecrets secrets,
            EventRecorder events,
            PairMetrics metrics,
            Function<String, List<RegionComponent>> components,
            Consumer<String> pairChanged,
            Consumer<RegionComponent> componentChanged) {}

    private final Services services;
    private final String name;
    private final PairEngine engine;
    private final ComponentLoop loop;
    private final PairGrants grants;
    private final Heartbeat heartbeat;
    private @Nullable SharedIndexInformer<RegionRecord> recordWatch;
    private volatile @Nullable Watched watched;
    private List<String> watchedNamespaces = List.of();
    private final Thread peerWatch;
    private final Semaphore looks = new Semaphore(0);
    private volatile RegionPair pair;
    private volatile @Nullable PairSnapshot snapshot;
    private volatile @Nullable RegionPairStatus lastStatus;
    private volatile Map<String, RegionComponentStatus> statuses = Map.of();
    private volatile @Nullable PeerClient peerClient;
    private volatile @Nullable PeerCluster peerCluster;
    private volatile boolean closed;
    private volatile @Nullable PollLoop polls;
    private @Nullable ArbitratorPoller poller;

    public PairRuntime(RegionPair pair, Services services) {
        this.pair = pair;
        this.services = services;
        this.name = pair.getMetadata().getName();
        this.heartbeat = new Heartbeat(services.nanos(), Duration.ofSeconds(60));
        this.engine = new PairEngine(
                name,
                new EngineWorld(),
                new RecordStore(services.client(), name),
                services.clock(),
                services.nanos(),
                this::published);
        this.loop = new ComponentLoop(
                name, new LoopWorld(), services.nanos(), services.levers()::send, engine::accept, this::passed);
        this.grants = new PairGrants(
                engine::state,
                this::params,
                term -> RecordStore.confirmActive(services.client(), name, term),
                services.nanos());
        this.peerWatch = Thread.ofVirtual().name("peer-watch-" + name).unstarted(this::watchPeer);
    }

    /**
     * Begins.
     *
     * @throws RuntimeException when something can't be watched, such as a namespace that this account may not see; nothing runs then
     */
    public synchronized void start() {
        lastStatus = pair.getStatus();
        watch(pair.getSpec().namespaces());
        recordWatch = watchRecord();
        connect(pair);
        engine.accept(accountedFor(pair));
        engine.start();
        loop.start();
        peerWatch.start();
    }

    /** Takes a new version of the RegionPair. */
    public synchronized void update(RegionPair next) {
        var before = pair;
        // Before anything else: it may fail, and then all of this comes again.
        if (!watchedNamespaces.equals(next.getSpec().namespaces())) {
            watch(next.getSpec().namespaces());
        }
        pair = next;
        if (!before.getSpec().arbitrator().equals(next.getSpec().arbitrator())
                || !before.getSpec().regions().equals(next.getSpec().regions())
                || !Objects.equals(before.getSpec().peer(), next.getSpec().peer())) {
            disconnect();
            connect(next);
        }
        engine.accept(accountedFor(next));
        loop.poke();
    }

    private static Input accountedFor(RegionPair pair) {
        return new Input.PodsAccountedFor(PairParams.accountedFor(pair));
    }

    /** Something about the pair's components changed. */
    public void poke() {
        loop.poke();
    }

    /** The other region's operator looked at this one. */
    public void peerCalled() {
        engine.accept(new Input.PeerCalled());
    }

    /** What the closed admission fence holds besides pods, as long as it is closed. */
    public Seals seals() {
        return loop.seals();
    }

    /** A guard in a pod asks; absent while the spec can't be used. */
    public Optional<Grant.Answer> grant(Grant.Request request) throws InterruptedException {
        return grants.answer(request);
    }

    public Heartbeat heartbeat() {
        return heartbeat;
    }

    /** Nothing is left to do for a pair that is being deleted. */
    public boolean released() {
        return engine.state().released();
    }

    /** The status that should be there now; absent before the first step. */
    public Optional<RegionPairStatus> status() {
        var now = snapshot;
        if (now == null) {
            return Optional.empty();
        }
        var built = new PairReport(
                        pair,
                        lastStatus,
                        now,
                        PairParams.complaints(
                                pair, services.region(), services.clock().instant()),
                        certificate().or(() -> peerCluster().flatMap(PeerCluster::trouble)),
                        services.clock().instant())
                .build();
        lastStatus = built;
        return Optional.of(built);
    }

    /** The status that a component should have now. */
    public Optional<RegionComponentStatus> status(String component) {
        return Optional.ofNullable(statuses.get(component));
    }

    private Optional<Params> params() {
        return PairParams.of(pair, services.region(), services.clock().instant())
                .map(params -> services.afterRestore() ? params.restored() : params);
    }

    private Optional<PairParams.Complaint> certificate() {
        var secret = Objects.requireNonNull(pair.getSpec().peer(), "the schema has a default")
                .tlsSecretName();
        return PeerCertificate.complaint(
                secret, services.secrets().secret(secret), services.clock().instant());
    }

    private void connect(RegionPair spec) {
        var peer = PairParams.peerOf(spec, services.region());
        if (peer.isPresent()) {
            var link = Objects.requireNonNull(spec.getSpec().peer(), "the schema has a default");
            peerClient = new PeerClient(
                    new PeerClient.Settings(
                            peer.get().peerEndpoint(), peer.get().name(), link.trustDomain(), PeerClient.DEADLINE),
                    services.secrets().secret(link.tlsSecretName()));
            peerCluster = Optional.ofNullable(link.clusterSecretName())
                    .map(secret -> new PeerCluster(
                            services.client(),
                            new PeerCluster.Settings(
                                    services.namespace(),
                                    secret,
                                    name,
                                    services.region(),
                                    peer.get().name()),
                            services.clock(),
                            reading -> services.metrics().read(name, reading)))
                    .orElse(null);
        }
        var fresh = new ArbitratorPoller(
                services.client(), services.namespace(), spec.getSpec(), services.nanos(), services.clock());
        poller = fresh;
        var interval = Duration.ofSeconds(
                Objects.requireNonNullElse(spec.getSpec().arbitrator().pollIntervalSeconds(), 2));
        var epochs = PairParams.epochs(spec.getSpec().arbitrator().epoch());
        polls = PollLoop.start(name, interval, services.nanos(), fresh, result -> {
            services.metrics().polled(name, result, epochs);
            engine.accept(new Input.Polled(result.answers(), result.sentAt()));
        });
    }

    private void disconnect() {
        var loop = polls;
        if (loop != null) {
            loop.close();
        }
        if (poller != null) {
            poller.close();
        }
        var link = peerClient;
        if (link != null) {
            link.close();
        }
        var cluster = peerCluster;
        if (cluster != null) {
            cluster.close();
        }
        peerCluster = null;
    }

    /** The old watches end when all new ones are there, so that no pod leaves unseen. */
    private void watch(List<String> namespaces) {
        var fresh = Watched.start(
                services.client(), namespaces, loop::poke, (pod, unseen) -> loop.left(PodGone.of(pod, !unseen)));
        var old = watched;
        watched = fresh;
        watchedNamespaces = namespaces;
        if (old != null) {
            old.close();
        }
    }

    private SharedIndexInformer<RegionRecord> watchRecord() {
        return services.client().resources(RegionRecord.class).withName(name).inform(new ResourceEventHandler<>() {
            @Override
            public void onAdd(RegionRecord record) {
                engine.recordSeen(record.getMetadata().getResourceVersion());
            }

            @Override
            public void onUpdate(RegionRecord old, RegionRecord record) {
                engine.recordSeen(record.getMetadata().getResourceVersion());
            }

            @Override
            public void onDelete(RegionRecord record, boolean finalStateUnknown) {
                engine.recordSeen(null);
            }
        });
    }

    private void watchPeer() {
        try {
            while (!closed) {
                link().ifPresent(this::look);
                peerCluster().ifPresent(PeerCluster::tryOut);
                if (looks.tryAcquire(LOOK_AT_PEER.toNanos(), TimeUnit.NANOSECONDS)) {
                    looks.drainPermits();
                }
            }
        } catch (InterruptedException _) {
            // Closed.
        }
    }

    private void look(PeerLink link) {
        var sentAt = services.nanos().getAsLong();
        try {
            engine.accept(new Input.PeerSeen(link.look(), sentAt));
        } catch (RuntimeException defect) {
            // Without this thread nobody would ever look again.
            log.atError()
                    .setCause(defect)
                    .addKeyValue("pair", name)
                    .log("A defect of the operator while it looked at the peer");
        }
    }

    private Optional<PeerCluster> peerCluster() {
        return Optional.ofNullable(peerCluster);
    }

    private Optional<PeerLink> link() {
        var client = peerClient;
        return client == null
                ? Optional.empty()
                : PairParams.peerOf(pair, services.region())
                        .map(peer -> new PeerLink(
                                client,
                                name,
                                services.region(),
                                peer.name(),
                                uid -> peerCluster().ifPresent(cluster -> cluster.heard(uid))));
    }

    private void published(PairSnapshot next) {
        var before = snapshot;
        snapshot = next;
        services.metrics().published(name, next);
        noteRole(before, next);
        services.pairChanged().accept(name);
    }

    private void noteRole(@Nullable PairSnapshot before, PairSnapshot next) {
        var was = before == null
                ? Optional.<Role>empty()
                : before.state().durable().confirmed().map(Memory::role);
        var is = next.state().durable().confirmed().map(Memory::role);
        if (is.isEmpty() || was.isEmpty() || was.equals(is)) {
            return;
        }
        // The other region may wait for just this. It takes the look for a call, and asks.
        looks.release();
        var cause = next.switches().isEmpty()
                ? Reason.Steady
                : next.switches().getFirst().cause();
        services.events()
                .record(
                        pair,
                        EventRecorder.Type.Normal,
                        Reason.RoleChanged,
                        is.get().name(),
                        "Region " + services.region() + " went from " + was.get() + " to " + is.get() + " ("
                                + cause.meaning() + ")");
        if (is.get() == Role.Active) {
            next.state().durable().confirmed().flatMap(Memory::assertion).ifPresent(this::warn);
        }
        loop.poke();
    }

    /** Whoever reads the events must see that nobody proved the other region stopped. */
    private void warn(Memory.Assertion word) {
        services.events()
                .record(
                        pair,
                        EventRecorder.Type.Warning,
                        word.byTime() ? Reason.TookOverByTime : Reason.TookOverByAssertion,
                        "Promote",
                        "Without the other region's acknowledgement, by " + word.by() + ": " + word.reason());
    }

    private void passed(Pass pass) {
        var before = statuses;
        statuses = pass.statuses();
        engine.passed(pass);
        for (var component : services.components().apply(name)) {
            var key = component.getMetadata().getNamespace() + "/"
                    + component.getMetadata().getName();
            if (!Objects.equals(before.get(key), pass.statuses().get(key))) {
                services.componentChanged().accept(component);
            }
        }
        pass.lost()
                .forEach(pod -> services.events()
                        .record(
                                pair,
                                EventRecorder.Type.Warning,
                                Reason.PodLost,
                                "Watch",
                                LostPod.describe(List.of(pod))));
        pass.contested()
                .forEach((workload, contest) -> services.events()
                        .record(
                                pair,
                                EventRecorder.Type.Warning,
                                Reason.ReplicasContested,
                                "Lower",
                                contest.by() + " raised " + workload.kind() + " " + workload.namespace() + "/"
                                        + workload.name() + "; it was set back"));
    }

    /** Ends everything; what is under way may or may not arrive. */
    @Override
    public synchronized void close() {
        closed = true;
        peerWatch.interrupt();
        disconnect();
        if (recordWatch != null) {
            recordWatch.close();
        }
        var watches = watched;
        if (watches != null) {
            watches.close();
        }
        loop.close();
        engine.close();
        grants.close();
        services.metrics().gone(name);
        // Who reports their state has gone; they say so themselves.
        services.components().apply(name).forEach(services.componentChanged());
    }

    private final class EngineWorld implements PairEngine.World {

        @Override
        public Optional<Params> params() {
            heartbeat.beat();
            return PairRuntime.this.params();
        }

        @Override
        public PeerAnswer ask(Effect.AskPeer question) {
            var said = link().map(link -> link.ask(question))
                    .orElse(new PeerAnswer.Silent(Reason.PeerUnreachable, "no endpoint of the other region is known"));
            services.metrics().asked(name, said);
            return said instanceof PeerAnswer.Silent silent
                    ? peerCluster()
                            .map(cluster -> cluster.insteadOf(silent, question))
                            .orElse(silent)
                    : said;
        }

        @Override
        public void askArbitrator() {
            var asking = polls;
            if (asking != null) {
                asking.pollSoon();
            }
        }

        @Override
        public void drive(Posture posture) {
            loop.drive(posture);
        }

        @Override
        public String nonce() {
            return UUID.randomUUID().toString();
        }
    }

    private final class LoopWorld implements ComponentLoop.World {

        @Override
        public ComponentLoop.Components components() {
            // By quorum, not from the cache: a component that the cache doesn't have yet would be missing in a proof of
            // stop.
            var components =
                    services.client().resources(RegionComponent.class).inAnyNamespace().list().getItems().stream()
                            .filter(component -> name.equals(component.getSpec().pair()))
                            .toList();
            components.forEach(RegionComponentReconciler::forgetManagers);
            return new ComponentLoop.Components(pair.getSpec().namespaces(), components);
        }

        @Override
        public Survey survey(ComponentLoop.Components components) {
            return services.surveyor().survey(components.namespaces(), Wanted.of(components.components()), watches());
        }

        @Override
        public Optional<Survey> glance(ComponentLoop.Components components, Survey last) {
            return !last.hasOtherKinds()
                            && watches().isCaughtUp()
                            && versions(components.components())
                                    .equals(versions(services.components().apply(name)))
                    ? Optional.of(services.surveyor().glance(watches(), last))
                    : Optional.empty();
        }

        /** There before the loop begins. */
        private Watched watches() {
            return Objects.requireNonNull(watched, "started");
        }

        private static Set<String> versions(List<RegionComponent> components) {
            return components.stream()
                    .map(HasMetadata::getMetadata)
                    .map(meta -> meta.getUid() + "/" + meta.getGeneration())
                    .collect(Collectors.toUnmodifiableSet());
        }

        @Override
        public boolean confirmActive(long term) {
            return RecordStore.confirmActive(services.client(), name, term) && mayRun();
        }

        /** After the quorum read, which may have taken long. */
        private boolean mayRun() {
            return engine.mayRun() || forced();
        }

        private boolean forced() {
            return PairParams.of(pair, services.region(), services.clock().instant())
                    .filter(params -> params.forcesActive().isPresent())
                    .isPresent();
        }

        @Override
        public boolean reports(Optional<String> node) {
            return node.map(services.surveyor()::reports)
                    .orElseGet(services.surveyor()::allReport)
                    .orElse(false);
        }

        @Override
        public Optional<Role> role() {
            return engine.state().durable().confirmed().map(Memory::role);
        }

        @Override
        public AdmissionFence.Closing closeFence(Role role) {
            return services.fence().close(name, role);
        }

        @Override
        public AdmissionFence.Effect closedFence() {
            return services.fence().closed(name);
        }

        @Override
        public AdmissionFence.Effect openFence(long term) {
            return services.fence().open(name, () -> confirmActive(term));
        }
    }
}
