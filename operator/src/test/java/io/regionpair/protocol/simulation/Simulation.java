package io.regionpair.protocol.simulation;

import io.regionpair.api.Role;
import io.regionpair.protocol.Memory;
import io.regionpair.protocol.Params;
import io.regionpair.protocol.Params.Epochs;
import io.regionpair.protocol.Params.Force;
import io.regionpair.protocol.Params.Leaving;
import io.regionpair.protocol.WorkloadId;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Two regions, their arbitrator and what can go wrong, run from one seed. After every event the promise is checked. */
final class Simulation {

    private static final long FAULTS_END = 60_000;
    private static final long BOUND = 60_000;
    private static final List<WorkloadId> IDS = List.of(
            new WorkloadId("shop", "apps", "Deployment", "web"),
            new WorkloadId("shop", "apps", "StatefulSet", "queue"));

    final Timeline time;
    final Arbitrator arbitrator;
    final Link link;

    private final long seed;
    private final Set<Mutant> mutants = EnumSet.noneOf(Mutant.class);
    private final Cluster eu;
    private final Cluster us;
    private final List<Process> processes;
    private final Faults faults;
    private long numbers;
    private int switches;
    private @Nullable Cluster running;
    private @Nullable Cluster lost;

    Simulation(long seed, Set<Mutant> mutants) {
        this(seed, mutants, (_, _) -> {});
    }

    /** The same, and tells of each record that a region stores. */
    Simulation(long seed, Set<Mutant> mutants, BiConsumer<String, Memory> recorder) {
        this.seed = seed;
        this.mutants.addAll(mutants);
        time = new Timeline(seed);
        arbitrator = new Arbitrator(time, time.percent(50), time.percent(50), "eu");
        link = new Link(this);
        eu = new Cluster("eu", IDS, time, recorder);
        us = new Cluster("us", IDS, time, recorder);
        processes = List.of(
                new Process("eu-0", eu, this),
                new Process("eu-1", eu, this),
                new Process("us-0", us, this),
                new Process("us-1", us, this));
        faults = new Faults(this, processes, List.of(eu, us), FAULTS_END);
    }

    boolean is(Mutant mutant) {
        return mutants.contains(mutant);
    }

    long number() {
        return numbers++;
    }

    Cluster peerOf(Cluster cluster) {
        return cluster == eu ? us : eu;
    }

    List<Process> processesOf(Cluster cluster) {
        return cluster == eu ? processes.subList(0, 2) : processes.subList(2, 4);
    }

    /** Between two requests that belong together; the other process takes over while this one sleeps. */
    void goOn(Process process, Runnable then) {
        faults.mayPauseHere(process);
        process.go(then);
    }

    /** A person decides about workloads that were found running in the region that isn't named, once the faults are over. */
    Params params(Cluster cluster) {
        var frozen = cluster.record().filter(m -> m.role() == Role.Frozen).isPresent();
        var word = frozen && time.now() > FAULTS_END && !cluster.region.equals(arbitrator.active())
                ? Optional.of(new Force(false, cluster.region, 0, "decided"))
                : Optional.<Force>empty();
        return new Params(
                cluster.region,
                peerOf(cluster).region,
                2,
                Epochs.Optional,
                true,
                false,
                word,
                Leaving.No,
                Duration.ofSeconds(1));
    }

    /** Runs to the end; the number of times that another region than before ran. */
    int run() {
        lagOneManifest();
        processes.get(0).start();
        processes.get(2).start();
        faults.begin();
        while (time.next(FAULTS_END)) {
            check();
        }
        heal();
        while (!namedRuns() && time.next(FAULTS_END + BOUND)) {
            check();
        }
        live();
        return switches;
    }

    /** In one region a workload runs under a manifest that its operator gets to know only later. */
    private void lagOneManifest() {
        if (!time.percent(40)) {
            return;
        }
        var late = time.percent(50) ? eu : us;
        var id = IDS.getLast();
        late.known.remove(id);
        late.workloads.get(id).raise(-1);
        time.after(time.between(5_000, FAULTS_END), () -> late.known.add(id));
    }

    private void heal() {
        time.note("sim", "the faults are over");
        arbitrator.heal();
        link.loses(0);
        for (var cluster : List.of(eu, us)) {
            cluster.set(true, 0);
            var both = processesOf(cluster);
            both.getLast().kill();
            if (!isLost(cluster)) {
                both.getFirst().start();
                both.getFirst().pause(false);
            }
        }
    }

    /** The whole region is lost for good, and the document says so only afterwards. */
    void lose(Cluster cluster) {
        lost = cluster;
        time.note(cluster.region, "is lost");
        processesOf(cluster).forEach(Process::kill);
        cluster.die();
        arbitrator.edit(peerOf(cluster).region, Optional.of(cluster.region));
    }

    boolean isLost(Cluster cluster) {
        return cluster == lost;
    }

    boolean anyLost() {
        return lost != null;
    }

    private void check() {
        for (var id : IDS) {
            if (eu.workloads.get(id).runs() && us.workloads.get(id).runs()) {
                throw failed("both regions run " + id);
            }
        }
        for (var cluster : List.of(eu, us)) {
            if (running != cluster && cluster.workloads.get(IDS.getFirst()).runs()) {
                running = cluster;
                switches++;
            }
        }
    }

    private boolean namedRuns() {
        var named = arbitrator.active().equals("eu") ? eu : us;
        return named.record().filter(memory -> memory.role() == Role.Active).isPresent()
                && named.workloads.values().stream().allMatch(Workload::runs);
    }

    private void live() {
        if (!namedRuns()) {
            throw failed("the region that is named doesn't run; " + eu.record() + " " + us.record()
                    + processes.stream()
                            .map(p ->
                                    p.name + " " + p.answers() + " " + p.state().durable())
                            .toList());
        }
    }

    private AssertionError failed(String how) {
        return new AssertionError("seed " + seed + ": " + how + "\n" + time.trace()
                + "\n" + "again: ./mvnw -pl crds,operator -am test -Dtest=SimulationTest -Dsimulation.seed="
                + seed + " -Dsurefire.failIfNoSpecifiedTests=false");
    }
}
