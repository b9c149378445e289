package io.regionpair.protocol.simulation;

import io.regionpair.api.RegionComponent;
import io.regionpair.api.Role;
import io.regionpair.component.Some;
import io.regionpair.component.Some.ComponentBuilder;
import io.regionpair.protocol.Memory;
import io.regionpair.protocol.Params;
import io.regionpair.protocol.Params.Epochs;
import io.regionpair.protocol.Params.Force;
import io.regionpair.protocol.WorkloadId;
import io.regionpair.protocol.simulation.Chance.Strike;
import io.regionpair.protocol.simulation.Violation.Promise;
import io.regionpair.workload.Sights;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Two regions, their arbitrator, their people and what can go wrong, run from one seed. The promises are checked all the time. */
final class Simulation {

    static final String PAIR = "shop";
    static final List<String> NAMESPACES = List.of(Sights.NAMESPACE);

    private static final long FAULTS = 60_000;
    private static final long FAULTS_OF_NODES = 160_000;
    private static final long FAULTS_OF_TIMED = 1_000_000;
    /** By then the region that is named runs, once everything works: a pod whose end was missed takes more than a minute. */
    private static final long BOUND = 180_000;

    private static final long BOUND_OF_TIMED = 400_000;

    private static final long QUIET = 20_000;

    final Timeline time;
    final Optional<TimedWorld> timed;
    final Chance chance;
    final Arbitrator arbitrator;
    final Link link;
    final People people;
    final Faults faults;
    final Cluster eu;
    final Cluster us;
    final List<Process> processes;

    private final Set<Mutant> mutants;
    private final Map<WorkloadId, RegionComponent> components = new LinkedHashMap<>();
    private final Set<WorkloadId> moving = new HashSet<>();
    private final Map<Cluster, Long> passiveSince = new HashMap<>();
    private final boolean hasCronJob;
    private final boolean readsPeers;
    private final long end;
    BiConsumer<String, Memory> recorder = (_, _) -> {};
    private long numbers;
    private long quietUntil;
    private int switches;
    private int takeovers;
    private @Nullable Cluster running;
    private @Nullable Cluster lost;
    private @Nullable Cluster returned;

    /**
     * Not begun yet.
     *
     * @param kept the only faults that may strike; null: all that the seed brings
     */
    Simulation(Policy policy, long seed, Set<Mutant> mutants, @Nullable Set<Strike> kept, boolean tracing) {
        readsPeers = readsPeers(seed);
        this.mutants = mutants;
        chance = new Chance(seed, kept);
        time = new Timeline(tracing);
        timed = policy == Policy.Acknowledged
                ? Optional.empty()
                : Optional.of(new TimedWorld(this, policy == Policy.Supervised));
        add("apps", "Deployment", Some.component("web").withDeployment("web"));
        add("apps", "StatefulSet", Some.component("queue").withStatefulSet("queue"));
        hasCronJob = timed.isEmpty() && chance.percent(25);
        if (hasCronJob) {
            add("batch", "CronJob", Some.component("report").withCronJob("report"));
        }
        arbitrator = new Arbitrator(
                time, chance, chance.percent(50), chance.percent(50), "eu", timed.map(TimedWorld::latestRollOut));
        link = new Link(this);
        people = new People(this);
        var fenced = chance.percent(50);
        eu = new Cluster("eu", components, fenced, this);
        us = new Cluster("us", components, fenced, this);
        processes = List.of(process("eu-0", eu), process("eu-1", eu), process("us-0", us), process("us-1", us));
        faults = new Faults(this, processes, List.of(eu, us));
        var confirmations = (int) chance.between(1, 3);
        var epochs = chance.percent(80) ? Epochs.Optional : chance.percent(50) ? Epochs.Ignored : Epochs.Optional;
        if (timed.isPresent()) {
            epochs = arbitrator.hasEpochs() ? Epochs.Required : Epochs.Optional;
        }
        var vouching = timed.isPresent() && arbitrator.hasEpochs() && chance.percent(50);
        for (var cluster : List.of(eu, us)) {
            people.write(cluster, epochs, confirmations, timed.map(world -> world.spec(vouching)));
        }
        var slow = chance.has(Fault.NodeCut) && chance.has(Fault.PodForced) && chance.has(Fault.WatchInterrupted);
        end = timed.isPresent() ? FAULTS_OF_TIMED : slow ? FAULTS_OF_NODES : FAULTS;
    }

    /** Tells of each record that a region stores. */
    Simulation recordingTo(BiConsumer<String, Memory> listener) {
        recorder = listener;
        return this;
    }

    private void add(String group, String kind, ComponentBuilder builder) {
        timed.ifPresent(world -> builder.guard(world.guard()));
        var component = builder.build();
        var name = component.getMetadata().getName();
        components.put(new WorkloadId(Sights.NAMESPACE, group, kind, name), component);
    }

