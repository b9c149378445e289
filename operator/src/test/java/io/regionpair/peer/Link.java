package io.regionpair.peer;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.regionpair.api.Reason;
import io.regionpair.ops.HttpEndpoint;
import io.regionpair.ops.TestAuthority;
import io.regionpair.ops.TlsIdentity;
import io.regionpair.ops.TlsSource;
import io.regionpair.peer.PassiveAnswerer.Outcome;
import io.regionpair.peer.Reply.Covered;
import io.regionpair.peer.Reply.Replicas;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;

/** Region us asks region eu: certificates of both, a server in eu with answers to script, a client in us. */
final class Link implements AutoCloseable {

    static final TestAuthority AUTHORITY = new TestAuthority("regionpair");
    static final TlsIdentity EU = identity("eu");
    static final TlsIdentity US = identity("us");
    static final Duration AMPLE = Duration.ofSeconds(20);
    static final State EU_PASSIVE = new State("hopsworks", "eu", "Passive", 41, OptionalLong.of(7), null, null, null);
    static final List<Covered> COVERED =
            List.of(new Covered("hopsworks/offline-store", List.of("apps/v1/StatefulSet/namenode")));
    static final List<Replicas> REPLICAS = List.of(new Replicas("hopsworks", "StatefulSet", "namenode", 1));

    final AtomicReference<TlsIdentity> server = new AtomicReference<>(EU);
    final AtomicReference<TlsIdentity> client = new AtomicReference<>(US);
    final ScriptedAnswerer answerer = new ScriptedAnswerer();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final HttpEndpoint endpoint;
    final PeerClient peer;

    Link() {
        try {
            endpoint = PeerServer.start(
                    new PeerServer.Settings("127.0.0.1", 0, "eu", "regionpair.io"), source(server), answerer, meters);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        peer = client("https://127.0.0.1:" + endpoint.port(), AMPLE, source(client));
    }

    static TlsIdentity identity(String region) {
        return AUTHORITY.issue("spiffe://regionpair.io/region/" + region).trusting(AUTHORITY);
    }

    static TlsSource source(AtomicReference<TlsIdentity> current) {
        return () -> Optional.ofNullable(current.get());
    }

    static PeerClient client(String url, Duration deadline, TlsSource tls) {
        return new PeerClient(new PeerClient.Settings(url, "eu", "regionpair.io", deadline), tls);
    }

    static Question question() {
        return question("attempt-2");
    }

    static Question question(String attempt) {
        return new Question(1, "hopsworks", "us", "eu", attempt, 40, OptionalLong.of(8), false);
    }

    double refusals(String reason) {
        var counter =
                meters.find("regionpair.peer.refusals").tag("reason", reason).counter();
        return counter == null ? 0 : counter.count();
    }

    @Override
    public void close() {
        peer.close();
        endpoint.close();
    }

    /** Answers as it is told, yes until then. */
    static final class ScriptedAnswerer implements PassiveAnswerer {

        interface Script {
            Outcome answer(Question question) throws Exception;
        }

        volatile Script script = question ->
                new Outcome.Said(Reply.yes(question, Reason.PassiveByDesign, EU_PASSIVE, COVERED, REPLICAS));
        volatile State state = EU_PASSIVE;
        final AtomicReference<Question> asked = new AtomicReference<>();

        @Override
        public Outcome answer(Question question) throws Exception {
            asked.set(question);
            return script.answer(question);
        }

        @Override
        public Optional<State> state(String pair) {
            return pair.equals("hopsworks") ? Optional.of(state) : Optional.empty();
        }
    }
}
