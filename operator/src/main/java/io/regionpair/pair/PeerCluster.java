package io.regionpair.pair;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.okhttp.OkHttpClientFactory;
import io.regionpair.api.Reason;
import io.regionpair.component.Seals;
import io.regionpair.ops.StaticKubeconfig;
import io.regionpair.ops.StaticKubeconfig.UnusableException;
import io.regionpair.peer.PassiveAnswerer.Outcome;
import io.regionpair.peer.Question;
import io.regionpair.protocol.Effect.AskPeer;
import io.regionpair.protocol.PeerAnswer;
import io.regionpair.workload.Surveyor;
import io.regionpair.workload.Write;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The other region as its own API server shows it, for when its operator is silent: what that operator would answer from, read from here
 * (docs/protocol.md, evidence). Reads only, so it can neither mark a workload nor try the fence there; what would need it is no yes.
 *
 * <p>Why this may stand in for an answer: this region's Promoting is stored before it reads, and the other region stores its own before
 * it asks or reads. So at most one of the two can find the other one Passive (C8).
 */
final class PeerCluster implements AutoCloseable {

    /** Under which the Secret has the kubeconfig, as Flux and Cluster API have it. */
    static final String KEY = "value";

    /** A connection that isn't there yet after this is a region that is away; the engine asks again. */
    private static final Duration CONNECT = Duration.ofSeconds(1);

    /** For each of about ten reads. */
    private static final Duration REQUEST = Duration.ofSeconds(3);

    private static final String READ_ONLY = "what is read from here can't be written";

    /** From one trial to the next; each lists what the pair has there. */
    private static final Duration TRY = Duration.ofMinutes(10);

    /** And after one that failed: somebody may be mending it. */
    private static final Duration RETRY = Duration.ofSeconds(30);

    /**
     * Where to look and for what.
     *
     * @param secret with the kubeconfig, in {@code namespace} of this region's cluster
     * @param peer the region whose cluster it is
     */
    record Settings(String namespace, String secret, String pair, String self, String peer) {}

    private final KubernetesClient own;
    private final Settings settings;
    private final InstantSource clock;
    private final Consumer<Reading> counted;
    private final Function<Config, KubernetesClient> connector;
    /** Nothing waits for this lock but the moment in which a connection is exchanged: whoever closes may be a reconcile. */
    private final Object lock = new Object();

    private @Nullable Open open;
    private boolean closed;
    private volatile Optional<String> record = Optional.empty();
    private volatile Optional<PairParams.Complaint> trouble = Optional.empty();
    private volatile Instant nextTrial = Instant.MIN;
    private final AtomicBoolean trying = new AtomicBoolean();

    private record Open(String version, KubernetesClient client, PeerAnswering reading) {}

    /** Nothing can be asked; the message goes on after "the kubeconfig". */
    private static final class NoAccessException extends Exception {
        NoAccessException(String reason) {
            super(reason);
        }
    }

    /** What came of reading. */
    sealed interface Reading {
        /** It is passive and everything is proved gone. */
        record Passive(PeerAnswer.Yes yes) implements Reading {}

        /** It could be read, and that is no yes. */
        record NotProved(String detail) implements Reading {}

        /** It couldn't be read. */
        record Unreadable(String detail) implements Reading {}
    }

    /**
     * Reads nothing yet.
     *
     * @param counted is told what came of each reading
     */
    PeerCluster(KubernetesClient own, Settings settings, InstantSource clock, Consumer<Reading> counted) {
        this(own, settings, clock, counted, PeerCluster::connect);
    }

    /** @param connector in place of a connection; for tests, whose servers have no certificate */
    PeerCluster(
            KubernetesClient own,
            Settings settings,
            InstantSource clock,
            Consumer<Reading> counted,
            Function<Config, KubernetesClient> connector) {
        this.own = own;
        this.settings = settings;
        this.clock = clock;
        this.counted = counted;
        this.connector = connector;
    }

    /** The other region's operator showed its RegionRecord: a cluster with another one is somebody else's. */
    void heard(String uid) {
        record = Optional.of(uid);
    }

    /** What would stand in the way on the day on which the other operator is dead, as the last trial found. */
    Optional<PairParams.Complaint> trouble() {
        return trouble;
    }

    /** Reads in place of an operator that was just found silent. Only a yes changes anything: whatever else is there, it is silent. */
    PeerAnswer insteadOf(PeerAnswer.Silent silent, AskPeer question) {
        return switch (read(question)) {
            case Reading.Passive(var yes) -> yes;
            case Reading.NotProved(var detail) ->
                new PeerAnswer.Silent(silent.reason(), silent.detail() + "; its cluster was read instead: " + detail);
            case Reading.Unreadable(var detail) ->
                new PeerAnswer.Silent(
                        silent.reason(), silent.detail() + "; its cluster can't be read instead: " + detail);
        };
    }

    /** Tries whether it could be read, from time to time and on a thread of its own; a slow server is no reason to look less. */
    void tryOut() {
        if (record.isPresent() && !clock.instant().isBefore(nextTrial) && trying.compareAndSet(false, true)) {
            Thread.ofVirtual().name("peer-cluster-trial-" + settings.pair()).start(this::trial);
        }
    }

