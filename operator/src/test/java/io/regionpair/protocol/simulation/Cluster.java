package io.regionpair.protocol.simulation;

import io.regionpair.api.RegionComponent;
import io.regionpair.protocol.Memory;
import io.regionpair.protocol.WorkloadId;
import io.regionpair.workload.Found;
import io.regionpair.workload.PodSeen;
import io.regionpair.workload.Survey;
import io.regionpair.workload.Survey.JobSeen;
import io.regionpair.workload.Survey.ReplicaSetSeen;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** One region's Kubernetes: the API servers with the record, the workloads with their controllers, the nodes, and the manifests. */
final class Cluster {

    /** What a client makes of a request. */
    record Response<T>(boolean came, Optional<T> value) {}

    /** What the lists that are taken before the pods show. */
    record Controllers(List<Found> workloads, List<ReplicaSetSeen> sets, List<JobSeen> jobs) {}

    private static final long PATIENCE = 1_000;

    final String region;
    final Timeline time;
    final Chance chance;
    final Fence fence;
    final Map<WorkloadId, Workload> workloads = new LinkedHashMap<>();

    private final Simulation world;
    private final List<Node> nodes;
    private final Map<WorkloadId, RegionComponent> manifests = new LinkedHashMap<>();
    private final Map<WorkloadId, Long> withdrawnAt = new HashMap<>();
    private final List<Process> watchers = new ArrayList<>();
    private final List<Pod> forced = new ArrayList<>();
    private Optional<Memory> record = Optional.empty();
    private Optional<Memory> mirror = Optional.empty();
    private long mirrored;
    private long version;
    private boolean up = true;
    private int life;

    Cluster(String region, Map<WorkloadId, RegionComponent> components, boolean fenced, Simulation world) {
        this.region = region;
        this.world = world;
        this.time = world.time;
        this.chance = world.chance;
        this.fence = new Fence(this, fenced);
        this.nodes = List.of(new Node(region + "-n0", time), new Node(region + "-n1", time));
        components.keySet().forEach(id -> workloads.put(id, new Workload(id, this)));
        manifests.putAll(components);
    }

    boolean isGuarded() {
        return world.timed.isPresent();
    }

    boolean isSupervised() {
        return world.timed.filter(TimedWorld::isSupervised).isPresent();
    }

    Simulation world() {
        return world;
    }

    long number() {
        return world.number();
    }

    List<Node> nodes() {
        return nodes;
    }

    /** The scheduler prefers nodes that report. */
    Node someNode() {
        var node = nodes.get((int) chance.between(0, nodes.size() - 1));
        return node.reports()
                ? node
                : nodes.stream().filter(Node::reports).findFirst().orElse(node);
    }

    /** This one; absent: each. */
    boolean reports(Optional<String> name) {
        return nodes.stream()
                .filter(node -> name.isEmpty() || node.name.equals(name.get()))
                .allMatch(Node::reports);
    }

    boolean isUp() {
        return up;
    }

    void set(boolean nowUp) {
        up = nowUp;
    }

    Optional<Memory> record() {
        return record;
    }

    /** The RegionPair's status, which follows the record and is read by nobody but a mutant. */
    Optional<Memory> mirror() {
        return mirror;
    }

    long version() {
        return version;
    }

    /**
     * A write of the record.
     *
     * @param caused whether there was a reason to stop what runs, if it does that
     */
    boolean compareAndSet(Process by, boolean caused, long expected, Memory next) {
        if (expected != version) {
            return false;
        }
        var before = record;
        record = Optional.of(next);
        world.recorder.accept(region, next);
        version++;
        var now = version;
        time.after(chance.between(200, chance.percent(40) ? 3_000 : 60_000), () -> mirror(now, next));
        time.note(by.name, () -> "stored " + describe(before, next));
        world.stored(by, caused, before, next);
        watchers.forEach(watcher -> watcher.tell(now));
        return true;
    }

    private void mirror(long of, Memory memory) {
        if (of > mirrored) {
            mirrored = of;
            mirror = Optional.of(memory);
        }
    }

    private static String describe(Optional<Memory> before, Memory next) {
        return "%s > %s attempt=%s granted=%s term=%d epoch=%s lost=%d"
                .formatted(
                        before.map(memory -> memory.role().name()).orElse("none"),
                        next.role(),
                        next.attempt().orElse(""),
                        next.grantedTo().orElse(""),
                        next.term(),
                        next.maxEpoch().isPresent() ? next.maxEpoch().getAsLong() : "",
                        next.lost().size());
    }

    void watch(Process watcher) {
        watchers.add(watcher);
    }

