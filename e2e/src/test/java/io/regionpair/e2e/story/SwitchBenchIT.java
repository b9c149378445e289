package io.regionpair.e2e.story;

import static io.regionpair.e2e.story.Scene.REGIONS;
import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.api.Role;
import io.regionpair.e2e.bench.Jvm;
import io.regionpair.e2e.observer.Write;
import io.regionpair.e2e.process.Lifetime;
import io.regionpair.e2e.process.Workspace;
import io.regionpair.e2e.region.TwoRegions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code e2e/bench/switch}: what the operator's own part of a switch takes, beside bare clients of the same API servers in the same run.
 * There are no controllers, which would be measured instead; {@code peer settle} says in their place that all is done, and only
 * between the measured phases. Times are those of the API server's audit log.
 */
@EnabledIfSystemProperty(named = "bench.peer", matches = ".+", disabledReason = "a benchmark; e2e/bench/switch runs it")
class SwitchBenchIT {

    private static final int ROUNDS = Integer.getInteger("bench.rounds", 7);
    private static final int COLD_ROUNDS = Integer.getInteger("bench.cold", 3);
    private static final int REST_SECONDS = Integer.getInteger("bench.rest", 120);

    /** What one component may list. */
    private static final int PER_COMPONENT = 200;

    private static final Duration PATIENCE = Duration.ofSeconds(Integer.getInteger("bench.patience", 180));

    /** How many workloads the present run has. */
    private static int workloads;

    static Stream<Integer> sizes() {
        return Stream.of(System.getProperty("bench.sizes", "1,100,1000").split(","))
                .map(Integer::valueOf);
    }

    /**
     * One way of a switch.
     *
     * @param storeToFirst milliseconds from the arrival of Demoting to the arrival of the first stop
     * @param bare the median of a bare write, measured just before
     */
    private record Round(
            double lowers, double raises, double storeToFirst, double bare, double writes, double reads, double cpu) {}

    @ParameterizedTest(name = "{0} workloads")
    @MethodSource("sizes")
    void writePhases(int size) throws Exception {
        on(size, s -> {
            var warm = new ArrayList<Round>();
            var peerLowers = new ArrayList<Double>();
            var peerRaises = new ArrayList<Double>();
            growth(s);
            rest(s);
            var from = "eu";
            // Two to warm up.
            for (var round = -2; round < ROUNDS; round++) {
                // A-B-B-A, so that a drift of the machine meets both alike.
                var first = round % 2 == 0 ? peer(s) : null;
                var ours = round(s, from);
                var theirs = first == null ? peer(s) : first;
                if (round >= 0) {
                    warm.add(ours);
                    peerLowers.add(theirs.getFirst());
                    peerRaises.add(theirs.getLast());
                }
                from = Scene.other(from);
            }
            print("P2 lower warm", warm, Round::lowers, peerLowers);
            print("P2 raise warm", warm, Round::raises, peerRaises);
            print(
                    "P1 store to first stop",
                    warm,
                    Round::storeToFirst,
                    warm.stream().map(Round::bare).toList());
            print("P8 writes per workload", warm, Round::writes, List.of());
            print("P8 lists while stopping", warm, Round::reads, List.of());
            print("P10 processor milliseconds per workload, both operators", warm, Round::cpu, List.of());

            var cold = new ArrayList<Round>();
            var coldPeer = new ArrayList<Double>();
            for (var round = 0; round < COLD_ROUNDS; round++) {
                for (var region : REGIONS) {
                    s.rig().operator(region).kill();
                    s.rig().operator(region).restart();
                    s.rig().operator(region).awaitReady();
                }
                awaitHeard(s);
                cold.add(round(s, from));
                coldPeer.add(peer(s).getFirst());
                from = Scene.other(from);
            }
            print("P2 lower cold", cold, Round::lowers, coldPeer);
            // Of one workload there is no half.
            if (size > 1) {
                killed(s, size, from, warm);
            }
        });
    }

    /** P3: its client lets itself send five requests a second. */
    @Test
    void besideKubectl() throws Exception {
        var size = 100;
        on(size, s -> {
            var ours = new ArrayList<Round>();
            var theirs = new ArrayList<Double>();
            var from = "eu";
            round(s, from);
            from = Scene.other(from);
            for (var round = 0; round < 3; round++) {
                ours.add(round(s, from));
                from = Scene.other(from);
                var began = System.nanoTime();
                Jvm.run(
                        Workspace.controlPlanePrograms().resolve("kubectl").toString(),
                        "--kubeconfig=" + s.plane("eu").kubeconfig(),
                        "--namespace=peer",
                        "scale",
                        "deployment",
                        "--all",
                        "--replicas=" + (round % 2 == 0 ? 0 : 1));
                theirs.add((System.nanoTime() - began) / 1e6);
            }
            print("P3 lower beside kubectl scale --all", ours, Round::lowers, theirs);
        });
    }

    private interface Part {
        void play(Scene s) throws Exception;
    }

