package io.regionpair.component;

import io.regionpair.api.ComponentMode;
import io.regionpair.api.ConditionType;
import io.regionpair.api.Reason;
import io.regionpair.api.RegionComponentStatus;
import io.regionpair.api.Role;
import io.regionpair.api.WorkloadState;
import io.regionpair.api.WorkloadStatus;
import io.regionpair.component.Member.Claim;
import io.regionpair.protocol.Posture;
import io.regionpair.workload.Found;
import io.regionpair.workload.Stop;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Builds the status of one component from what one pass saw. Pure; nothing here depends on time except transition times. */
final class ComponentReport {

    /** The worst state of a component's workloads is the component's; in this order. */
    private static final List<WorkloadState> WORST_FIRST = List.of(
            WorkloadState.Blocked,
            WorkloadState.Missing,
            WorkloadState.Stopping,
            WorkloadState.Starting,
            WorkloadState.Running,
            WorkloadState.Stopped);

    private final Member member;
    private final Roster roster;
    private final Posture posture;
    private final Ledger ledger;

    ComponentReport(Member member, Roster roster, Posture posture, Ledger ledger) {
        this.member = member;
        this.roster = roster;
        this.posture = posture;
        this.ledger = ledger;
    }

    RegionComponentStatus build(Optional<Role> role) {
        var workloads = member.claims().stream().map(this::workload).toList();
        var state = workloads.stream()
                .map(WorkloadStatus::state)
                .filter(Objects::nonNull)
                .min(Comparator.comparingInt(WORST_FIRST::indexOf))
                .orElse(member.belongs() ? WorkloadState.Missing : WorkloadState.Blocked);
        var old = member.component().getStatus();
        var generation =
                Objects.requireNonNullElse(member.component().getMetadata().getGeneration(), 0L);
        var conditions = new Conditions(
                old == null ? List.of() : old.conditions(),
                generation,
                roster.survey().takenAt());
        condition(conditions, state, workloads);
        return new RegionComponentStatus(generation, role.orElse(null), state, workloads, conditions.build());
    }

    private void condition(Conditions conditions, WorkloadState state, List<WorkloadStatus> workloads) {
        var problems = problems(workloads);
        var person = problems.stream().filter(Problem::needsPerson).findFirst();
        var progressing = state == WorkloadState.Starting || state == WorkloadState.Stopping;
        var verdict = verdict(state, workloads, problems);
        conditions.set(ConditionType.Ready, verdict.ready(), verdict.reason(), verdict.message());
        conditions.set(ConditionType.Reconciling, progressing, verdict.reason(), progressing ? verdict.message() : "");
        conditions.set(
                ConditionType.Stalled,
                person.isPresent(),
                person.map(Problem::reason).orElse(verdict.reason()),
                person.map(Problem::message).orElse(""));
    }

    private record ReadyVerdict(boolean ready, Reason reason, String message) {}

    private ReadyVerdict verdict(WorkloadState state, List<WorkloadStatus> workloads, List<Problem> problems) {
        if (!problems.isEmpty()) {
            var first = problems.getFirst();
            return new ReadyVerdict(false, first.reason(), first.message());
        }
        var open = firstOpen(workloads);
        return switch (state) {
            case Running ->
                new ReadyVerdict(
                        true,
                        activeActive() ? Reason.WatchedOnly : Reason.Running,
                        activeActive() ? Reason.WatchedOnly.meaning() : Reason.Running.meaning());
            case Stopped ->
                activeActive()
                        ? new ReadyVerdict(false, Reason.NotReady, Reason.NotReady.meaning())
                        : new ReadyVerdict(true, Reason.StoppedByDesign, Reason.StoppedByDesign.meaning());
            case Starting ->
                new ReadyVerdict(false, waitsFor().isEmpty() ? Reason.PodsNotReady : Reason.WaitingForDependency, open);
            case Stopping -> new ReadyVerdict(false, stopReason(), open);
            case Blocked, Missing, Unknown -> new ReadyVerdict(false, Reason.WorkloadMissing, open);
        };
    }

    private Set<String> waitsFor() {
        return member.activePassive() ? ledger.progress().waitsFor(roster, member) : Set.of();
    }

    private Reason stopReason() {
        if (!waitsFor().isEmpty()) {
            return Reason.WaitingForDependency;
        }
        return member.claims().stream()
                .flatMap(claim -> claim.found().stream())
                .map(this::stop)
                .filter(Stop.Open.class::isInstance)
                .map(stop -> ((Stop.Open) stop).reason())
                .findFirst()
                .orElse(Reason.WaitingForStop);
    }

    private static String firstOpen(List<WorkloadStatus> workloads) {
        return workloads.stream()
                .filter(workload -> workload.message() != null)
                .map(workload -> workload.kind() + " " + workload.name() + ": " + workload.message())
                .findFirst()
                .orElse("");
    }