    private Process process(String name, Cluster cluster) {
        return new Process(
                name,
                cluster,
                new Clock(
                        chance.between(0, 1L << 40),
                        timed.isPresent() ? TimedWorld.drift(chance) : chance.between(-50_000, 50_000)),
                this);
    }

    /** In every other run. */
    static boolean readsPeers(long seed) {
        return seed % 2 == 1;
    }

    /** A process whose question isn't answered reads the other region's cluster itself. */
    boolean readsPeers() {
        return readsPeers;
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

    Params params(Cluster cluster) {
        return people.spec(cluster);
    }

    /** How often the fence wait stood in for a yes. */
    int takeovers() {
        return takeovers;
    }

    int switches() {
        return switches;
    }

    /** Runs to the end. */
    void run() {
        begin();
        faults.begin();
        while (time.next(end)) {}
        heal();
        var bound = time.now() + (timed.isPresent() ? BOUND_OF_TIMED : BOUND);
        while ((time.now() < quietUntil || !namedRuns()) && time.next(bound)) {}
        if (!namedRuns()) {
            throw new Violation(
                    Promise.NamedRegionRuns, "nothing goes wrong any more and the region that is named doesn't run");
        }
    }

    /** Both operators start, and the clocks of the CronJobs run. */
    void begin() {
        if (chance.strikes(Fault.FoundRunning, 500)) {
            var where = chance.percent(50) ? eu : us;
            where.workloads.values().forEach(workload -> workload.raise(-1));
        }
        processes.get(0).start();
        processes.get(2).start();
        tickCronJobs();
    }

    private void tickCronJobs() {
        if (hasCronJob) {
            time.after(chance.between(700, 2_500), () -> {
                List.of(eu, us).forEach(cluster -> cluster.workloads.values().forEach(Workload::tick));
                tickCronJobs();
            });
        }
    }

    private void heal() {
        time.note("sim", () -> "the faults are over");
        chance.end();
        if (lost != null && chance.percent(50)) {
            comeBack(lost);
            return;
        }
        healArbitrator();
        for (var cluster : List.of(eu, us)) {
            heal(cluster);
        }
    }

    private void healArbitrator() {
        arbitrator.heal();
        // What was under way to an instance when the faults ended still arrives.
        time.after(QUIET, arbitrator::heal);
    }

    private void heal(Cluster cluster) {
        if (isLost(cluster)) {
            return;
        }
        cluster.set(true);
        cluster.nodes().forEach(Node::reconnect);
        components.forEach(cluster::apply);
        var both = processesOf(cluster);
        both.getLast().kill();
        explainForcedPods(cluster);
        both.getFirst().start();
        both.getFirst().pause(false);
        lookAfter(cluster);
    }

    /** From now on people put in order what waits for them. */
    private void lookAfter(Cluster cluster) {
        people.putInOrder(cluster);
        people.lookAfterLostPods(cluster);
        time.after(5_000, () -> lookAfter(cluster));
    }

    /** The whole region is lost, and only afterwards somebody says so: the document with epochs, a person without. */
    void lose(Cluster cluster) {
        lost = cluster;
        time.note(cluster.region, () -> "is lost");
        processesOf(cluster).forEach(Process::kill);
        cluster.die();
        var survivor = peerOf(cluster);
        if (timed.isPresent() && survivor.record().filter(TimedWorld::agreed).isPresent()) {
            // Nobody says that it is gone: time has to.
            faults.name(survivor.region);
            return;
        }
        arbitrator.edit(survivor.region, Optional.of(cluster.region));
        if (!arbitrator.hasEpochs() || people.spec(survivor).epochs() == Epochs.Ignored) {
            var term = Math.max(
                    eu.record().map(Memory::term).orElse(0L),
                    us.record().map(Memory::term).orElse(0L));
            people.forces(survivor, Optional.of(new Force(true, survivor.region, term, "the other region burnt down")));
        }
    }

    /** With its pods, in a network that works, while the arbitrator says nothing: only the peer can tell it that its time is over. */
    private void comeBack(Cluster cluster) {
        time.note(cluster.region, () -> "comes back");
        lost = null;
        if (timed.isPresent()) {
            cluster.comeBack();
            healArbitrator();
            List.of(eu, us).forEach(this::heal);
            return;
        }
        quietUntil = time.now() + QUIET + 1;
        arbitrator.fallSilent();
        heal(peerOf(cluster));
        returned = cluster;
        cluster.comeBack();
        heal(cluster);
        time.after(QUIET, () -> {
            splitBrainIsOver();
            healArbitrator();
        });
    }

    private void splitBrainIsOver() {
        if (List.of(eu, us).stream().allMatch(cluster -> has(cluster, Role.Active))) {
            throw new Violation(Promise.SplitBrainEnds, "a region that came back is still active beside its successor");
        }
    }

    long pauseBetweenEdits() {
        return timed.map(TimedWorld::pauseBetweenEdits).orElse(0L);
    }

    boolean isLost(Cluster cluster) {
        return cluster == lost;
    }

    boolean anyLost() {
        return lost != null;
    }

    Cluster activeOr(Cluster other) {
        return has(eu, Role.Active) ? eu : has(us, Role.Active) ? us : other;
    }

    /** A component leaves a region's manifests for a while; what runs of it runs on, unseen. */
    void withdraw(Cluster cluster, long length) {
        var ids = List.copyOf(components.keySet());
        var id = ids.get((int) chance.between(0, ids.size() - 1));
        moving.add(id);
        cluster.withdraw(id);
        time.note(cluster.region, () -> "its manifests don't have " + id.name());
        time.after(length, () -> cluster.apply(id, java.util.Objects.requireNonNull(components.get(id))));
    }

    /** Nobody is left who saw the pods go that no record has: that is a documented hole, and isn't played. */
    void explainForcedPods(Cluster cluster) {
        var stored = cluster.record().map(Memory::lost).orElse(List.of()).stream()
                .map(pod -> pod.uid())
                .toList();
        cluster.forcedPods().stream().filter(pod -> !stored.contains(pod.uid)).forEach(Pod::die);
    }

    /** Somebody went to the machine. */
    void makeSure(Cluster cluster, String uid) {
        cluster.forcedPods().stream().filter(pod -> pod.uid.equals(uid)).forEach(Pod::die);
    }

    /** It has been passive for so long that its fence has to be closed. */
    boolean isPassiveForLong(Cluster cluster) {
        return has(cluster, Role.Passive) && time.now() - passiveSince.getOrDefault(cluster, time.now()) > 5_000;
    }

    private static boolean has(Cluster cluster, Role role) {
        return cluster.record().filter(memory -> memory.role() == role).isPresent();
    }

    /** A record was written. */
    void stored(Process by, boolean caused, Optional<Memory> before, Memory after) {
        var cluster = by.cluster;
        var role = before.map(Memory::role).orElse(Role.Unknown);
        if (after.role() == Role.Passive && role != Role.Passive) {
            passiveSince.put(cluster, time.now());
        }
        var byTime = after.assertion().filter(Memory.Assertion::byTime).isPresent();
        if (byTime && after.role() == Role.Active && role == Role.Promoting) {
            takeovers++;
        }
        if (timed.isEmpty() && role == Role.Active && after.role() == Role.Demoting && !caused) {
            throw new Violation(
                    Promise.NoNeedlessStop, by.name + " stops what runs although nobody named another region");
        }
    }

    /** A process started. */
    void started(Cluster cluster, Workload workload) {
        var other = peerOf(cluster);
        forgetReturn();
        if (returned == null) {
            other.workloads.values().stream()
                    .filter(Workload::runs)
                    .filter(there -> there.id().equals(workload.id()) || (isSteady(there) && isSteady(workload)))
                    .findFirst()
                    .ifPresent(there -> {
                        throw new Violation(
                                Promise.NeverBoth,
                                workload.id().name() + " starts in " + cluster.region + " while "
                                        + there.id().name() + " runs in " + other.region);
                    });
        }
        if (running != cluster) {
            running = cluster;
            switches++;
        }
    }

    /** It came back with what it had run, of which its operator may not know all: a component may have left its manifests before. */
    private void forgetReturn() {
        if (returned != null
                && has(returned, Role.Passive)
                && returned.workloads.values().stream().noneMatch(workload -> workload.on() || workload.runs())) {
            returned = null;
        }
    }

    private boolean isSteady(Workload workload) {
        return !moving.contains(workload.id());
    }

    private boolean namedRuns() {
        var named = arbitrator.active().equals("eu") ? eu : us;
        if (arbitrator.active().equals("none")) {
            return List.of(eu, us).stream().noneMatch(cluster -> has(cluster, Role.Active));
        }
        return has(named, Role.Active)
                && named.workloads.values().stream().allMatch(w -> w.id().kind().equals("CronJob") ? w.on() : w.runs());
    }

    String state() {
        return eu.record() + "\n" + us.record() + "\n"
                + String.join(
                        "\n",
                        processes.stream()
                                .map(p -> p.name + " " + (p.answers() ? "runs" : "doesn't run") + " "
                                        + p.state().durable() + "\n  " + p.loop)
                                .toList())
                + "\n" + eu.workloads.values() + "\n" + us.workloads.values();
    }
}
