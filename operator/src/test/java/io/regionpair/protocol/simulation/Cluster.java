package io.regionpair.protocol.simulation;

import io.regionpair.protocol.Census;
import io.regionpair.protocol.Memory;
import io.regionpair.protocol.WorkloadId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** One region's API server: the record with compare-and-set, the workloads, phases in which nothing answers, responses that get lost. */
final class Cluster {

    /** What a client makes of a request. */
    record Response<T>(boolean came, Optional<T> value) {}

    final String region;
    final Map<WorkloadId, Workload> workloads = new TreeMap<>();
    /** What this region's manifests name; the others run or don't, unseen by the operator. */
    final Set<WorkloadId> known = new TreeSet<>();

    private final Timeline time;
    private final BiConsumer<String, Memory> recorder;
    private final List<Consumer<Long>> watchers = new ArrayList<>();
    private Optional<Memory> record = Optional.empty();
    private long version;
    private boolean up = true;
    private int lossy;
    private int life;

    Cluster(String region, List<WorkloadId> ids, Timeline time, BiConsumer<String, Memory> recorder) {
        this.region = region;
        this.time = time;
        this.recorder = recorder;
        ids.forEach(id -> workloads.put(id, new Workload(id, time)));
        known.addAll(ids);
    }

    Optional<Memory> record() {
        return record;
    }

    long version() {
        return version;
    }

    void set(boolean nowUp, int nowLossy) {
        up = nowUp;
        lossy = nowLossy;
    }

    /** All processes of the region are gone, and so is every request that was under way. */
    void die() {
        life++;
        workloads.values().forEach(Workload::die);
    }

    void watch(Consumer<Long> watcher) {
        watchers.add(watcher);
    }

    boolean compareAndSet(long expected, Memory next) {
        if (expected != version) {
            return false;
        }
        var roles = record.map(memory -> memory.role().name()).orElse("none") + " > " + next.role();
        record = Optional.of(next);
        version++;
        time.note(
                region,
                "stored %s attempt=%s granted=%s term=%d epoch=%s"
                        .formatted(
                                roles,
                                next.attempt().orElse(""),
                                next.grantedTo().orElse(""),
                                next.term(),
                                next.maxEpoch()));
        recorder.accept(region, next);
        watchers.forEach(watcher -> watcher.accept(version));
        return true;
    }

    /** Sends a request. It may arrive late, after the client gave up; its response may get lost. */
    <T> void request(Process client, Supplier<T> action, Consumer<Response<T>> then) {
        var born = life;
        var there = time.delay(15, lossy > 0 ? 4000 : 100);
        var answered = new boolean[1];
        var here = client.inThisLife(then);
        Consumer<Response<T>> once = response -> {
            if (!answered[0]) {
                answered[0] = true;
                here.accept(response);
            }
        };
        time.after(there, () -> {
            if (!up || born != life) {
                return;
            }
            var value = action.get();
            if (!time.percent(lossy)) {
                time.after(time.delay(15, 100), () -> once.accept(new Response<>(true, Optional.of(value))));
            }
        });
        time.after(1000, () -> once.accept(new Response<>(false, Optional.empty())));
    }

    Census census() {
        var components = new TreeMap<String, Set<WorkloadId>>();
        known.forEach(id -> components.put("shop/" + id.name(), Set.of(id)));
        return new Census(components, known.stream().map(workloads::get).anyMatch(w -> w.on() || w.runs()));
    }
}
