package io.regionpair.e2e.arbitrator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.regionpair.e2e.process.CommandProcess;
import io.regionpair.e2e.process.Lifetime;
import io.regionpair.e2e.process.Signal;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Two instances of the arbitrator whose documents are in three members of etcd, and what they say while members are killed. */
class EtcdArbitratorIT {

    /** {@code -Dstories=all}: ten times as much. */
    private static final boolean LONG = "all".equals(System.getProperty("stories"));

    private static final int FLIPS = LONG ? 1000 : 100;
    private static final int RACES = LONG ? 50 : 2;

    /** Every so many flips one is made by the command, which takes half a second to start. */
    private static final int BY_COMMAND = LONG ? 20 : 40;

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private static Path folder;

    private static EtcdCluster etcd;
    private static List<ArbitratorProcess> instances;

    @BeforeAll
    static void start() throws Exception {
        etcd = EtcdCluster.start(Files.createDirectory(folder.resolve("etcd")), 3);
        instances = Stream.of("one", "two")
                .parallel()
                .map(name -> {
                    // An instance without any document isn't ready.
                    assertThat(set("first-" + name, "eu", "--regions=eu,us").status())
                            .isZero();
                    return ArbitratorProcess.start(settings(name));
                })
                .toList();
    }

    @AfterAll
    static void stop() {
        instances.forEach(ArbitratorProcess::close);
        etcd.close();
    }

    @BeforeEach
    void everyMemberRuns() {
        for (var member = 0; member < etcd.size(); member++) {
            if (!etcd.member(member).alive()) {
                etcd.restart(member);
            }
        }
        etcd.awaitAll();
    }

