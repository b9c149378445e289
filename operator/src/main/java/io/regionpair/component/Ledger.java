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
import org.jspecify.annotations.Nullable;

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
 * @param orderly whose pods this drain leaves to their controllers although it was to remove them, and why
 * @param leftAlone uid and generation to since when its pods are there and nobody removes any of them
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
        Map<WorkloadId, String> orderly,
        Map<String, Instant> leftAlone) {

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
            Map.of(),
            Map.of());

    /**
     * A controller that is up asks pods to end within a moment of seeing that their workload is off; a busy one may take some seconds. Ten times
     * this would be ten times the wait of a switch that needs a person.
     */
    static final Duration PATIENCE = Duration.ofSeconds(10);

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
        leftAlone = Map.copyOf(leftAlone);
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
                        Ledger::key, found -> emptySince.getOrDefault(key(found), survey.takenAt()), (one, _) -> one));
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
                sameDrain ? orderly : Map.of(),
                leftAlone(roster));
        return seen.with(progress.seeing(roster, posture, member -> seen.arrived(roster, posture, member)));
    }

    /**
     * Nothing began or ended since the other: no time that counts, nobody's turn, nothing that a fence holds. How the workloads were seen last may
     * differ. What a fence holds in particular is known only from lists in the order of {@link Survey}: watches of two kinds may lag behind by
     * different times, and a template from one of them be taken for all that there are.
     */
    boolean remembersAs(Ledger other) {
        return drain.equals(other.drain)
                && changed.equals(other.changed)
                && emptySince.equals(other.emptySince)
                && contested.equals(other.contested)
                && fence.equals(other.fence)
                && seals.equals(other.seals)
                && known.keySet().equals(other.known.keySet())
                && progress.equals(other.progress)
                && orderly.equals(other.orderly)
                && leftAlone.equals(other.leftAlone);
    }

    Ledger with(Progress next) {
        return new Ledger(
                drain, changed, emptySince, contested, refused, fence, seals, known, next, orderly, leftAlone);
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
                : claim.found().map(found -> stop(roster, found));
    }

    /** The same of what exists. */
    Stop stop(Roster roster, Found found) {
        var stop = Stop.judge(found, roster.survey(), emptySince(found), hold(found));
        return isStuck(roster, found) && stop instanceof Stop.Open open && open.reason() == Reason.PodsStillTerminating
                ? new Stop.Open(
                        Reason.PodsNotRemoved, open.message() + ", and nothing removes it. " + help(roster, found))
                : stop;
    }

    private static String help(Roster roster, Found found) {
        return roster.survey()
                .lastPodOf(found)
                .map(last ->
                        "Delete " + last.name() + ", then the ones before it; stop.deleteBlockingPods: true does that")
                .orElse("Another controller made it, with labels that are this workload's: correct its labels");
    }

    /** Nobody removes its pods, and whoever should have done so had the time. */
    boolean isStuck(Roster roster, Found found) {
        return roster.survey().isLeftAlone(found) && isPast(roster, leftAlone.get(key(found)));
    }

    private static boolean isPast(Roster roster, @Nullable Instant since) {
        return since != null && roster.survey().takenAt().isAfter(since.plus(PATIENCE));
    }

    /** Once it is stuck it stays so between one of its pods and the next: each is left alone anew, and nobody has to wait for that again. */
    private Map<String, Instant> leftAlone(Roster roster) {
        var survey = roster.survey();
        return roster.managed()
                .filter(found -> survey.isLeftAlone(found)
                        || (!found.on()
                                && !survey.livingPodsOf(found).isEmpty()
                                && isPast(roster, leftAlone.get(key(found)))))
                .collect(Collectors.toMap(
                        Ledger::key, found -> leftAlone.getOrDefault(key(found), survey.takenAt()), (one, _) -> one));
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
                drain,
                nowChanged,
                emptySince,
                nowContested,
                nowRefused,
                fence,
                seals,
                known,
                progress,
                nowOrderly,
                leftAlone);
    }

    /** None of these came through in this pass, so that trying again at once would only be a burden. */
    boolean refusesAll(List<Write> writes) {
        return writes.stream().allMatch(write -> refused.containsKey(write.id()));
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
        return Optional.ofNullable(emptySince.get(key(found)));
    }

    private static String key(Found found) {
        return found.uid() + "/" + found.generation();
    }
}
