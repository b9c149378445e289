package io.regionpair.protocol;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What was heard of lost pods in this process.
 *
 * @param reported seen to vanish
 * @param accounted uids of pods whose processes a person says are gone
 */
public record Losses(List<LostPod> reported, Set<String> accounted) {

    static final Losses NONE = new Losses(List.of(), Set.of());

    public Losses {
        reported = List.copyOf(reported);
        accounted = Set.copyOf(accounted);
    }

    Losses reporting(List<LostPod> more) {
        return new Losses(union(reported, more), accounted);
    }

    /** A word is for good: it may be overwritten by the next one, and what it was about must not come back then. */
    Losses accountingFor(Set<String> uids) {
        return new Losses(
                reported.stream().filter(pod -> !uids.contains(pod.uid())).toList(), uids);
    }

    /** What should be stored, when this is. */
    List<LostPod> over(List<LostPod> stored) {
        return union(stored, reported).stream()
                .filter(pod -> !accounted.contains(pod.uid()))
                .toList();
    }

    private static List<LostPod> union(List<LostPod> first, List<LostPod> then) {
        Map<String, LostPod> byUid = Stream.concat(first.stream(), then.stream())
                .collect(Collectors.toMap(LostPod::uid, pod -> pod, (one, _) -> one, LinkedHashMap::new));
        return List.copyOf(byUid.values());
    }
}
