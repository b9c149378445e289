package io.regionpair.e2e.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.regionpair.e2e.arbitrator.ArbitratorProcess;
import io.regionpair.e2e.arbitrator.DocumentFile;
import io.regionpair.e2e.arbitrator.NginxArbitrator;
import io.regionpair.e2e.process.DebianProgram;
import io.regionpair.e2e.process.Lifetime;
import io.regionpair.e2e.process.Workspace;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/** {@code e2e/bench/arbitrator}: flips, parked clients, attacks, and throughput beside nginx. */
public final class ArbitratorBench {

    private static final int WAITERS = 10_000;
    private static final int WARM_UP = 3;
    private static final int FLIPS = 20;
    private static final int ATTACKERS = 20_000;
    private static final Duration ATTACK = Duration.ofSeconds(15);
    private static final int ROUNDS = 7;
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s*([0-9.]+)");
    private static final Pattern P99 = Pattern.compile("99%\\s+([0-9.]+)(us|ms|s)");

    private final Path folder = Workspace.newFolder("bench-arbitrator");
    private final Path documents = Files.createDirectory(folder.resolve("documents"));
    private final DocumentFile document = new DocumentFile(documents.resolve("bench.json"));
    private long epoch = 1;

    private ArbitratorBench() throws IOException {}

    public static void main(String[] arguments) throws Exception {
        new ArbitratorBench().run();
    }

    private void run() throws Exception {
        name();
        System.out.printf(
                "%d processors, load %s, Java %s%n",
                Runtime.getRuntime().availableProcessors(),
                Files.readString(Path.of("/proc/loadavg")).substring(0, 4),
                Runtime.version());
        try (var arbitrator = ArbitratorProcess.start(new ArbitratorProcess.Settings(
                        "bench",
                        "--documents=" + documents,
                        List.of("-XX:+UseSerialGC", "-Xmx512m"),
                        List.of("--max-wait-seconds=600", "--max-connections=14000", "--patience-seconds=30"),
                        folder.resolve("arbitrator.log"),
                        Lifetime.tiedToUs()));
                var nginx = NginxArbitrator.start(Files.createDirectory(folder.resolve("nginx")))) {
            nginx.document().name("eu");
            throughput(arbitrator, nginx);
            try (var prober = new Prober(arbitrator.port())) {
                Thread.sleep(5000);
                System.out.println("a client of its own, nobody waiting: " + prober.figures());
                waiting(arbitrator, prober);
                for (var attack : Attack.values()) {
                    attack(attack, arbitrator, prober);
                }
            }
        }
    }

    private void name() {
        epoch++;
        document.name(epoch % 2 == 0 ? "eu" : "us", epoch);
    }

    private void waiting(ArbitratorProcess arbitrator, Prober prober) throws Exception {
        var pid = arbitrator.process().id().pid();
        Jvm.collect(pid);
        var emptyHeap = Jvm.heap(pid);
        var empty = Jvm.resident(pid);
        try (var waiters = new Waiters(WAITERS, arbitrator.port(), "/v1/pairs/bench", revision(arbitrator))) {
            awaitParked(arbitrator);
            Jvm.collect(pid);
            System.out.printf(
                    "memory for each of %,d that wait: %.1f kB resident (%.0f MB before, %.0f MB then), %.1f kB of it heap%n",
                    WAITERS,
                    (Jvm.resident(pid) - empty) / 1000.0 / WAITERS,
                    empty / 1e6,
                    Jvm.resident(pid) / 1e6,
                    (Jvm.heap(pid) - emptyHeap) / 1000.0 / WAITERS);
            prober.figures();
            Thread.sleep(10_000);
            System.out.printf("a client of its own while %,d wait: %s%n", WAITERS, prober.figures());
            flips(arbitrator, waiters, prober);
        }
    }

