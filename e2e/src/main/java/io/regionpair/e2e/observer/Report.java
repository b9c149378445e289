package io.regionpair.e2e.observer;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the observer saw of one pair.
 *
 * @param runs the active-passive pods that ever got a node, in the order of their beginning, region by region
 * @param activeActiveWrites the watched user's writes on active-active workloads, their subresources, ReplicaSets, Jobs and pods
 * @param writes all writes of the watched user
 * @param doubts what the logs can't tell, as sentences; with any of them, "no overlap" is no proof
 */
public record Report(
        List<Overlap> overlaps,
        List<Gap> gaps,
        List<Write> activeActiveWrites,
        List<Write> writes,
        List<PodRun> runs,
        List<String> doubts) {

    public int podsThatCounted() {
        return runs.size();
    }

    /** When pods ran in this region, and which. */
    public List<PodRun> runs(String region) {
        return runs.stream().filter(run -> run.region().equals(region)).toList();
    }

    /** For budgets: how often each operation was tried in a region. */
    public Map<String, Long> writesByOperation(String region) {
        return writes.stream()
                .filter(write -> write.region().equals(region))
                .collect(groupingBy(Write::operation, TreeMap::new, counting()));
    }
}
