package io.regionpair.e2e.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.regionpair.e2e.observer.Write;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Importance 2: from the commit of a new document to the first write that stops a workload, beside what the steps in between cost at
 * least: a client that does nothing but a long poll at the same address, and one bare write to the same API server, since the protocol
 * has to store Demoting first.
 */
@HasRigAlone
class FlipTimesStoryIT {

    private static final int ROUNDS = 20;

    /** The first switches find everything cold: classes, connections, caches. */
    private static final int WARM_UP = 4;

    private static final Pattern REVISION = Pattern.compile("\"revision\":\"([^\"]+)\"");

    private final HttpClient bare = HttpClient.newHttpClient();

    /** Microseconds; of the operator from the flip to its first write that stops, of the bare client to its answer, of a bare write. */
    private record Round(long toStore, long toStop, long heard, long write) {

        double ratio() {
            return (double) toStop / (heard + write);
        }
    }

    @BeforeRelease
    @Test
    void fromTheDocumentToTheFirstStop(Rig rig) {
        Scene.play(rig, "flip", s -> {
            // Epochs, as from etcd or Git: without them a second answer has to confirm the first, 100 ms later.
            s.arbitrator().name("eu", 1);
            s.cast("store", Work.deployment("datanode", 1)).deploy().awaitActive("eu");
            prepareBareWrites(s);
            var rounds = new ArrayList<Round>();
            for (var number = 1; number <= WARM_UP + ROUNDS; number++) {
                var round = flip(s, number % 2 == 0 ? "us" : "eu", number + 1);
                if (number > WARM_UP) {
                    rounds.add(round);
                }
            }
            print(rounds);
            assertThat(rounds).extracting(Round::toStop).allMatch(micros -> micros > 0);
        });
    }

    private Round flip(Scene s, String loser, long epoch) {
        var to = Scene.other(loser);
        var heard = longPoll(s.arbitratorUrl());
        // The bare client waits by now, and so do the operators.
        s.pair().awaitQuiet(Duration.ofSeconds(1), Scene.LIMIT);
        var began = Instant.now();
        s.arbitrator().name(to, epoch);
        var heardAt = heard.join();
        s.awaitActive(to);
        var writes = s.report().orElseThrow().writes().stream()
                .filter(write -> write.region().equals(loser) && write.at().isAfter(began))
                .filter(write ->
                        write.name().equals(s.name()) || write.namespace().equals(s.name()))
                .sorted(Comparator.comparing(Write::at))
                .toList();
        return new Round(
                began.until(first(writes, "update regionrecords"), ChronoUnit.MICROS),
                began.until(first(writes, "patch deployments/scale"), ChronoUnit.MICROS),
                began.until(heardAt, ChronoUnit.MICROS),
                bareWrite(s, loser));
    }

    private static Instant first(List<Write> writes, String operation) {
        return writes.stream()
                .filter(write -> write.operation().equals(operation))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + operation + " among " + writes))
                .at();
    }

    /** Returns when the server has said what it has; the future ends with its next answer. */
    private CompletableFuture<Instant> longPoll(String url) {
        var now = bare.sendAsync(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
                .join()
                .body();
        var revision = REVISION.matcher(now);
        assertThat(revision.find()).as(now).isTrue();
        var next = URI.create(url + "?wait=50&since=" + revision.group(1));
        return bare.sendAsync(HttpRequest.newBuilder(next).build(), BodyHandlers.ofString())
                .thenApply(answer -> {
                    assertThat(answer.statusCode()).isEqualTo(200);
                    return Instant.now();
                });
    }

    private static void prepareBareWrites(Scene s) {
        Scene.REGIONS.forEach(region -> s.client(region)
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("bare")
                        .withNamespace(s.name())
                        .endMetadata()
                        .addToData("filler", "x".repeat(1000))
                        .build())
                .create());
    }

    /** The median of a few, so that a hiccup between switches doesn't flatter. */
    private static long bareWrite(Scene s, String region) {
        var times = new ArrayList<Long>();
        for (var number = 0; number < 7; number++) {
            var began = System.nanoTime();
            s.client(region)
                    .configMaps()
                    .inNamespace(s.name())
                    .withName("bare")
                    .patch(
                            PatchContext.of(PatchType.JSON_MERGE),
                            "{\"data\":{\"number\":\"%d-%d\"}}".formatted(began, number));
            times.add((System.nanoTime() - began) / 1000);
        }
        return times.stream().sorted().skip(3).findFirst().orElseThrow();
    }

    private static void print(List<Round> rounds) {
        Figures.print(
                "%d flips, milliseconds (median, 90th percentile): a bare long poll hears it %s, the operator stores Demoting %s"
                        + " and sends the first stop %s; a bare write takes %s; stop / (heard + write) %.2f",
                rounds.size(),
                millis(rounds, Round::heard),
                millis(rounds, Round::toStore),
                millis(rounds, Round::toStop),
                millis(rounds, Round::write),
                rounds.stream()
                        .mapToDouble(Round::ratio)
                        .sorted()
                        .skip(rounds.size() / 2)
                        .findFirst()
                        .orElseThrow());
    }

    private static String millis(List<Round> rounds, ToLongFunction<Round> part) {
        var sorted = rounds.stream().mapToLong(part).sorted().toArray();
        return "%.1f (%.1f)".formatted(sorted[sorted.length / 2] / 1000.0, sorted[sorted.length * 9 / 10] / 1000.0);
    }
}