    private List<Problem> problems(List<WorkloadStatus> workloads) {
        var problems = new ArrayList<>(member.problems());
        member.claims().forEach(claim -> claim.problem().ifPresent(problems::add));
        ComponentRules.uncovered(posture, member).ifPresent(problems::add);
        member.claims().stream()
                .filter(claim -> ledger.refused().containsKey(claim.id()))
                .forEach(claim -> problems.add(Problem.forPerson(
                        Reason.WriteRefused,
                        claim.id().kind() + " " + claim.id().name() + ": "
                                + ledger.refused().get(claim.id()))));
        member.claims().stream()
                .filter(claim -> ledger.orderly().containsKey(claim.id()))
                .findFirst()
                .ifPresent(claim -> problems.add(Problem.forPerson(
                        Reason.PermissionMissing,
                        (member.stopsFast()
                                        ? "it is stopped as with stop.method: Orderly, because Fast isn't permitted (chart: rbac.fastStop): "
                                        : "the pods that nobody removes aren't deleted, because that isn't permitted (chart: rbac.fastStop): ")
                                + ledger.orderly().get(claim.id()))));
        overdue(workloads).ifPresent(problems::add);
        return problems;
    }

    private Optional<Problem> overdue(List<WorkloadStatus> workloads) {
        if (!member.activePassive() || !ledger.progress().overdue().contains(member.key())) {
            return Optional.empty();
        }
        var reason = switch (posture) {
            case Posture.On _ -> Reason.StartTimedOut;
            case Posture.Off _, Posture.Leave _ -> Reason.StopTimedOut;
        };
        return Optional.of(Problem.forPerson(reason, reason.meaning() + " " + firstOpen(workloads)));
    }

    private boolean activeActive() {
        return member.component().getSpec().mode() == ComponentMode.ActiveActive;
    }

    private Stop stop(Found found) {
        return ledger.stop(roster, found);
    }

    private WorkloadStatus workload(Claim claim) {
        var spec = claim.spec();
        if (claim.found().isEmpty()) {
            var state = claim.writable() || activeActive() ? WorkloadState.Missing : WorkloadState.Blocked;
            return new WorkloadStatus(
                    spec.apiVersion(),
                    spec.kind(),
                    claim.id().name(),
                    null,
                    null,
                    null,
                    null,
                    remembered(claim),
                    state,
                    claim.problem().map(Problem::message).orElse(null));
        }
        var found = claim.found().get();
        var state = state(claim, found);
        return new WorkloadStatus(
                spec.apiVersion(),
                spec.kind(),
                claim.id().name(),
                activeActive() ? null : found.lever().word(),
                desired(claim, found),
                found.lever().counts() ? found.replicas() : null,
                roster.survey().podsOf(found).size(),
                newlyRemembered(claim, found, state),
                state,
                message(claim, found, state));
    }

    private WorkloadState state(Claim claim, Found found) {
        if (claim.problem()
                .filter(problem -> problem.reason() == Reason.ClaimedTwice)
                .isPresent()) {
            return WorkloadState.Blocked;
        }
        if (posture instanceof Posture.On && !activeActive()) {
            if (!found.on()
                    && (!claim.raisable()
                            || ComponentRules.uncovered(posture, member).isPresent())) {
                return WorkloadState.Blocked;
            }
            return found.isReady() || roster.survey().isIdle(found) ? WorkloadState.Running : WorkloadState.Starting;
        }
        if (posture instanceof Posture.Off && !activeActive()) {
            return stop(found) instanceof Stop.Proved ? WorkloadState.Stopped : WorkloadState.Stopping;
        }
        return found.on() ? (found.isReady() ? WorkloadState.Running : WorkloadState.Starting) : WorkloadState.Stopped;
    }

    private @Nullable String desired(Claim claim, Found found) {
        return switch (posture) {
            case Posture.Leave _ -> null;
            case Posture.Off _ -> activeActive() ? null : found.lever().off();
            case Posture.On on -> activeActive() ? null : found.lever().on(wanted(on, claim, found));
        };
    }

    private int wanted(Posture.On on, Claim claim, Found found) {
        var size = ComponentRules.size(on, member, claim);
        var scaler = roster.survey().autoscalerOf(found);
        return found.on() && (scaler.isPresent() || claim.spec().activeReplicas() == null)
                ? found.replicas()
                : scaler.map(sizes -> sizes.near(size.replicas())).orElse(size.replicas());
    }

    private @Nullable String message(Claim claim, Found found, WorkloadState state) {
        if (claim.problem().isPresent()) {
            return claim.problem().get().message();
        }
        var contest = ledger.contested().get(found.id());
        if (contest != null) {
            return contest.by() + " raised it although it has to be off; it was set back";
        }
        var waitsFor = waitsFor();
        if (!waitsFor.isEmpty() && (state == WorkloadState.Stopping || state == WorkloadState.Starting)) {
            return "waits for "
                    + waitsFor.stream().sorted().collect(Collectors.joining(", "))
                    + (state == WorkloadState.Starting ? " to be ready" : " to stop");
        }
        return switch (state) {
            case Stopping -> stop(found) instanceof Stop.Open open ? open.message() : null;
            case Starting -> found.ready() + " of " + found.replicas() + " pods are ready";
            case Blocked ->
                "not started: "
                        + (claim.raisable()
                                ? Reason.NotCoveredByAcknowledgement.meaning()
                                : Reason.TooManyMatches.meaning());
            case Running, Stopped, Missing, Unknown -> null;
        };
    }

    /** Written while it runs and is stable, never at the moment of a drain, when the number may already be a wrong one. */
    private @Nullable Integer newlyRemembered(Claim claim, Found found, WorkloadState state) {
        var stable = posture instanceof Posture.On && state == WorkloadState.Running && found.replicas() > 0;
        return stable && !activeActive() ? Integer.valueOf(found.replicas()) : remembered(claim);
    }

    private @Nullable Integer remembered(Claim claim) {
        return ComponentRules.remembered(member, claim.id()).orElse(null);
    }
}