    Optional<Pod> somePod() {
        var all = workloads.values().stream()
                .flatMap(workload -> workload.pods().stream())
                .toList();
        var cutOff = all.stream().filter(Pod::isCutOff).findFirst();
        if (all.isEmpty() || (cutOff.isPresent() && chance.percent(60))) {
            return cutOff;
        }
        return Optional.of(all.get((int) chance.between(0, all.size() - 1)));
    }

    /** Since when no component lists it; absent when one does. */
    Optional<Long> withdrawnAt(WorkloadId id) {
        return manifests.containsKey(id) ? Optional.empty() : Optional.ofNullable(withdrawnAt.get(id));
    }

    /** Pods whose objects are gone and whose processes aren't. */
    List<Pod> forcedPods() {
        forced.removeIf(pod -> !pod.mayRun());
        return List.copyOf(forced);
    }

    /** Which workloads the region's manifests name now. */
    List<RegionComponent> components() {
        return List.copyOf(manifests.values());
    }

    boolean hasManifest(WorkloadId id) {
        return manifests.containsKey(id);
    }

    void apply(WorkloadId id, RegionComponent component) {
        manifests.put(id, component);
        watchers.forEach(Process::poke);
    }

    void withdraw(WorkloadId id) {
        withdrawnAt.put(id, time.now());
        manifests.remove(id);
        watchers.forEach(Process::poke);
    }

    Controllers controllers(boolean behindNobody) {
        var found = new ArrayList<Found>();
        var sets = new ArrayList<ReplicaSetSeen>();
        var jobs = new ArrayList<JobSeen>();
        for (var workload : workloads.values()) {
            found.add(workload.found(behindNobody));
            workload.describeTo(sets, jobs, behindNobody);
        }
        return new Controllers(found, sets, jobs);
    }

    List<PodSeen> pods(boolean terminatingOnesToo) {
        var seen = new ArrayList<PodSeen>();
        for (var workload : workloads.values()) {
            for (var pod : workload.pods()) {
                if (terminatingOnesToo || pod.isCurrent()) {
                    seen.add(pod.seen());
                }
            }
        }
        return seen;
    }

    Survey survey(Controllers controllers, List<PodSeen> pods) {
        return new Survey(
                Instant.ofEpochMilli(time.now()),
                controllers.workloads(),
                controllers.sets(),
                controllers.jobs(),
                pods);
    }

    void started(Pod pod) {
        pod.workload.counts(1);
        watchers.forEach(Process::poke);
        world.started(this, pod.workload);
    }

    void stopped(Pod pod) {
        pod.workload.counts(-1);
    }

    /** A pod object is gone. */
    void removed(Pod pod) {
        pod.workload.removed(pod);
        if (pod.mayRun()) {
            forced.add(pod);
        }
        var last = pod.seen();
        var before = pod.seenBefore(2_000);
        watchers.forEach(watcher -> watcher.tellOfRemoval(last, before));
    }

    /** The region is on again; what was to run there does. */
    void comeBack() {
        up = true;
        nodes.forEach(Node::reconnect);
        workloads.values().forEach(Workload::comeBack);
    }

    /** Every machine of the region is off, and so is every request that was under way. */
    void die() {
        life++;
        up = false;
        workloads.values().forEach(Workload::die);
        nodes.forEach(Node::turnOff);
        nodes.forEach(Node::cut);
        forcedPods().forEach(Pod::die);
    }

    /** Sends a request. It may arrive late, after the client gave up; its response may get lost. */
    <T> void request(Process client, Supplier<T> action, Consumer<Response<T>> then) {
        request(client, world.faults.lingers(), action, then);
    }

    /** The same; it takes its time on the way there if {@code lingers} is more than 0. */
    <T> void request(Process client, long lingers, Supplier<T> action, Consumer<Response<T>> then) {
        var born = life;
        var there = lingers > 0 ? lingers : chance.between(1, 12);
        var here = client.inThisLife(then);
        var waiting = new boolean[] {true};
        Consumer<Response<T>> once = response -> {
            if (waiting[0]) {
                waiting[0] = false;
                here.accept(response);
            }
        };
        Runnable giveUp = () -> once.accept(new Response<>(false, Optional.empty()));
        if (there >= PATIENCE) {
            time.after(PATIENCE, giveUp);
        }
        time.after(there, () -> {
            var served = up && born == life;
            var value = served ? Optional.of(action.get()) : Optional.<T>empty();
            if (there >= PATIENCE) {
                return;
            }
            if (!served || chance.strikes(Fault.ResponseLost, 30)) {
                time.after(PATIENCE - there, giveUp);
            } else {
                time.after(chance.between(1, 12), () -> once.accept(new Response<>(true, value)));
            }
        });
    }
}
