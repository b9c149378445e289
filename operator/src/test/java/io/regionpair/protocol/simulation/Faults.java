package io.regionpair.protocol.simulation;

import io.regionpair.protocol.Params.Force;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What goes wrong, and what people change, until the faults end. */
final class Faults {

    /** By then an operator has looked at what there is. */
    private static final long KNOWN_AFTER = 5_000;

    private final Simulation world;
    private final Timeline time;
    private final Chance chance;
    private final List<Process> processes;
    private final List<Cluster> clusters;
    private final Map<Cluster, Long> darkUntil = new HashMap<>();

    Faults(Simulation world, List<Process> processes, List<Cluster> clusters) {
        this.world = world;
        this.time = world.time;
        this.chance = world.chance;
        this.processes = processes;
        this.clusters = clusters;
    }

    void begin() {
        // A fence wait takes more than a minute.
        var hasty = world.timed.isPresent() ? chance.between(60_000, 240_000) : chance.between(1_000, 5_500);
        repeat(hasty / 3, hasty, this::edit);
        now(Fault.InstanceFallsBack, 500, 5_000, 1, 1, _ -> world.arbitrator.fallBack());
        now(Fault.ServerDown, 2_000, 12_000, 300, 8_000, length -> serverDown(someCluster(), length));
        now(Fault.ProcessPauses, 2_000, 10_000, 4_000, 25_000, length -> pause(someProcess(), length));
        now(Fault.ProcessDies, 2_000, 10_000, 300, 8_000, length -> die(someProcess(), length));
        now(
                Fault.NodeCut,
                3_000,
                15_000,
                2_000,
                30_000,
                length -> cut(someCluster(), length % 3 == 0 ? length + 68_000 : length));
        now(Fault.PodForced, 1_000, 6_000, 1, 1, _ -> force(someCluster()));
        now(Fault.OutsiderRaises, 1_000, 6_000, 1, 1, _ -> raise(someCluster()));
        now(Fault.ManifestLags, 3_000, 20_000, 3_000, 20_000, this::withdraw);
        now(Fault.PersonPauses, 4_000, 20_000, 2_000, 12_000, length -> pause(someCluster(), length));
        now(Fault.PersonObserves, 4_000, 20_000, 2_000, 12_000, length -> observe(someCluster(), length));
        now(Fault.PersonForcesPassive, 4_000, 20_000, 2_000, 12_000, length -> forcePassive(someCluster(), length));
        now(
                Fault.RegionLost,
                20_000,
                50_000,
                1,
                1,
                _ -> lose(chance.percent(60) ? world.activeOr(someCluster()) : someCluster()));
    }

    private void repeat(long least, long most, Runnable action) {
        time.after(chance.between(least, most), () -> {
            if (!chance.isOver()) {
                action.run();
                repeat(least, most, action);
            }
        });
    }

    /** Every now and then it may strike; a kind that this run doesn't have costs nothing. */
    private void now(Fault fault, long pause, long longPause, long least, long most, Consumer<Long> action) {
        if (chance.has(fault)) {
            repeat(pause, longPause, () -> {
                var size = chance.strike(fault, 500, least, most);
                if (size > 0) {
                    action.accept(size);
                }
            });
        }
    }

    private Process someProcess() {
        return processes.get((int) chance.between(0, processes.size() - 1));
    }

    private Cluster someCluster() {
        return clusters.get((int) chance.between(0, clusters.size() - 1));
    }

    /** As soon as the document may change. */
    void name(String region) {
        var wait = world.arbitrator.editedAt() + world.pauseBetweenEdits() - time.now();
        time.after(Math.max(0, wait), () -> world.arbitrator.edit(region, Optional.empty()));
    }

    private void edit() {
        if (time.now() < world.arbitrator.editedAt() + world.pauseBetweenEdits()) {
            return;
        }
        if (!world.anyLost()) {
            var other = world.arbitrator.active().equals("eu") ? "us" : "eu";
            world.arbitrator.edit(chance.percent(8) ? "none" : other, Optional.empty());
            if (world.timed.isPresent()) {
                darken(other.equals("eu") ? world.us : world.eu);
            }
        }
    }

    /** The region that is to give up its role can't: only then time is worth something. */
    private void darken(Cluster cluster) {
        if (chance.percent(40)) {
            world.link.cut(chance.between(60_000, 300_000));
        }
        if (chance.percent(50)) {
            var length = chance.between(60_000, 160_000);
            darkUntil.put(cluster, time.now() + length);
            world.processesOf(cluster).forEach(Process::kill);
            world.explainForcedPods(cluster);
            time.after(length, () -> start(world.processesOf(cluster).getFirst()));
        }
    }

    /** Between any two things that a process does. */
    void strikeBetween(Process process) {
        var sleep = chance.strike(Fault.PausedBetween, 6, 4_000, 25_000);
        if (sleep > 0) {
            pause(process, sleep);
        }
        var dead = chance.strike(Fault.DiesBetween, 4, 300, 6_000);
        if (dead > 0) {
            die(process, dead);
        }
    }