    private void trial() {
        try {
            var reading = read(new AskPeer("trial", 0, OptionalLong.empty(), true));
            trouble = reading instanceof Reading.Unreadable(var detail)
                    ? Optional.of(new PairParams.Complaint(
                            Reason.PeerClusterUnreadable, "should its operator be silent one day: " + detail))
                    : Optional.empty();
            nextTrial = clock.instant().plus(trouble.isPresent() ? RETRY : TRY);
        } finally {
            trying.set(false);
        }
    }

    /** Whether the other region is passive, as the question asks; never throws. */
    Reading read(AskPeer question) {
        var reading = tried(question);
        counted.accept(reading);
        return reading;
    }

    private Reading tried(AskPeer question) {
        try {
            return judged(question, opened());
        } catch (NoAccessException e) {
            return new Reading.Unreadable("the kubeconfig in Secret " + settings.secret() + " " + e.getMessage());
        } catch (KubernetesClientException e) {
            return new Reading.Unreadable(
                    e.getCode() == 0 ? "its API server didn't answer" : "its API server said status " + e.getCode());
        }
    }

    private Reading judged(AskPeer question, Open there) {
        try {
            // No grant can be left there, as after a question about coverage.
            return judge(PeerLink.question(settings.pair(), settings.self(), settings.peer(), question, true), there);
        } catch (RuntimeException e) {
            if (isInUse(there)) {
                throw e;
            }
            return new Reading.Unreadable("the connection was given up meanwhile");
        }
    }

    private boolean isInUse(Open there) {
        synchronized (lock) {
            return Objects.equals(open, there);
        }
    }

    private Reading judge(Question question, Open there) {
        var store = new RecordStore(there.client(), question.pair());
        var stored = store.load();
        var known = record;
        if (known.isEmpty()) {
            return new Reading.NotProved("its operator hasn't been heard of since this process began to lead, so that"
                    + " nobody knows whether the kubeconfig leads to the right cluster");
        }
        if (!known.equals(store.uid())) {
            return new Reading.Unreadable("the kubeconfig leads to a cluster that isn't the one of its operator");
        }
        if (stored instanceof RecordStore.Reading.Present(var memory) && !memory.tookPart()) {
            // Reading leaves no trace there. A region that knows of nobody else would adopt what somebody starts in it.
            return new Reading.NotProved(
                    "it has neither been active nor acknowledged this region yet, which its operator has to do once");
        }
        return switch (there.reading().answer(question)) {
            case Outcome.Said(var reply)
            when reply.passive() ->
                PeerLink.yes(reply) instanceof PeerAnswer.Yes yes
                        ? new Reading.Passive(yes.asRead())
                        : new Reading.NotProved("a workload there can't be named");
            case Outcome.Said(var reply) -> new Reading.NotProved("it is " + reply.role() + ": " + reply.message());
            case Outcome.NoSuchPair _ -> new Reading.NotProved(Reason.PeerHasNoPair.meaning());
            case Outcome.NotThisPairsRegion _ -> new Reading.NotProved("its RegionPair names other regions");
            case Outcome.CannotTell(var detail) -> new Reading.Unreadable(detail);
        };
    }

    /** With the Secret of this moment. A reading that is under way with the one before ends with it. */
    private Open opened() throws NoAccessException {
        var found = secret();
        var version = Objects.requireNonNullElse(found.getMetadata().getResourceVersion(), "");
        synchronized (lock) {
            if (closed) {
                throw new NoAccessException("isn't used any more: the pair's spec changed");
            }
            if (open == null || !open.version().equals(version)) {
                discard();
                open = open(version, kubeconfig(found));
            }
            return open;
        }
    }

    private Secret secret() throws NoAccessException {
        try {
            var found = own.secrets()
                    .inNamespace(settings.namespace())
                    .withName(settings.secret())
                    .get();
            if (found == null) {
                throw new NoAccessException("isn't there: the Secret doesn't exist");
            }
            return found;
        } catch (KubernetesClientException e) {
            throw new NoAccessException("can't be read here (status " + e.getCode() + ")");
        }
    }

    private static String kubeconfig(Secret found) throws NoAccessException {
        var value = Optional.ofNullable(found.getData()).map(data -> data.get(KEY));
        if (value.isEmpty()) {
            throw new NoAccessException("isn't there: the Secret has no key " + KEY);
        }
        try {
            return new String(Base64.getDecoder().decode(value.get()), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            throw new NoAccessException("isn't base64");
        }
    }

    private Open open(String version, String kubeconfig) throws NoAccessException {
        var client = connector.apply(new ConfigBuilder(parse(kubeconfig))
                .withRequestRetryBackoffLimit(0)
                .withConnectionTimeout((int) CONNECT.toMillis())
                .withRequestTimeout((int) REQUEST.toMillis())
                .build());
        var reading = new PeerAnswering(
                client,
                new Surveyor(client, clock),
                write -> new Write.Outcome.Failed(write, READ_ONLY),
                _ -> false,
                _ -> Seals.NONE,
                _ -> {},
                settings.peer());
        return new Open(version, client, reading);
    }

    private static KubernetesClient connect(Config config) {
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientFactory(new OkHttpClientFactory())
                .build();
    }

    private static Config parse(String kubeconfig) throws NoAccessException {
        try {
            return StaticKubeconfig.parse(kubeconfig);
        } catch (UnusableException e) {
            throw new NoAccessException(String.valueOf(e.getMessage()));
        }
    }

    /** Cuts what is under way. */
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            discard();
        }
    }

    private void discard() {
        if (open != null) {
            open.client().close();
            open = null;
        }
    }
}
