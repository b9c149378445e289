package io.regionpair.component;

import io.regionpair.api.Reason;
import io.regionpair.protocol.Posture;
import io.regionpair.protocol.WorkloadId;
import io.regionpair.workload.Found;
import io.regionpair.workload.Hold;
import io.regionpair.workload.Stop;
import io.regionpair.workload.Survey;
import io.regionpair.workload.Write;
import io.regionpair.workload.Write.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What one pass has to know of the passes before it. Lost at a restart, which costs a mark on each workload and a second look.
 *
 * @param drain the drain that {@code changed} is about
 * @param changed uids of workloads that were changed after the drain was stored
 * @param emptySince uid and generation to when it was first seen off and without pods, unbroken
 * @param contested who raised what against us, and when last
 * @param fence the pair whose admission fence was proved closed before this pass's survey, and for how long
 * @param seals workloads whose controllers a closed fence holds too
 * @param refused writes of this pass that failed, and why
 * @param known what is managed, and what was, is deleted since and still has pods: as each was last seen
 * @param progress how far the present start or stop has come
 * @param orderly what this drain stops through its controllers although it was to be stopped fast, and why
 */
record Ledger(
        Optional<String> drain,
        Set<String> changed,
        Map<String, Instant> emptySince,
        Map<WorkloadId, Contest> contested,
        Map<WorkloadId, String> refused,
        Optional<Refusal> fence,
        Seals seals,
        Map<WorkloadId, Found> known,
        Progress progress,
        Map<WorkloadId, String> orderly) {

    static final Ledger EMPTY = new Ledger(
            Optional.empty(),
            Set.of(),
            Map.of(),
            Map.of(),
            Map.of(),
            Optional.empty(),
            Seals.NONE,
            Map.of(),
            Progress.NONE,
            Map.of());

    /** For how long somebody who raised a workload is spoken of. */
    static final Duration LOOK_BACK = Duration.ofHours(1);

    /**
     * Somebody raised a workload while it had to be off.
     *
     * @param by the field manager that wrote it last, if known
     */
    record Contest(String by, Instant since, Instant last, int times) {}

    Ledger {
        changed = Set.copyOf(changed);
        emptySince = Map.copyOf(emptySince);
        contested = Map.copyOf(contested);
        refused = Map.copyOf(refused);
        known = Map.copyOf(known);
        orderly = Map.copyOf(orderly);
    }

    /** Before deciding: what this survey says about unbroken emptiness, whose turn it is, and whether the drain is a new one. */
    Ledger seeing(Roster roster, Posture posture, Optional<Refusal> closedFence) {
        var survey = roster.survey();
        var currentDrain = posture instanceof Posture.Off off ? off.drain() : Optional.<String>empty();
        var empty = roster.managed()
                .filter(found -> !found.on()
                        && survey.livingPodsOf(found).isEmpty()
                        && survey.autoscalerOf(found)
                                .flatMap(scaler ->
                                        scaler.fromZero().stream().boxed().findFirst())
                                .isEmpty())
                .collect(Collectors.toMap(
                        Ledger::emptyKey,
                        found -> emptySince.getOrDefault(emptyKey(found), survey.takenAt()),
                        (one, _) -> one));
        var sameDrain = drain.equals(currentDrain);
        var recent = contested.entrySet().stream()
                .filter(entry -> entry.getValue().last().plus(LOOK_BACK).isAfter(survey.takenAt()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        var seen = new Ledger(
                currentDrain,
                sameDrain ? changed : Set.of(),
                empty,
                recent,
                // What is still wanted is sent again in this pass; of what isn't, nothing is refused any more.
                Map.of(),
                closedFence,
                seals.seeing(roster),
                deletedButRunning(roster),
                progress,
                sameDrain ? orderly : Map.of());
        return seen.with(progress.seeing(roster, posture, member -> seen.arrived(roster, posture, member)));
    }

    Ledger with(Progress next) {
        return new Ledger(drain, changed, emptySince, contested, refused, fence, seals, known, next, orderly);
    }

    private boolean arrived(Roster roster, Posture posture, Member member) {
        return posture instanceof Posture.On
                ? member.isReady(roster.survey())
                : member.claims().stream()
                        .filter(Member.Claim::writable)
                        .allMatch(claim -> stop(roster, claim)
                                .filter(Stop.Open.class::isInstance)
                                .isEmpty());
    }

    /** Whether it is proved stopped; absent for what doesn't exist. */
    Optional<Stop> stop(Roster roster, Member.Claim claim) {
        return claim.unreadable()
                ? claim.problem().map(problem -> new Stop.Open(Reason.PermissionMissing, problem.message()))
                : claim.found().map(found -> Stop.judge(found, roster.survey(), emptySince(found), hold(found)));
    }

    private Map<WorkloadId, Found> deletedButRunning(Roster roster) {
        var survey = roster.survey();
        var next = new HashMap<WorkloadId, Found>();
        known.forEach((id, last) -> {
            if (survey.find(id).isEmpty() && Stop.judgeDeleted(last, survey) instanceof Stop.Open) {
                next.put(id, last);
            }
        });
        roster.managed().forEach(found -> next.put(found.id(), found));
        return next;
    }

    /** Workloads that were managed and are deleted, and whose pods weren't all gone when this survey was taken. */
    List<Found> deleted(Survey survey) {
        return known.values().stream()
                .filter(last -> survey.find(last.id()).isEmpty())
                .toList();
    }

    /** After acting. */
    Ledger after(List<Outcome> outcomes, boolean contest, Survey survey) {
        var nowChanged = new HashSet<>(changed);
        var nowContested = new HashMap<>(contested);
        var nowRefused = new HashMap<>(refused);
        var nowOrderly = new HashMap<>(orderly);
        for (var outcome : outcomes) {
            var found = outcome.write().target();
            nowRefused.remove(found.id());
            switch (outcome) {
                case Outcome.Written written -> {
                    // The same version means that nothing was changed: an older raise would still land (C12).
                    if (outcome.write().isOnTarget()
                            && !written.resourceVersion().equals(found.resourceVersion())) {
                        nowChanged.add(found.uid());
                    }
                }
                case Outcome.Failed failed -> nowRefused.put(found.id(), failed.detail());
                case Outcome.Forbidden forbidden ->
                    (forbidden.write().isHurry() ? nowOrderly : nowRefused).put(found.id(), forbidden.detail());
                case Outcome.Conflict _, Outcome.Gone _ -> {
                    // The next pass looks again.
                }
            }
            if (contest && outcome.write() instanceof Write.Lower) {
                nowContested.merge(
                        found.id(),
                        new Contest(found.writer().orElse("somebody"), survey.takenAt(), survey.takenAt(), 1),
                        (old, fresh) -> new Contest(fresh.by(), old.since(), fresh.last(), old.times() + 1));
            }
        }
        return new Ledger(
                drain, nowChanged, emptySince, nowContested, nowRefused, fence, seals, known, progress, nowOrderly);
    }

    /** It was changed after the drain was stored. */
    boolean changed(Found found) {
        return changed.contains(found.uid())
                || (drain.isPresent() && found.drain().equals(drain));
    }

    /** What the closed fence does for it. */
    Hold hold(Found found) {
        return seals.hold(
                found, fence.map(Refusal::pair), fence.filter(Refusal::lasting).isPresent());
    }

    Optional<Instant> emptySince(Found found) {
        return Optional.ofNullable(emptySince.get(emptyKey(found)));
    }

    private static String emptyKey(Found found) {
        return found.uid() + "/" + found.generation();
    }
}