    private void flips(ArbitratorProcess arbitrator, Waiters waiters, Prober prober) throws Exception {
        var millis = new ArrayList<Double>();
        for (var i = 0; i < WARM_UP + FLIPS; i++) {
            if (i == WARM_UP) {
                prober.figures();
            }
            var begin = System.nanoTime();
            name();
            var took = (waiters.awaitAnswers() - begin) / 1e6;
            if (i >= WARM_UP) {
                millis.add(took);
            }
            waiters.ask(revision(arbitrator));
            awaitParked(arbitrator);
        }
        Collections.sort(millis);
        System.out.printf(
                "from the file's change to the last of %,d answers: best %.0f ms, median %.0f ms, worst %.0f ms of %d%n",
                WAITERS, millis.getFirst(), millis.get(millis.size() / 2), millis.getLast(), millis.size());
        System.out.println("a client of its own during those: " + prober.figures());
    }

    private static void awaitParked(ArbitratorProcess arbitrator) throws InterruptedException {
        var limit = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        for (var parked = 0.0; parked != WAITERS; parked = arbitrator.metric("regionpair_arbitrator_waiting")) {
            if (System.nanoTime() > limit) {
                throw new IllegalStateException(parked + " wait, not " + WAITERS);
            }
            Thread.sleep(20);
        }
    }

    private static String revision(ArbitratorProcess arbitrator) throws IOException {
        return Waiters.revisionIn(get(arbitrator.url("/v1/pairs/bench")));
    }

    private static void attack(Attack attack, ArbitratorProcess arbitrator, Prober prober) throws Exception {
        prober.figures();
        var opened = attack.run(arbitrator.port(), ATTACKERS, ATTACK);
        System.out.printf("a client of its own during %s by %,d connections: %s%n", attack, opened, prober.figures());
    }

    private static void throughput(ArbitratorProcess arbitrator, NginxArbitrator nginx) throws Exception {
        var ours = new ArrayList<Load>();
        var theirs = new ArrayList<Load>();
        load(arbitrator.url("/"), 10);
        load(nginx.url("/"), 2);
        for (var round = 0; round < ROUNDS; round++) {
            ours.add(load(arbitrator.url("/"), 4));
            theirs.add(load(nginx.url("/"), 4));
        }
        var ratios = new ArrayList<Double>();
        for (var round = 0; round < ROUNDS; round++) {
            ratios.add(ours.get(round).rate() / theirs.get(round).rate());
        }
        Collections.sort(ratios);
        System.out.printf(
                "GET / with 32 connections: %,.0f a second, p99 %s; nginx %,.0f, p99 %s (medians of %d, in turns)%n",
                median(ours), p99(ours), median(theirs), p99(theirs), ROUNDS);
        System.out.printf(
                "throughput as a part of nginx's: %.2f (worst round %.2f, best %.2f)%n",
                ratios.get(ROUNDS / 2), ratios.getFirst(), ratios.getLast());
    }

    private record Load(double rate, double p99Millis) {}

    private static double median(List<Load> loads) {
        return loads.stream().mapToDouble(Load::rate).sorted().toArray()[loads.size() / 2];
    }

    private static String p99(List<Load> loads) {
        return "%.2f ms"
                .formatted(loads.stream().mapToDouble(Load::p99Millis).sorted().toArray()[loads.size() / 2]);
    }

    private static Load load(URI url, int seconds) throws Exception {
        var text = Jvm.run(
                DebianProgram.WRK.path().toString(), "-t1", "-c32", "-d" + seconds + "s", "--latency", url.toString());
        var rate = RATE.matcher(text);
        var p99 = P99.matcher(text);
        if (!rate.find() || !p99.find() || text.contains("Non-2xx") || text.contains("Socket errors")) {
            throw new IllegalStateException("wrk says: " + text);
        }
        var unit = switch (p99.group(2)) {
            case "us" -> 0.001;
            case "ms" -> 1.0;
            default -> 1000.0;
        };
        return new Load(Double.parseDouble(rate.group(1)), Double.parseDouble(p99.group(1)) * unit);
    }

    private static String get(URI url) throws IOException {
        try (var in = url.toURL().openStream()) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
