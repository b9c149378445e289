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
     * From when a node falls silent until the API server says so, by default 40 s, and some more. A node that counts as reporting that
     * long after a pod's grace period was over has heard of the deletion within that period.
     */
    static final Duration SILENCE_NOTICED = Duration.ofSeconds(50);

    /** A pod and whose it is. */
    record Known(PodSeen pod, WorkloadId workload) {}

    /**
     * A pod that is gone, and the watch hasn't said how yet. Usually that takes milliseconds. When the watch was interrupted it never will;
     * then the pod's node has to be heard of again after the pod's grace period.
     */
    record Missing(Known known, Instant since) {

        Instant judgedAt() {
            var pod = known.pod();
            var graceEnds = since.plus(pod.grace());
            return pod.deleteBy().filter(graceEnds::isBefore).orElse(graceEnds).plus(SILENCE_NOTICED);
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
     * @param news what the watch told since the last look
     * @param reports whether a node is heard of; asked only when a pod's end was missed
     */
    Departures seeing(Roster roster, List<PodGone> news, Predicate<String> reports) {
        var look = new Look(this, roster);
        news.forEach(look::hear);
        look.judge(reports);
        return new Departures(look.present, look.missing, look.lost);
    }

    /** For people: the first pod whose end was missed. */
    Optional<String> waiting() {
        return missing.values().stream()
                .map(one -> one.known().pod())
                .map(pod -> "pod " + pod.namespace() + "/" + pod.name() + on(pod)
                        + " vanished while nobody looked; that node has to report once more")
                .sorted()
                .findFirst();
    }

    private static String on(PodSeen pod) {
        return pod.node().map(node -> " on node " + node).orElse("");
    }

    /** One look, under way. */
    private static final class Look {

        private final Roster roster;
        private final Instant now;
        private final List<Found> ours;
        private final Map<String, Known> present = new HashMap<>();
        private final Map<String, Missing> missing;
        private final List<LostPod> lost = new ArrayList<>();

        Look(Departures before, Roster roster) {
            this.roster = roster;
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
                missing.putIfAbsent(uid, new Missing(known, now));
            } else if (isDeleted(known.workload())) {
                present.put(uid, known);
            }
        }

        private boolean isDeleted(WorkloadId workload) {
            return roster.survey().find(workload).isEmpty();
        }

        private boolean isNoLongerOurs(WorkloadId workload) {
            return !isDeleted(workload)
                    && ours.stream().noneMatch(found -> found.id().equals(workload));
        }

        void hear(PodGone gone) {
            var known = forget(gone.last());
            if (known.isEmpty() || gone.confirmed()) {
                return;
            }
            if (gone.witnessed()) {
                lost.add(lost(gone.last()));
            } else {
                missing.put(
                        gone.last().uid(),
                        new Missing(new Known(gone.last(), known.get().workload()), now));
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

        void judge(Predicate<String> reports) {
            missing.values().removeIf(one -> {
                var due = now.isAfter(one.judgedAt());
                var pod = one.known().pod();
                if (due && pod.node().filter(reports).isEmpty()) {
                    lost.add(lost(pod));
                }
                return due;
            });
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
