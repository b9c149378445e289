package io.regionpair.component;

import io.regionpair.api.Reason;
import io.regionpair.api.RunningJobs;
import io.regionpair.component.Member.Claim;
import io.regionpair.protocol.Memory.ReplicaCount;
import io.regionpair.protocol.Posture;
import io.regionpair.protocol.WorkloadId;
import io.regionpair.workload.Found;
import io.regionpair.workload.Lever;
import io.regionpair.workload.Stop;
import io.regionpair.workload.Write;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What is to be written on the workloads of one pair now, and how each of them stands. Pure. */
final class ComponentRules {

    /**
     * What this pass concluded.
     *
     * @param deletions of Jobs of CronJobs that are suspended already, and of pods that nobody else removes
     * @param disarms of autoscalers that would raise what is off
     * @param waiting what would start by itself if the admission fence were opened now, although the other region didn't speak for it
     */
    record Decision(
            List<Write> lowers,
            List<Write> marks,
            List<Write> deletions,
            List<Write> disarms,
            List<Write> raises,
            Map<WorkloadId, Stop> stops,
            boolean allStopped,
            Set<WorkloadId> waiting) {

        /** There is nothing to write. */
        boolean isIdle() {
            return Stream.of(lowers, marks, deletions, disarms, raises).allMatch(List::isEmpty);
        }

        boolean mayOpen() {
            return waiting.isEmpty();
        }
    }

    private final Roster roster;
    private final Posture posture;
    private final Ledger ledger;
    private final boolean open;

    private ComponentRules(Roster roster, Posture posture, Ledger ledger, boolean open) {
        this.roster = roster;
        this.posture = posture;
        this.ledger = ledger;
        this.open = open;
    }

    /**
     * Decides.
     *
     * @param open the admission fence was opened already for the term that {@code posture} is about
     */
    static Decision decide(Roster roster, Posture posture, Ledger ledger, boolean open) {
        return new ComponentRules(roster, posture, ledger, open).decide();
    }

    /**
     * What can be stopped on the strength of a survey from before the drain was stored, so that nobody waits for the next one: each write
     * conflicts if its workload was touched since, and so proves that it changed what it wrote.
     */
    static List<Write> lowersAsFound(Roster roster, Posture.Off drain, Ledger ledger) {
        return decide(roster, drain, ledger, false).lowers().stream()
                .<Write>map(lower -> new Write.Lower(lower.target(), true))
                .toList();
    }

    private Decision decide() {
        return switch (posture) {
            case Posture.Leave _ ->
                new Decision(List.of(), List.of(), List.of(), List.of(), List.of(), stops(), false, Set.of());
            case Posture.Off off -> off(off);
            case Posture.On on -> on(on);
        };
    }

    /**
     * What somebody turned on while the region was passive waits behind the fence, and would start as soon as that is opened; so would a
     * Job that was held back by it. Where the peer didn't speak for it, it may be running there: so it is turned off first, and a Job has to
     * go. Where the term began with workloads that ran before the operator came, a mark tells the two apart; what has pods isn't touched.
     */
    private Decision on(Posture.On on) {
        var waiting = new HashSet<WorkloadId>();
        if (!open) {
            roster.activePassive()
                    .filter(member -> !on.coverage().covers(member.key(), member.managed()))
                    .flatMap(member -> member.claims().stream().filter(Claim::writable))
                    .filter(claim ->
                            claim.found().filter(found -> wouldStart(on, found)).isPresent())
                    .forEach(claim -> waiting.add(claim.id()));
        }
        var lowers = ordered(
                Comparator.comparingInt(Member::priority),
                (_, claim) -> waiting.contains(claim.id()) ? lower(claim) : Optional.empty());
        return new Decision(
                lowers, List.of(), deletions(waiting::contains), List.of(), raises(on), Map.of(), false, waiting);
    }

    private boolean wouldStart(Posture.On on, Found found) {
        var survey = roster.survey();
        return (on.beganOff() || found.drain().isPresent())
                && survey.livingPodsOf(found).isEmpty()
                && (found.on()
                        || !Stop.isObserved(found, survey)
                        || !survey.unfinishedJobsOf(found).isEmpty()
                        || !Stop.isLookedAtTwice(found, survey, ledger.emptySince(found)));
    }