    @Test
    void killedMembersLoseNoFlipAndReorderNone() throws Exception {
        create("flips");
        instances.forEach(instance -> awaitEpoch(instance, "flips", 1));
        try (var one = EpochFollower.start(instances.get(0).url("/v1/pairs/flips"));
                var two = EpochFollower.start(instances.get(1).url("/v1/pairs/flips"))) {
            var flips = new AtomicInteger();
            var killing = CompletableFuture.runAsync(() -> killEachMember(flips));
            var reported = new ArrayList<Long>();
            while (flips.get() < FLIPS || !killing.isDone()) {
                var byCommand = flips.incrementAndGet() % BY_COMMAND == 0;
                flip("flips", byCommand).ifPresent(reported::add);
            }
            killing.join();
            var last = epoch("flips");
            for (var follower : List.of(one, two)) {
                await().atMost(LIMIT)
                        .untilAsserted(() ->
                                assertThat(follower.last()).as("the last flip").isEqualTo(last));
                assertThat(follower.failures()).isEmpty();
                assertThat(follower.epochs()).isSorted().doesNotHaveDuplicates();
            }
            var history = etcd.history(key("flips")).stream()
                    .map(EtcdArbitratorIT::epochIn)
                    .toList();
            assertThat(history)
                    .as("no flip is lost or overtaken")
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, last).boxed().toList());
            assertThat(history).as("what was reported as done is done").containsAll(reported);
            assertThat(reported).as("few were in doubt").hasSizeGreaterThan(flips.get() - 10);
            System.out.printf(
                    "figure: etcd: %d flips of which %d were reported as done, each of 3 members killed once; epochs seen %d and %d, the rest were overtaken by newer ones%n",
                    flips.get(),
                    reported.size(),
                    one.epochs().size(),
                    two.epochs().size());
        }
    }

    /** While flips go on, which have to go on with every one of them gone. */
    private static void killEachMember(AtomicInteger flips) {
        for (var member = 0; member < etcd.size(); member++) {
            awaitMore(flips);
            etcd.member(member).kill();
            awaitMore(flips);
            etcd.restart(member);
            etcd.awaitAnswer(member);
        }
    }

    private static void awaitMore(AtomicInteger flips) {
        var enough = flips.get() + FLIPS / 7;
        await("flips go on")
                .atMost(LIMIT.multipliedBy(4))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> flips.get() >= enough);
    }

    /** The next epoch, if it was reported as written. */
    private static Optional<Long> flip(String pair, boolean byCommand) throws Exception {
        var before = etcd.read(key(pair)).orElseThrow();
        var epoch = epochIn(before.value());
        var active = JSON.readTree(before.value()).path("active").asText().equals("eu") ? "us" : "eu";
        if (byCommand) {
            var result = set(pair, active, "--expect-epoch=" + epoch);
            assertThat(result)
                    .as("the command finds a member that answers")
                    .returns(0, CommandProcess.Result::status)
                    .returns("", CommandProcess.Result::err);
            assertThat(result.out()).contains(" → " + active + ", epoch " + (epoch + 1));
            return Optional.of(epoch + 1);
        }
        var next = "{\"active\":\"%s\",\"secondary\":\"%s\",\"epoch\":%d}\n"
                .formatted(active, DocumentFile.other(active), epoch + 1);
        // False after a member was killed with our write: then nobody knows whose it is, and it isn't reported.
        return etcd.write(key(pair), Optional.of(before), next) ? Optional.of(epoch + 1) : Optional.empty();
    }

    @Test
    void ofTwoSetsAtOnceOneWins() throws Exception {
        create("race");
        var atTheWrite = 0;
        for (var race = 1; race <= RACES; race++) {
            var epoch = epoch("race");
            // After "none" the document tells one region only.
            var expected = new String[] {"--expect-epoch=" + epoch, "--regions=eu,us"};
            var actives = List.of("eu", "us", "none").stream()
                    .filter(active -> !active.equals(active("race")))
                    .toList();
            // Two wishes that differ, and the same one twice.
            var second = race % 2 == 0 ? actives.get(0) : actives.get(1);
            var both = List.of(start("race", actives.get(0), expected), start("race", second, expected));

            var results = List.of(both.get(0).await(), both.get(1).await());
            assertThat(results).extracting(CommandProcess.Result::status).containsExactlyInAnyOrder(0, 3);
            var loser = results.get(results.get(0).status() == 3 ? 0 : 1);
            assertThat(loser.out()).isEmpty();
            assertThat(loser.err())
                    .matches(
                            "race: (somebody was faster: it is .*, epoch %1$d.*, now|it is .*, epoch %1$d.*, not epoch %2$d as expected); nothing was changed\n"
                                    .formatted(epoch + 1, epoch));
            atTheWrite += loser.err().contains("faster") ? 1 : 0;
            assertThat(epoch("race")).isEqualTo(epoch + 1);
        }
        assertThat(etcd.history(key("race"))).hasSize(RACES + 1);
        System.out.printf("figure: etcd: %d races of two sets, %d met at the write%n", RACES, atTheWrite);
    }

    @Test
    void saysWhatItDoesAndWhatItDoesnt() throws Exception {
        assertSays(0, "words: no document → eu, epoch 1", "words", "eu", "--secondary=us");
        assertSays(0, "words: eu, epoch 1, already; nothing was changed", "words", "eu");
        assertSays(0, "words: eu, epoch 1 → us, epoch 2, eu fenced", "words", "us", "--fenced=eu", "--expect-epoch=1");
        assertSays(
                3,
                "words: it is us, epoch 2, eu fenced, not epoch 1 as expected; nothing was changed",
                "words",
                "eu",
                "--expect-epoch=1");
        assertSays(1, "words: \"active\" is \"ap\", not one of [us, eu]; nothing was changed", "words", "ap");
        assertThat(etcd.read(key("words")).orElseThrow().value())
                .isEqualTo(
                        "{\"active\":\"us\",\"secondary\":\"eu\",\"epoch\":2,\"fenced\":{\"region\":\"eu\",\"epoch\":2}}\n");
        instances.forEach(instance -> awaitEpoch(instance, "words", 2));
    }

    private static void assertSays(int status, String line, String pair, String active, String... options) {
        var result = set(pair, active, options);
        assertThat(result.out() + result.err()).isEqualTo(line + "\n");
        assertThat(result.status()).isEqualTo(status);
    }

    @Test
    @EnabledIfSystemProperty(named = "stories", matches = "all", disabledReason = "-Dstories=all runs it")
    void aFrozenMemberHoldsNothingUp() throws Exception {
        create("frozen");
        instances.forEach(instance -> awaitEpoch(instance, "frozen", 1));
        var epoch = 1L;
        for (var member = 0; member < etcd.size(); member++) {
            etcd.member(member).send(Signal.STOP);
            try {
                // The command: it has time-outs that a member without a word runs into.
                assertThat(set("frozen", epoch % 2 == 0 ? "eu" : "us").status()).isZero();
                epoch++;
                for (var instance : instances) {
                    awaitEpoch(instance, "frozen", epoch);
                }
            } finally {
                etcd.member(member).send(Signal.CONT);
            }
            etcd.awaitAll();
        }
    }

    @Test
    void withoutAMajorityTheLastAnswerStaysAndItSaysSo() throws Exception {
        var without = "no member of etcd gives an answer that a majority stands behind: ";
        create("majority");
        var instance = instances.get(0);
        awaitEpoch(instance, "majority", 1);
        assertThat(instance.metric("regionpair_arbitrator_source_unavailable")).isZero();

        etcd.member(0).kill();
        etcd.member(1).kill();

        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(instance.metric("regionpair_arbitrator_source_unavailable"))
                        .isOne());
        var then = answer(instance, "majority");
        assertThat(Files.readString(folder.resolve("one.log"))).contains(without);
        assertThat(set("majority", "us"))
                .returns(1, CommandProcess.Result::status)
                .satisfies(result -> assertThat(result.err())
                        .startsWith("majority: " + without)
                        .endsWith("; nothing was changed\n"));
        await().atMost(LIMIT).untilAsserted(() -> {
            var now = answer(instance, "majority");
            assertThat(now.age()).isGreaterThan(then.age()).isGreaterThan(2);
            assertThat(now.document()).as("with asOf").isEqualTo(then.document());
        });
        assertThat(instance.management("/readyz"))
                .as("a last answer with its age is worth more than none")
                .isEqualTo("ok\n");
        try (var empty = ArbitratorProcess.launch(settings("three"))) {
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(empty.management("/readyz"))
                            .contains("there is no valid document yet: " + without));

            etcd.restart(1);
            etcd.awaitAnswer(1);
            flip("majority", false);

            for (var each : List.of(instance, empty)) {
                awaitEpoch(each, "majority", 2);
                await().atMost(LIMIT).untilAsserted(() -> {
                    assertThat(answer(each, "majority").age()).isLessThan(2);
                    assertThat(each.metric("regionpair_arbitrator_source_unavailable"))
                            .isZero();
                });
            }
        }
    }

    private record Timed(String document, long age) {}

    private static Timed answer(ArbitratorProcess instance, String pair) throws IOException {
        var connection =
                (HttpURLConnection) instance.url("/v1/pairs/" + pair).toURL().openConnection();
        try (var in = connection.getInputStream()) {
            return new Timed(
                    new String(in.readAllBytes(), UTF_8),
                    Long.parseLong(Objects.requireNonNull(connection.getHeaderField("Age"))));
        }
    }

    private static void awaitEpoch(ArbitratorProcess instance, String pair, long epoch) {
        await(pair + " is in epoch " + epoch)
                .atMost(LIMIT)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptionsInstanceOf(IOException.class)
                .untilAsserted(() ->
                        assertThat(epochIn(answer(instance, pair).document())).isEqualTo(epoch));
    }

    private static ArbitratorProcess.Settings settings(String name) {
        return new ArbitratorProcess.Settings(
                name,
                "--etcd=" + etcd.urls(),
                List.of("-XX:+UseSerialGC", "-Xmx64m"),
                List.of(),
                folder.resolve(name + ".log"),
                Lifetime.tiedToUs());
    }

    private static void create(String pair) {
        var first = "{\"active\":\"eu\",\"secondary\":\"us\",\"epoch\":1}\n";
        try {
            assertThat(etcd.write(key(pair), Optional.empty(), first)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String key(String pair) {
        return "/regionpair/" + pair;
    }

    private static CommandProcess start(String pair, String active, String... options) {
        var all = new ArrayList<>(
                List.of("arbitrator", "set", "--etcd=" + etcd.urls(), "--pair=" + pair, "--active=" + active));
        all.addAll(List.of(options));
        return CommandProcess.start(all.toArray(String[]::new));
    }

    private static CommandProcess.Result set(String pair, String active, String... options) {
        return start(pair, active, options).await();
    }

    private static long epoch(String pair) throws InterruptedException {
        return epochIn(etcd.read(key(pair)).orElseThrow().value());
    }

    private static String active(String pair) {
        try {
            return JSON.readTree(etcd.read(key(pair)).orElseThrow().value())
                    .path("active")
                    .asText();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long epochIn(String document) {
        try {
            return JSON.readTree(document).path("epoch").asLong();
        } catch (IOException e) {
            throw new IllegalStateException(document, e);
        }
    }
}