    private static void on(int size, Part part) throws Exception {
        workloads = size;
        try (var regions = TwoRegions.start(
                        Workspace.newFolder("regions"),
                        settings -> settings.withoutControllers().withReadsAudited());
                var rig = Rig.install(regions.all(), Workspace.newFolder("rigs"), Lifetime.tiedToUs());
                var s = Scene.open(rig, "bench")) {
            s.unfenced().patient(PATIENCE);
            for (var from = 0; from < size; from += PER_COMPONENT) {
                s.cast("part-" + from / PER_COMPONENT, works(from, Math.min(size, from + PER_COMPONENT)));
            }
            try {
                play(s, size, part);
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError(failure.getMessage() + "\n" + Picture.of(rig, "bench"), failure);
            }
        }
    }

    private static void play(Scene s, int size, Part part) throws Exception {
        s.deploy();
        // The first answer marks what no drain has changed, which the controllers have to see as well.
        settleUntil(s, "us", "eu", Role.Active);
        s.until("eu has raised everything", () -> {
            settleQuietly(s, "us");
            return off(s, "eu") == 0 ? List.of() : List.of(off(s, "eu") + " are off");
        });
        settle(s, "eu");
        crowd(s, size);
        part.play(s);
    }

    private static Work[] works(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(number -> Work.deployment("w" + number, 1))
                .toArray(Work[]::new);
    }

    /** As many Deployments for the bare clients, which nobody else cares about. */
    private static void crowd(Scene s, int size) {
        Manifests.apply(s.plane("eu"), Fixture.unfenced("peer").workloads(size));
    }

    /** One way of a switch, from {@code from} to the other region. */
    private static Round round(Scene s, String from) throws Exception {
        var to = Scene.other(from);
        s.pair().awaitQuiet(Duration.ofSeconds(2), PATIENCE);
        var bare = Double.parseDouble(peer(s, from, "bare", "50"));
        var cpu = cpu(s);
        var mark = Instant.now();
        s.arbitrator().name(to);
        peer(s, from, "await", "0");
        settleUntil(s, from, to, Role.Active);
        peer(s, to, "await", "1");
        settle(s, to);
        var used = cpu(s) - cpu;

        var lowers = writes(s, from, mark, "patch deployments/scale");
        var raises = writes(s, to, mark, "patch deployments/scale");
        var demoting = writes(s, from, mark, "update regionrecords").getFirst().at();
        assertThat(lowers).as("stops").isNotEmpty();
        var all = REGIONS.stream()
                .flatMap(region -> s.report().orElseThrow().writes().stream()
                        .filter(write -> write.region().equals(region)
                                && write.at().isAfter(mark)
                                && write.namespace().equals("bench")
                                && write.operation().contains("deployments")))
                .count();
        return new Round(
                span(lowers),
                span(raises),
                millis(demoting, lowers.getFirst().at()),
                bare,
                (double) all / (lowers.size() + raises.size()),
                Reads.lists(s.plane(from), demoting, lowers.getLast().at()),
                used / raises.size());
    }

    /** P9: the losing region's operator dies when half is stopped. */
    private static void killed(Scene s, int size, String from, List<Round> undisturbed) throws Exception {
        var to = Scene.other(from);
        var mark = Instant.now();
        s.arbitrator().name(to);
        s.until("half is stopped", () -> off(s, from) >= size / 2 ? List.of() : List.of(off(s, from) + " are off"));
        var killedAt = Instant.now();
        s.rig().operator(from).kill();
        s.rig().operator(from).restart();
        s.rig().operator(from).awaitReady();
        var ready = Instant.now();
        peer(s, from, "await", "0");
        var lowers = writes(s, from, mark, "patch deployments/scale");
        var usual = median(undisturbed.stream().map(Round::lowers).toList());
        var wrong = writes(s, to, mark, "patch deployments/scale").size();
        line(
                "P9 kill -9 in the middle of stopping",
                "\"undisturbed_ms\":%.0f,\"with_kill_ms\":%.0f,\"kill_to_ready_ms\":%.0f,\"after_ready_ms\":%.0f,\"writes_in_the_wrong_direction\":%d"
                        .formatted(
                                usual,
                                span(lowers),
                                millis(killedAt, ready),
                                millis(ready, lowers.getLast().at()),
                                wrong));
        settleUntil(s, from, to, Role.Active);
    }

    private static long off(Scene s, String region) {
        return s.client(region).apps().deployments().inNamespace("bench").list().getItems().stream()
                .filter(deployment -> deployment.getMetadata().getName().startsWith("w"))
                .filter(deployment -> deployment.getSpec().getReplicas() == 0)
                .count();
    }

    /** P6. */
    private static void growth(Scene s) throws Exception {
        var operator = s.rig().operator("eu");
        operator.kill();
        var began = System.nanoTime();
        operator.restart();
        awaitHeard(s);
        var synced = (System.nanoTime() - began) / 1e6;
        var pid = operator.process().id().pid();
        Jvm.collect(pid);
        line(
                "P6 growth",
                "\"start_to_role_ms\":%.0f,\"live_heap_kib\":%d,\"resident_mib\":%d"
                        .formatted(synced, Jvm.heap(pid) >> 10, Jvm.resident(pid) >> 20));
    }