    /** Between the steps of a start, where it matters most. */
    void strikeWithinStart(Process process) {
        var sleep = chance.strike(Fault.PausedBetween, 120, 4_000, 25_000);
        if (sleep > 0) {
            pause(process, sleep);
            editSoon();
            var gone = chance.strike(Fault.ManifestLags, 600, 2_000, 10_000);
            if (gone > 0) {
                world.withdraw(process.cluster, gone);
            }
        }
    }

    /** For how long a request is under way beyond what is usual. */
    long lingers() {
        return chance.strike(Fault.RequestLingers, 25, 200, 12_000);
    }

    /** So for a start: it may land after a whole change of roles. */
    long startLingers() {
        var length = chance.strike(Fault.RequestLingers, 120, 4_000, 25_000);
        if (length > 0) {
            editSoon();
        }
        return length;
    }

    /** Trouble and a change of mind at the same time are what is worth seeing. */
    private void editSoon() {
        if (chance.percent(50)) {
            time.after(chance.between(200, 3_000), () -> {
                if (!chance.isOver()) {
                    edit();
                }
            });
        }
    }

    private void die(Process process, long length) {
        if (process.alive()) {
            process.kill();
            world.explainForcedPods(process.cluster);
            time.after(length, () -> start(process));
        }
    }

    private void pause(Process process, long length) {
        if (process.answers()) {
            process.pause(true);
            world.explainForcedPods(process.cluster);
            time.after(length, () -> goOn(process));
            time.after(2_000, () -> world.processesOf(process.cluster).forEach(this::start));
        }
    }

    /** It may find only a little later that another one leads by now, and ends then. */
    private void goOn(Process process) {
        process.pause(false);
        if (chance.percent(60)) {
            process.later(chance.between(1, 1_500), () -> endBeside(process));
        }
    }

    private void endBeside(Process process) {
        var other = world.processesOf(process.cluster).stream().anyMatch(p -> p != process && p.answers());
        if (other && !chance.isOver()) {
            process.kill();
            world.explainForcedPods(process.cluster);
        }
    }

    private void start(Process process) {
        // Two that both lead for good would take the lease from each other for good.
        var leadsAlone = world.timed.isPresent() && chance.isOver();
        var dark = time.now() < darkUntil.getOrDefault(process.cluster, 0L);
        if (!leadsAlone && !dark && !world.isLost(process.cluster)) {
            process.start();
        }
    }

    private void serverDown(Cluster cluster, long length) {
        if (!world.isLost(cluster)) {
            cluster.set(false);
            time.note(cluster.region, () -> "its API server is down");
            time.after(length, () -> cluster.set(!world.isLost(cluster)));
        }
    }

    private void cut(Cluster cluster, long length) {
        var node = cluster.nodes().get((int) chance.between(0, cluster.nodes().size() - 1));
        if (!world.isLost(cluster)) {
            node.cut();
            time.after(length, () -> {
                if (!world.isLost(cluster)) {
                    node.reconnect();
                }
            });
        }
    }

    /** Not while nobody looks: that pods vanish unnoticed then is a documented hole. */
    private void force(Cluster cluster) {
        var watched = world.processesOf(cluster).stream().anyMatch(p -> p.answers() && p.loop.hasSurveyed())
                && world.processesOf(cluster).stream().filter(Process::alive).allMatch(Process::answers);
        if (watched && cluster.isUp()) {
            cluster.somePod().filter(pod -> isFollowed(cluster, pod)).ifPresent(Pod::force);
            editSoon();
        }
    }

    /** An operator that began after its component was withdrawn has never heard of it: that is a documented hole too. */
    private boolean isFollowed(Cluster cluster, Pod pod) {
        var since = cluster.withdrawnAt(pod.workload.id());
        return since.isEmpty()
                || (pod.boundAt() + KNOWN_AFTER < since.get()
                        && world.processesOf(cluster).stream()
                                .filter(Process::alive)
                                .allMatch(process -> process.startedAt() + KNOWN_AFTER < since.get()));
    }

    /** Assumption A8 is about regions whose fence is on. */
    private void raise(Cluster cluster) {
        if (cluster.fence.isInstalled() && cluster.isUp() && world.isPassiveForLong(cluster)) {
            var all = List.copyOf(cluster.workloads.values());
            var one = all.get((int) chance.between(0, all.size() - 1));
            time.note("person", () -> "raises " + one.id().name() + " in " + cluster.region);
            one.raise(-1);
        }
    }

    private void withdraw(long length) {
        world.withdraw(someCluster(), length);
    }

    private void pause(Cluster cluster, long length) {
        world.people.pauses(cluster, true);
        time.after(length, () -> world.people.pauses(cluster, false));
    }

    private void observe(Cluster cluster, long length) {
        world.people.observes(cluster, true);
        time.after(length, () -> world.people.observes(cluster, false));
    }

    private void forcePassive(Cluster cluster, long length) {
        if (!world.anyLost()) {
            world.people.forces(cluster, Optional.of(new Force(false, cluster.region, 0, "maintenance")));
            time.after(length, () -> {
                if (!world.anyLost()) {
                    world.people.forces(cluster, Optional.empty());
                }
            });
        }
    }

    private void lose(Cluster cluster) {
        if (!world.anyLost()) {
            world.lose(cluster);
        }
    }
}