    private Decision off(Posture.Off off) {
        var stops = stops();
        // Stopping runs the other way round: what was started last is stopped first.
        var lowers = ordered(
                Comparator.comparingInt(Member::priority),
                (member, claim) -> ledger.progress().mayGo(member) ? lower(claim) : Optional.empty());
        var marks = off.drain().isEmpty()
                ? List.<Write>of()
                : roster.managed()
                        .filter(found -> !found.on() && !ledger.changed(found))
                        .<Write>map(found -> new Write.Mark(found, off.drain().get()))
                        .toList();
        var allChanged = off.drain().isPresent() && roster.managed().allMatch(ledger::changed);
        var allStopped = allChanged && stops.values().stream().allMatch(Stop.Proved.class::isInstance);
        var deletions =
                Stream.concat(deletions(_ -> true).stream(), blockingPods()).toList();
        return new Decision(lowers, marks, deletions, disarms(), List.of(), stops, allStopped, Set.of());
    }

    /** One at a time, as its controller would: the next when this one is gone. */
    private Stream<Write> blockingPods() {
        return roster.activePassive()
                .filter(Member::deletesBlockingPods)
                .flatMap(member -> member.claims().stream().filter(Claim::writable))
                .flatMap(claim -> claim.found().stream())
                .filter(found ->
                        ledger.isStuck(roster, found) && !ledger.orderly().containsKey(found.id()))
                .distinct()
                .flatMap(
                        found -> roster.survey().lastPodOf(found).stream().map(pod -> new Write.DeletePod(found, pod)));
    }

    /** Only of what is seen to be suspended: no Job comes after those that are listed. */
    private List<Write> deletions(Predicate<WorkloadId> which) {
        return roster.activePassive()
                .flatMap(member -> member.claims().stream())
                .filter(claim -> claim.writable() && claim.spec().runningJobs() == RunningJobs.Delete)
                .filter(claim -> which.test(claim.id()))
                .flatMap(claim -> claim.found().stream())
                .filter(found -> !found.on())
                .distinct()
                .flatMap(found -> roster.survey().unfinishedJobsOf(found).stream()
                        .<Write>map(job -> new Write.DeleteJob(found, job)))
                .toList();
    }

    /**
     * What stops components with {@code stop.method: Fast} round the controller manager, whose clients are limited to some requests a
     * second: the ReplicaSets and the pods of each of their workloads that is off. Its ReplicaSets first, or they would replace the pods; itself
     * before them, or it would raise them again. What its controllers make all the same, because they are behind, is found by the next
     * look; the proof of stop waits for them.
     */
    static List<Write> hurries(Roster roster, Ledger ledger) {
        return roster.activePassive()
                .filter(Member::stopsFast)
                .sorted(Comparator.comparingInt(Member::priority).thenComparing(Member::key))
                .flatMap(member -> member.claims().stream().filter(Claim::writable))
                .flatMap(claim -> claim.found().stream())
                .filter(found -> found.lever() instanceof Lever.Replicas
                        && (!found.on() || ledger.changed(found))
                        && !ledger.orderly().containsKey(found.id()))
                .distinct()
                .flatMap(found -> Stream.concat(sets(roster, found), pods(roster, found)))
                .toList();
    }

    /** Autoscalers that would raise what is off. */
    private List<Write> disarms() {
        return roster.managed()
                .filter(found -> !found.on())
                .flatMap(found -> roster.survey().autoscalerOf(found).stream()
                        .filter(scaler -> scaler.fromZero().isPresent())
                        .<Write>map(scaler -> new Write.Disarm(found, scaler)))
                .toList();
    }

    private static Stream<Write> sets(Roster roster, Found found) {
        return roster.survey().replicaSetsOf(found).stream()
                .filter(set -> set.replicas() > 0)
                .map(set -> new Write.LowerSet(found, set));
    }

    private static Stream<Write> pods(Roster roster, Found found) {
        return roster.survey().unaskedPodsOf(found).stream().map(pod -> new Write.DeletePod(found, pod));
    }

