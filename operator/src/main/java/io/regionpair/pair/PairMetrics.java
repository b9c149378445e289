package io.regionpair.pair;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.regionpair.api.Reason;
import io.regionpair.api.Role;
import io.regionpair.arbitrator.client.PollResult;
import io.regionpair.protocol.Agreement;
import io.regionpair.protocol.Answer;
import io.regionpair.protocol.Memory;
import io.regionpair.protocol.Params.Epochs;
import io.regionpair.protocol.PeerAnswer;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;

/** The pairs' metrics: what changes all the time and therefore has no place in a status. */
public final class PairMetrics {

    private static final long NEVER = Long.MIN_VALUE;

    private final MeterRegistry registry;
    private final LongSupplier nanos;
    private final Map<String, Pair> pairs = new ConcurrentHashMap<>();

    private static final class Pair {
        private volatile Role role = Role.Unknown;
        private volatile long term;
        private volatile boolean waiting;
        private volatile long answeredAt = NEVER;
        private volatile int completed = -1;
        private volatile OptionalLong leaseEnd = OptionalLong.empty();
        private final Convergence convergence = new Convergence();
    }

    public PairMetrics(MeterRegistry registry, LongSupplier nanos) {
        this.registry = registry;
        this.nanos = nanos;
    }

    void polled(String pair, PollResult result, Epochs epochs) {
        of(pair).convergence
                .after(Agreement.among(result.answers(), epochs), result.receivedAt())
                .ifPresent(took -> Timer.builder("regionpair.arbitrator.convergence")
                        .description(
                                "From the first poll whose endpoints said different things until all said the same")
                        .tag("pair", pair)
                        .register(registry)
                        .record(took));
        for (var answer : result.answers()) {
            var kind = answer.getClass().getSimpleName().toLowerCase(Locale.ROOT);
            registry.counter("regionpair.arbitrator.answers", "pair", pair, "kind", kind)
                    .increment();
            if (answer instanceof Answer.Names) {
                // The answer of a long poll was sent for long before; a later question has an answer already.
                of(pair).answeredAt = Math.max(of(pair).answeredAt, result.sentAt());
            }
        }
    }

    /** What came of a question to the other region. */
    void asked(String pair, PeerAnswer answer) {
        var reason = switch (answer) {
            case PeerAnswer.Yes _ -> Reason.AcknowledgementReceived;
            case PeerAnswer.No no -> no.reason();
            case PeerAnswer.Silent silent -> silent.reason();
        };
        var kind = answer.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        registry.counter("regionpair.peer.answers", "pair", pair, "kind", kind, "reason", reason.name())
                .increment();
    }

    void read(String pair, PeerCluster.Reading reading) {
        var kind = reading.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        registry.counter("regionpair.peer.cluster.reads", "pair", pair, "kind", kind)
                .increment();
    }

    void published(String pair, PairSnapshot snapshot) {
        var now = of(pair);
        now.role = snapshot.state().role().orElse(Role.Unknown);
        now.term = snapshot.state().durable().confirmed().map(Memory::term).orElse(0L);
        now.leaseEnd = snapshot.state().leaseEnd();
        now.waiting = snapshot.standing().waiting();
        var done = (int) snapshot.switches().stream()
                .filter(entry -> entry.completedAt().isPresent())
                .count();
        if (done > now.completed && now.completed >= 0) {
            snapshot.switches()
                    .getFirst()
                    .phases()
                    .forEach((phase, took) -> registry.timer(
                                    "regionpair.switch.phase",
                                    "pair",
                                    pair,
                                    "to",
                                    snapshot.switches().getFirst().to().name(),
                                    "phase",
                                    phase)
                            .record(took));
        }
        now.completed = done;
    }

    void gone(String pair) {
        pairs.remove(pair);
        registry.getMeters().stream()
                .filter(meter -> pair.equals(meter.getId().getTag("pair")))
                .toList()
                .forEach(registry::remove);
    }

    private Pair of(String pair) {
        return pairs.computeIfAbsent(pair, this::register);
    }

    private Pair register(String name) {
        var pair = new Pair();
        for (var role : Role.values()) {
            if (role != Role.Unknown) {
                gauge(
                        "regionpair.role",
                        "1 for the role that this region has",
                        pair,
                        p -> p.role == role ? 1 : 0,
                        name,
                        "role",
                        role.name());
            }
        }
        gauge("regionpair.term", "The last activation that is known here", pair, p -> p.term, name, "kind", "fencing");
        gauge(
                "regionpair.waiting",
                "1 while something is waited for",
                pair,
                p -> p.waiting ? 1 : 0,
                name,
                "kind",
                "any");
        gauge(
                "regionpair.arbitrator.answer.age.seconds",
                "Age of the last valid answer",
                pair,
                this::age,
                name,
                "kind",
                "valid");
        gauge(
                "regionpair.lease.remaining.seconds",
                "Until this region's lease ends, 0 when it has; only with the policy Timed",
                pair,
                this::leaseRemaining,
                name,
                "kind",
                "any");
        gauge(
                "regionpair.arbitrator.disagreeing",
                "1 while the arbitrator's endpoints say different things, and for two polls after",
                pair,
                p -> p.convergence.isUnderWay() ? 1 : 0,
                name,
                "kind",
                "any");
        return pair;
    }

    private double leaseRemaining(Pair pair) {
        var end = pair.leaseEnd;
        return end.isEmpty() ? Double.NaN : Math.max(0, end.getAsLong() - nanos.getAsLong()) / 1e9;
    }

    private double age(Pair pair) {
        return pair.answeredAt == NEVER
                ? Double.NaN
                : (nanos.getAsLong() - pair.answeredAt) / (double) TimeUnit.SECONDS.toNanos(1);
    }

    private void gauge(
            String metric,
            String meaning,
            Pair pair,
            ToDoubleFunction<Pair> value,
            String name,
            String key,
            String tag) {
        Gauge.builder(metric, pair, value)
                .description(meaning)
                .tags(Tags.of("pair", name, key, tag))
                .strongReference(true)
                .register(registry);
    }
}
