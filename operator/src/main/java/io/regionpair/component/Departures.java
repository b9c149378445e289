package io.regionpair.component;

import io.regionpair.api.Reason;
import io.regionpair.protocol.LostPod;
import io.regionpair.protocol.WorkloadId;
import io.regionpair.workload.Found;
import io.regionpair.workload.PodGone;
import io.regionpair.workload.PodSeen;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * How the pods of managed workloads left. A pod object that is gone proves nothing by itself: force-deletion and the loss of a node remove
 * it while the processes may run on. So each pod that was seen on a node has to be seen off: by the watch, which delivers its last state.
 * Pure; carried from pass to pass.
 *
 * @param present on a node and not ended when last looked at, by uid
 * @param missing gone, and nobody saw how, by uid
 * @param lost what this look found to have gone without its kubelet's word
 */
record Departures(Map<String, Known> present, Map<String, Missing> missing, List<LostPod> lost) {

    static final Departures NONE = new Departures(Map.of(), Map.of(), List.of());

    /**
     * From when a node falls silent until the API server says so, by default 50 s and a round of 5 s, and some more. A node that counts as
     * reporting this long after a removal has been heard of since.
     */
    static final Duration SILENCE_NOTICED = Duration.ofSeconds(60);

    /** A pod and whose it is. */
    record Known(PodSeen pod, WorkloadId workload) {}

    /**
     * A pod that is gone, and the watch hasn't said how yet. Usually that takes milliseconds. When the watch was interrupted it never will;
     * then the pod's node has to be heard of after the removal, and gets the pod's whole grace period from then on.
     *
     * @param heard when the node was found reporting, long enough after the removal
     */
    record Missing(Known known, Instant since, Optional<Instant> heard) {

        boolean isToBeAskedAfter(Instant now) {
            return heard.isEmpty() && now.isAfter(since.plus(SILENCE_NOTICED));
        }

        boolean isOver(Instant now) {
            return heard.filter(at -> now.isAfter(at.plus(grace()))).isPresent();
        }

        /** Its deletion may have come with a longer period than its own. */
        private Duration grace() {
            var pod = known.pod();
            return pod.deleteBy()
                    .map(by -> Duration.between(since, by))
                    .filter(left -> left.compareTo(pod.grace()) > 0)
                    .orElse(pod.grace());
        }

        /** It should have been gone already; whoever removed it had a reason not to wait. */
        boolean wasOverdue() {
            return known.pod().deleteBy().filter(since::isAfter).isPresent();
        }

        Missing heardAt(Instant now) {
            return new Missing(known, since, Optional.of(now));
        }
    }

    Departures {
        present = Map.copyOf(present);
        missing = Map.copyOf(missing);
        lost = List.copyOf(lost);
    }

    /**
     * After a survey.
     *
     * @param namespaces those that the survey looked at, {@code "*"} for all
     * @param news what the watch told since the last look
     * @param reports whether a node is heard of, or each of them, where nobody knows which one it was; asked only when a pod's end was
     *     missed
     */
    Departures seeing(Roster roster, List<String> namespaces, List<PodGone> news, Predicate<Optional<String>> reports) {
        var look = new Look(this, roster, namespaces);
        news.forEach(look::hear);
        look.judge(reports);
        return new Departures(look.present, look.missing, look.lost);
    }

    /** For people: the first pod whose end was missed. */
    Optional<String> waiting() {
        return missing.values().stream()
                .map(one -> one.known().pod())
                .map(pod -> "pod " + pod.namespace() + "/" + pod.name()
                        + pod.node()
                                .map(node -> " on node " + node + " vanished while nobody looked; that node has to")
                                .orElse(" vanished while nobody looked; every node has to")
                        + " report once more")
                .sorted()
                .findFirst();
    }

    /** One look, under way. */
    private static final class Look {

        private final Roster roster;
        private final List<String> namespaces;
        private final Instant now;
        private final List<Found> ours;
        private final Map<String, Known> present = new HashMap<>();
        private final Map<String, Missing> missing;
        private final List<LostPod> lost = new ArrayList<>();

        Look(Departures before, Roster roster, List<String> namespaces) {
            this.roster = roster;
            this.namespaces = namespaces;
            this.now = roster.survey().takenAt();
            this.ours = roster.managed()
                    .filter(found -> !roster.accepts(Reason.PodLost, found.id()))
                    .toList();
            this.missing = new HashMap<>(before.missing());
            ours.forEach(this::look);
            before.present().forEach(this::compare);
            missing.values().removeIf(one -> isNoLongerOurs(one.known().workload()));
        }

        private void look(Found found) {
            roster.survey().livingPodsOf(found).stream()
                    .filter(pod -> pod.node().isPresent())
                    .forEach(pod -> present.put(pod.uid(), new Known(pod, found.id())));
        }

        private void compare(String uid, Known known) {
            if (!roster.survey().lists(uid)) {
                missing.putIfAbsent(uid, new Missing(known, now, Optional.empty()));
            } else if (isDeleted(known.workload()) || hasLeft(known.workload())) {
                present.put(uid, known);
            }
        }

        /**
         * No component lists it any more. What it left behind may run when one lists it again, and is spoken for then: so its pods are seen
         * off like all others.
         */
        private boolean hasLeft(WorkloadId workload) {
            return roster.managed().noneMatch(found -> found.id().equals(workload));
        }

        private boolean isDeleted(WorkloadId workload) {
            return roster.survey().find(workload).isEmpty();
        }

        private boolean isNoLongerOurs(WorkloadId workload) {
            return !isLookedAt(workload.namespace())
                    || (!isDeleted(workload)
                            && !hasLeft(workload)
                            && ours.stream().noneMatch(found -> found.id().equals(workload)));
        }

        private boolean isLookedAt(String namespace) {
            return namespaces.contains("*") || namespaces.contains(namespace);
        }

        void hear(PodGone gone) {
            var known = forget(gone.last());
            if (known.isEmpty() || gone.confirmed()) {
                return;
            }
            if (gone.witnessed()) {
                lost.add(lost(gone.last()));
            } else {
                // What a look found may be newer than what the watch heard last, and then it knows the node.
                var last = gone.last().node().isPresent()
                        ? gone.last()
                        : known.get().pod();
                missing.put(last.uid(), new Missing(new Known(last, known.get().workload()), now, Optional.empty()));
            }
        }

        private Optional<Known> forget(PodSeen pod) {
            return Optional.ofNullable(missing.remove(pod.uid()))
                    .map(Missing::known)
                    .or(() -> Optional.ofNullable(present.remove(pod.uid())))
                    .or(() -> ours.stream()
                            .filter(found -> roster.survey().owns(found, pod))
                            .findFirst()
                            .map(found -> new Known(pod, found.id())));
        }

        void judge(Predicate<Optional<String>> reports) {
            missing.values().removeIf(one -> one.isOver(now));
            for (var entry : List.copyOf(missing.entrySet())) {
                var one = entry.getValue();
                var pod = one.known().pod();
                if (!one.isToBeAskedAfter(now)) {
                    continue;
                }
                if (one.wasOverdue() || !reports.test(pod.node())) {
                    missing.remove(entry.getKey());
                    lost.add(lost(pod));
                } else {
                    missing.put(entry.getKey(), one.heardAt(now));
                }
            }
        }

        private LostPod lost(PodSeen pod) {
            return new LostPod(
                    pod.uid(),
                    pod.namespace(),
                    pod.name(),
                    pod.node().orElse("unknown"),
                    now.truncatedTo(ChronoUnit.SECONDS));
        }
    }
}
