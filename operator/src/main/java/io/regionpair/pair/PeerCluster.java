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
import io.regionpair.protocol.PeerAnswer;
import io.regionpair.workload.Surveyor;
import io.regionpair.workload.Write;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
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

    private final KubernetesClient own;
    private final String namespace;
    private final String secret;
    private final String region;
    private final InstantSource clock;
    private final Function<Config, KubernetesClient> connector;
    private @Nullable Open open;

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
     * @param secret in this region's cluster
     * @param region the other one
     */
    PeerCluster(KubernetesClient own, String namespace, String secret, String region, InstantSource clock) {
        this(own, namespace, secret, region, clock, PeerCluster::connect);
    }

    /** @param connector in place of a connection; for tests, whose servers have no certificate */
    PeerCluster(
            KubernetesClient own,
            String namespace,
            String secret,
            String region,
            InstantSource clock,
            Function<Config, KubernetesClient> connector) {
        this.own = own;
        this.namespace = namespace;
        this.secret = secret;
        this.region = region;
        this.clock = clock;
        this.connector = connector;
    }

    /**
     * Whether the other region is passive, as the question asks; never throws.
     *
     * @param record uid of the RegionRecord that its operator showed: a cluster with another one is somebody else's
     */
    synchronized Reading read(Question question, Optional<String> record) {
        try {
            return judge(question, record, opened());
        } catch (NoAccessException e) {
            return new Reading.Unreadable("the kubeconfig in Secret " + secret + " " + e.getMessage());
        } catch (KubernetesClientException e) {
            return new Reading.Unreadable(
                    e.getCode() == 0 ? "its API server didn't answer" : "its API server said status " + e.getCode());
        }
    }

    private static Reading judge(Question question, Optional<String> record, Open there) {
        var store = new RecordStore(there.client(), question.pair());
        var stored = store.load();
        if (record.isEmpty()) {
            return new Reading.NotProved("its operator hasn't been heard of since this process began to lead, so that"
                    + " nobody knows whether the kubeconfig leads to the right cluster");
        }
        if (!record.equals(store.uid())) {
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

    /** With the Secret of this moment. */
    private Open opened() throws NoAccessException {
        var found = secret();
        var version = Objects.requireNonNullElse(found.getMetadata().getResourceVersion(), "");
        var now = open;
        if (now == null || !now.version().equals(version)) {
            close();
            now = open(version, kubeconfig(found));
            open = now;
        }
        return now;
    }

    private Secret secret() throws NoAccessException {
        try {
            var found = own.secrets().inNamespace(namespace).withName(secret).get();
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
                region);
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

    @Override
    public synchronized void close() {
        if (open != null) {
            open.client().close();
            open = null;
        }
    }
}
