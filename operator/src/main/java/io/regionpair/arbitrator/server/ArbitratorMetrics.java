package io.regionpair.arbitrator.server;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.regionpair.ops.Crowd;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.ToDoubleFunction;

/** What an instance says of itself in numbers. */
final class ArbitratorMetrics {

    private static final String PREFIX = "regionpair.arbitrator.";

    private final MeterRegistry meters;
    private final InstantSource clock;

    ArbitratorMetrics(MeterRegistry meters, InstantSource clock) {
        this.meters = meters;
        this.clock = clock;
    }

    void of(Pair pair) {
        gauge(pair, "document.age", "Seconds since the document was last known to be what the source says", this::age);
        gauge(pair, "document.epoch", "The epoch of the document; NaN without one", ArbitratorMetrics::epoch);
        gauge(
                pair,
                "document.revision",
                "The first 48 bits of the document's revision: instances that serve the same have the same",
                ArbitratorMetrics::revision);
        gauge(
                pair,
                "document.refused",
                "1 while the source's document is refused and the last good one is served",
                self -> self.trouble().isPresent() ? 1 : 0);
        FunctionCounter.builder(PREFIX + "documents.refused", pair, Pair::rejected)
                .description("Documents that were refused, each reason in a row once")
                .tag("pair", pair.name())
                .register(meters);
    }

    void of(Routes routes) {
        Gauge.builder(PREFIX + "waiting", routes, self -> self.room().occupied())
                .description("Long polls that wait")
                .register(meters);
        counter("requests", "Requests that could be read", routes, Routes::requests);
        counter("turned.away", "Long polls that were refused because too many waited", routes, Routes::turnedAway);
    }

    void of(Keeper keeper) {
        Gauge.builder(
                        PREFIX + "source.unavailable",
                        keeper,
                        self -> self.sourceTrouble().isPresent() ? 1 : 0)
                .description("1 while the source of the documents can't be read")
                .register(meters);
        Gauge.builder(
                        PREFIX + "state.unwritable",
                        keeper,
                        self -> self.memoryTrouble().isPresent() ? 1 : 0)
                .description("1 while what is served can't be kept for the next start")
                .register(meters);
    }

    void of(Crowd crowd) {
        Gauge.builder(PREFIX + "connections", crowd, Crowd::size)
                .description("Open connections")
                .register(meters);
        counter("connections.slow", "Connections that were closed because nothing came of them", crowd, Crowd::tooSlow);
        counter("connections.crowded", "Connections that were closed to make room", crowd, Crowd::tooMany);
    }

    private <T> void counter(String name, String description, T of, ToDoubleFunction<T> value) {
        FunctionCounter.builder(PREFIX + name, of, value)
                .description(description)
                .register(meters);
    }

    private void gauge(Pair pair, String name, String description, ToDoubleFunction<Pair> value) {
        Gauge.builder(PREFIX + name, pair, value)
                .description(description)
                .tag("pair", pair.name())
                .strongReference(true)
                .register(meters);
    }

    private double age(Pair pair) {
        return pair.served()
                .map(served -> Duration.between(served.asOf(), clock.instant()).toMillis() / 1000.0)
                .orElse(Double.NaN);
    }

    private static double epoch(Pair pair) {
        var epoch = pair.served().map(served -> served.document().epoch());
        return epoch.isPresent() && epoch.get().isPresent() ? epoch.get().getAsLong() : Double.NaN;
    }

    private static double revision(Pair pair) {
        return pair.served()
                .map(served -> (double) Long.parseLong(served.revision().substring(0, 12), 16))
                .orElse(Double.NaN);
    }
}