    private Map<WorkloadId, Stop> stops() {
        var stops = new HashMap<WorkloadId, Stop>();
        roster.activePassive()
                .flatMap(member -> member.claims().stream())
                .filter(Claim::writable)
                .forEach(claim -> ledger.stop(roster, claim).ifPresent(stop -> stops.put(claim.id(), stop)));
        ledger.deleted(roster.survey()).forEach(last -> stops.put(last.id(), Stop.judgeDeleted(last, roster.survey())));
        return stops;
    }

    private static Optional<Write> lower(Claim claim) {
        return claim.found().filter(found -> found.on() && !claim.mayNotStop()).map(Write.Lower::new);
    }

    private List<Write> raises(Posture.On on) {
        return ordered(
                Comparator.comparingInt(Member::priority).reversed(),
                (member, claim) ->
                        ledger.progress().mayGo(member) && on.coverage().covers(member.key(), member.managed())
                                ? raise(on, member, claim)
                                : Optional.empty());
    }

    private Optional<Write> raise(Posture.On on, Member member, Claim claim) {
        if (!claim.raisable() || claim.found().isEmpty()) {
            return Optional.empty();
        }
        var found = claim.found().get();
        if (!found.lever().counts()) {
            return found.on() ? Optional.empty() : Optional.of(new Write.Raise(found, 0));
        }
        var fixed = claim.spec().activeReplicas();
        var scaler = roster.survey().autoscalerOf(found);
        // Without a number of ours, a workload that is on belongs to whoever sizes it; with an autoscaler always.
        var sizedByOthers = scaler.isPresent() || fixed == null || fixed == found.replicas();
        if ((found.on() && sizedByOthers) || roster.survey().isIdle(found)) {
            return Optional.empty();
        }
        var size = size(on, member, claim).replicas();
        return Optional.of(
                new Write.Raise(found, scaler.map(sizes -> sizes.near(size)).orElse(size)));
    }

    /** How many replicas, and whether anybody said so. */
    record Size(int replicas, boolean guessed) {}

    static Size size(Posture.On on, Member member, Claim claim) {
        var fixed = claim.spec().activeReplicas();
        if (fixed != null) {
            return new Size(fixed, false);
        }
        return on.counts().stream()
                .filter(count -> count.workload().equals(claim.id()) && count.replicas() > 0)
                .findFirst()
                .map(ReplicaCount::replicas)
                .or(() -> remembered(member, claim.id()))
                .map(replicas -> new Size(replicas, false))
                .orElse(new Size(1, true));
    }

    /** What the component's status remembers from when the workload last ran here. */
    static Optional<Integer> remembered(Member member, WorkloadId id) {
        var status = member.component().getStatus();
        return status == null
                ? Optional.empty()
                : status.workloads().stream()
                        .filter(w -> w.kind().equals(id.kind()) && w.name().equals(id.name()))
                        .map(w -> w.rememberedReplicas())
                        .filter(Objects::nonNull)
                        .findFirst();
    }

    /** A reason why a component of an active region isn't started. */
    static Optional<Problem> uncovered(Posture posture, Member member) {
        return posture instanceof Posture.On on
                        && member.activePassive()
                        && !on.coverage().covers(member.key(), member.managed())
                ? Optional.of(new Problem(
                        Reason.NotCoveredByAcknowledgement, Reason.NotCoveredByAcknowledgement.meaning(), false))
                : Optional.empty();
    }

    private List<Write> ordered(Comparator<Member> order, WriteOf write) {
        Function<Member, String> key = Member::key;
        var seen = new HashSet<WorkloadId>();
        var writes = new ArrayList<Write>();
        roster.activePassive()
                .sorted(order.thenComparing(key))
                .forEach(member -> member.claims().stream()
                        .filter(Claim::writable)
                        .forEach(claim -> write.of(member, claim)
                                .filter(w -> isFirst(seen, w))
                                .ifPresent(writes::add)));
        return writes;
    }

    private static boolean isFirst(Set<WorkloadId> seen, Write write) {
        return seen.add(write.id());
    }

    private interface WriteOf {
        Optional<Write> of(Member member, Claim claim);
    }
}