    /** P7. */
    private static void rest(Scene s) throws Exception {
        s.pair().awaitQuiet(Duration.ofSeconds(10), PATIENCE);
        var mark = Instant.now();
        var cpu = cpu(s);
        Thread.sleep(Duration.ofSeconds(REST_SECONDS));
        var end = Instant.now();
        line(
                "P7 at rest",
                "\"seconds\":%d,\"writes\":%d,\"lists\":%d,\"processor_percent_of_a_core_per_operator\":%.2f"
                        .formatted(
                                REST_SECONDS,
                                s.report().orElseThrow().writes().stream()
                                        .filter(write -> write.at().isAfter(mark))
                                        .count(),
                                REGIONS.stream()
                                        .mapToLong(region -> Reads.lists(s.plane(region), mark, end))
                                        .sum(),
                                (cpu(s) - cpu) / 2 / (REST_SECONDS * 10.0)));
    }

    private static void awaitHeard(Scene s) {
        s.until(
                "both operators know their role",
                () -> REGIONS.stream()
                        .filter(region -> !(roleKnown(s, region)))
                        .map(region -> region + " doesn't")
                        .toList());
    }

    private static boolean roleKnown(Scene s, String region) {
        try {
            return Stream.of(Role.Active, Role.Passive)
                    .anyMatch(role -> s.counted(region, "regionpair_role", "role=\"" + role + "\"") == 1);
        } catch (UncheckedIOException notUpYet) {
            return false;
        }
    }

    // The bare clients.

    /** Down and up again: {@code [down, up]} in milliseconds. */
    private static List<Double> peer(Scene s) throws Exception {
        var down = Double.parseDouble(peerIn(s, "eu", "peer", "scale", "0"));
        var up = Double.parseDouble(peerIn(s, "eu", "peer", "scale", "1"));
        return List.of(down, up);
    }

    private static String peer(Scene s, String region, String... command) throws Exception {
        return peerIn(s, region, "bench", command);
    }

    private static String peerIn(Scene s, String region, String namespace, String... command) throws Exception {
        var all = new ArrayList<>(List.of(
                System.getProperty("bench.peer"),
                "-kubeconfig=" + s.plane(region).kubeconfig(),
                "-namespace=" + namespace));
        all.addAll(List.of(command));
        return Jvm.run(all.toArray(String[]::new)).strip();
    }

    /** Plays the controllers of one region until the other one, or that one, has stored this role. */
    private static void settleUntil(Scene s, String settled, String region, Role role) {
        s.untilEquals(region + " has stored " + role, Optional.of(role), () -> {
            settleQuietly(s, settled);
            return s.stored(region);
        });
    }

    private static void settleQuietly(Scene s, String region) {
        try {
            settle(s, region);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void settle(Scene s, String region) throws Exception {
        peer(s, region, "settle");
    }

    // The audit log.

    private static List<Write> writes(Scene s, String region, Instant after, String operation) {
        return s.report().orElseThrow().writes().stream()
                .filter(write -> write.region().equals(region)
                        && write.at().isAfter(after)
                        && write.operation().equals(operation))
                .sorted(Comparator.comparing(Write::at))
                .toList();
    }

    private static double span(List<Write> writes) {
        return millis(writes.getFirst().at(), writes.getLast().at());
    }

    private static double millis(Instant from, Instant to) {
        return Duration.between(from, to).toNanos() / 1e6;
    }

    // The processes.

    /** Milliseconds of both operators together. */
    private static double cpu(Scene s) throws IOException {
        var sum = 0.0;
        for (var region : REGIONS) {
            var stat = Files.readString(
                    Path.of("/proc/" + s.rig().operator(region).process().id().pid() + "/stat"));
            var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            // Ticks of 10 ms.
            sum += (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 10.0;
        }
        return sum;
    }

    // Printing.

    private static void print(String what, List<Round> rounds, ToDoubleFunction<Round> figure, List<Double> peers) {
        var ours = rounds.stream().mapToDouble(figure).boxed().toList();
        var text = new StringBuilder("\"ours\":" + samples(ours) + ",\"median\":%.2f".formatted(median(ours)));
        if (!peers.isEmpty()) {
            var ratios = IntStream.range(0, ours.size())
                    .mapToObj(round -> ours.get(round) / peers.get(round))
                    .toList();
            text.append(",\"peer\":" + samples(peers)
                    + ",\"peer_median\":%.2f,\"ratio\":%.3f".formatted(median(peers), median(ratios)));
        }
        line(what, text.toString());
    }

    private static void line(String what, String fields) {
        System.out.println("bench: {\"figure\":\"" + what + "\",\"workloads\":" + workloads + ",\"load\":" + load()
                + "," + fields + "}");
    }

    private static String load() {
        try {
            return Files.readString(Path.of("/proc/loadavg")).substring(0, 4);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String samples(List<Double> values) {
        return values.stream()
                .map(value -> String.format(Locale.ROOT, "%.1f", value))
                .toList()
                .toString();
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }
}
