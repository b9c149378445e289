package io.regionpair.e2e.observer;

import static org.awaitility.Awaitility.await;

import io.regionpair.e2e.region.Cluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Judges two regions from their audit logs. Both must be written on this machine: the logs' times are compared as they are.
 * May be asked again and again; each call reads only what is new.
 */
public final class Observer {

    /** An API server answers within seconds, or was killed before it did. */
    private static final Duration ANSWERS = Duration.ofSeconds(10);

    private final List<RegionLog> logs;

    /**
     * @param auditLogs one file for each of two regions, by the region's name
     * @param servers what those regions' API servers tell, by the region's name
     * @param watchedUser the operator's user name, the same in both regions
     */
    Observer(Map<String, Path> auditLogs, Map<String, Server> servers, String watchedUser) {
        if (auditLogs.size() != 2) {
            throw new IllegalArgumentException("a pair has two regions, not " + auditLogs.keySet());
        }
        this.logs = auditLogs.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> new RegionLog(
                        entry.getKey(),
                        entry.getValue(),
                        watchedUser,
                        Objects.requireNonNull(servers.get(entry.getKey()), entry.getKey())))
                .toList();
    }

    /** Empty, with one printed sentence, where a region's audit log can't be read: nothing else is a proof, so nothing is judged. */
    public static Optional<Observer> of(List<? extends Cluster> regions, String watchedUser) {
        var logs = new TreeMap<String, Path>();
        var servers = new TreeMap<String, Server>();
        for (var region : regions) {
            region.auditLog().ifPresent(log -> logs.put(region.name(), log));
            servers.put(region.name(), Server.of(region));
        }
        if (logs.size() < regions.size()) {
            System.out.println("observer: these clusters' audit logs can't be read from here, so whether pods of both"
                    + " regions overlapped, and who wrote what, is not judged.");
            return Optional.empty();
        }
        return Optional.of(new Observer(logs, servers, watchedUser));
    }

    /** Judges these workloads, all of one pair, on everything logged until now. */
    public synchronized Report judge(List<Workload> workloads) {
        logs.forEach(RegionLog::readOn);
        var activePassive = withMode(workloads, Workload.Mode.ACTIVE_PASSIVE);
        var activeActive = withMode(workloads, Workload.Mode.ACTIVE_ACTIVE);
        var first = runs(logs.getFirst(), activePassive);
        var second = runs(logs.getLast(), activePassive);
        return new Report(
                overlaps(first, second),
                gaps(union(first), union(second)),
                logs.stream()
                        .flatMap(log -> log.writesOn(activeActive).stream())
                        .toList(),
                logs.stream().flatMap(log -> log.writes().stream()).toList(),
                Stream.concat(first.stream(), second.stream()).toList(),
                logs.stream().flatMap(log -> log.doubts().stream()).toList());
    }

    /**
     * Judges when every deletion that arrived was answered: a request that is under way leaves a doubt that the next line of the log
     * settles. What isn't answered within a while stays in the report as a doubt.
     */
    public Report judgeWhenAnswered(List<Workload> workloads) {
        try {
            return await().atMost(ANSWERS)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> judge(workloads), report -> report.doubts().isEmpty());
        } catch (ConditionTimeoutException _) {
            return judge(workloads);
        }
    }

    private record Stretch(String region, Interval time) {}

    private static List<PodRun> runs(RegionLog log, List<Workload> workloads) {
        return log.podsOf(workloads).stream()
                .flatMap(pod -> pod.interval().stream()
                        .map(time -> new PodRun(
                                log.region(),
                                time,
                                log.region() + "/" + pod.name().name())))
                .sorted(Comparator.comparing(run -> run.time().from()))
                .toList();
    }

    // The promise is about the pair: two different workloads, one in each region, are an overlap too.
    private static List<Overlap> overlaps(List<PodRun> first, List<PodRun> second) {
        var times = new ArrayList<Interval>();
        for (var one : union(first)) {
            for (var other : union(second)) {
                one.time().common(other.time()).ifPresent(times::add);
            }
        }
        return times.stream().map(time -> overlap(time, first, second)).toList();
    }

    private static Overlap overlap(Interval time, List<PodRun> first, List<PodRun> second) {
        var pods = new HashSet<String>();
        Stream.concat(first.stream(), second.stream())
                .filter(run -> run.time().common(time).isPresent())
                .forEach(run -> pods.add(run.pod()));
        return new Overlap(time, pods);
    }

    private static List<Stretch> union(List<PodRun> runs) {
        var stretches = new ArrayList<Stretch>();
        for (var run : runs) {
            if (!stretches.isEmpty() && stretches.getLast().time().touches(run.time())) {
                var last = stretches.removeLast();
                stretches.add(new Stretch(last.region(), last.time().joined(run.time())));
            } else {
                stretches.add(new Stretch(run.region(), run.time()));
            }
        }
        return stretches;
    }

    private static List<Gap> gaps(List<Stretch> first, List<Stretch> second) {
        var all = Stream.concat(first.stream(), second.stream())
                .sorted(Comparator.comparing(stretch -> stretch.time().from()))
                .toList();
        var gaps = new ArrayList<Gap>();
        for (var index = 1; index < all.size(); index++) {
            var before = all.get(index - 1);
            var after = all.get(index);
            if (!before.region().equals(after.region())
                    && before.time().until().isBefore(after.time().from())) {
                gaps.add(new Gap(before.region(), after.region(), before.time().pauseUntil(after.time())));
            }
        }
        return gaps;
    }

    private static List<Workload> withMode(List<Workload> workloads, Workload.Mode mode) {
        return workloads.stream().filter(workload -> workload.mode() == mode).toList();
    }
}
