package io.regionpair.component;

import io.regionpair.api.ComponentMode;
import io.regionpair.api.DeletionPolicy;
import io.regionpair.api.GuardKind;
import io.regionpair.api.GuardSpec;
import io.regionpair.api.Reason;
import io.regionpair.api.RegionComponent;
import io.regionpair.api.RegionComponentSpec;
import io.regionpair.api.Standby;
import io.regionpair.api.StopMethod;
import io.regionpair.api.WorkloadSpec;
import io.regionpair.component.Member.Claim;
import io.regionpair.protocol.Census;
import io.regionpair.protocol.Guard;
import io.regionpair.protocol.WorkloadId;
import io.regionpair.workload.Found;
import io.regionpair.workload.Lever;
import io.regionpair.workload.Survey;
import io.regionpair.workload.Wanted;
import io.regionpair.workload.Wanted.Resolution;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All components of one pair, resolved against one survey. Problems are data here, never exceptions. */
record Roster(List<Member> members, Survey survey) {

    private static final int DEFAULT_MAX_MATCHES = 100;

    Roster {
        members = List.copyOf(members);
    }

    /**
     * Resolves.
     *
     * @param namespaces those that may join, {@code "*"} for all
     * @param components the pair's own
     */
    static Roster resolve(List<String> namespaces, List<RegionComponent> components, Survey survey) {
        var resolved = components.stream()
                .sorted(Comparator.comparing(
                        component -> component.getMetadata().getNamespace() + "/"
                                + component.getMetadata().getName()))
                .map(component -> member(namespaces, component, survey))
                .toList();
        return new Roster(Dependencies.resolve(withDoubleClaims(resolved)), survey);
    }

    private static Member member(List<String> namespaces, RegionComponent component, Survey survey) {
        var namespace = component.getMetadata().getNamespace();
        if (!namespaces.contains("*") && !namespaces.contains(namespace)) {
            var problem = Problem.forPerson(
                    Reason.NamespaceNotAllowed, "add " + namespace + " to spec.namespaces of the RegionPair");
            return new Member(component, false, List.of(), List.of(problem));
        }
        var problems = new ArrayList<>(notImplemented(component.getSpec()));
        var claims = new ArrayList<Claim>();
        var named = component.getSpec().workloads().stream()
                .filter(spec -> spec.name() != null)
                .map(spec -> id(component, spec, Objects.requireNonNull(spec.name())))
                .collect(Collectors.toSet());
        // Within one component the entry that names it counts, else the first that selects it: two sizes for one
        // workload would be written in turn for ever.
        var taken = new HashSet<WorkloadId>();
        for (var spec : component.getSpec().workloads()) {
            if (spec.selector() != null) {
                select(component, spec, survey, id -> !named.contains(id) && taken.add(id), claims, problems);
                continue;
            }
            var claim = named(component, spec, survey);
            if (taken.add(claim.id())) {
                claims.add(claim);
            } else {
                problems.add(Problem.forPerson(
                        Reason.ListedTwice,
                        spec.kind() + " " + spec.name()
                                + " is listed twice; the first entry counts: remove the other"));
            }
        }
        return new Member(component, true, claims, problems);
    }

    private static Claim named(RegionComponent component, WorkloadSpec spec, Survey survey) {
        var id = id(component, spec, Objects.requireNonNull(spec.name(), "the schema demands name or selector"));
        var refused = refused(spec, survey);
        if (refused.isPresent()) {
            return refusal(spec, id, refused.get());
        }
        var found = lever(spec, survey).flatMap(lever -> survey.find(id, lever));
        if (found.filter(one -> wouldLoseData(component, one)).isPresent()) {
            return losesVolumes(spec, found.get());
        }
        var problem = found.isEmpty()
                ? Optional.of(
                        Problem.forPerson(Reason.WorkloadMissing, spec.kind() + " " + spec.name() + " doesn't exist"))
                : found.flatMap(Roster::controlled);
        return new Claim(spec, id, found, problem, true, true);
    }

    private static void select(
            RegionComponent component,
            WorkloadSpec spec,
            Survey survey,
            Predicate<WorkloadId> isNew,
            List<Claim> claims,
            List<Problem> problems) {
        var refused = refused(spec, survey);
        if (refused.isPresent()) {
            claims.add(refusal(spec, id(component, spec, "*"), refused.get()));
            return;
        }
        var selector = Objects.requireNonNull(spec.selector());
        var matches = survey.matching(
                component.getMetadata().getNamespace(),
                group(spec),
                spec.kind(),
                lever(spec, survey).orElseThrow(),
                selector);
        var max = Objects.requireNonNullElse(spec.maxMatches(), DEFAULT_MAX_MATCHES);
        if (matches.isEmpty()) {
            problems.add(Problem.forPerson(
                    Reason.SelectorMatchesNothing, "the selector matches no " + spec.kind() + " in this namespace"));
        }
        if (matches.size() > max) {
            problems.add(Problem.forPerson(
                    Reason.TooManyMatches,
                    "the selector matches " + matches.size() + " of kind " + spec.kind() + ", more than maxMatches "
                            + max));
        }
        for (var found : matches) {
            if (!isNew.test(found.id())) {
                continue;
            }
            if (wouldLoseData(component, found)) {
                claims.add(losesVolumes(spec, found));
                continue;
            }
            // Too many: they may still be stopped, since stopping what was started is the promise.
            claims.add(new Claim(spec, found.id(), Optional.of(found), controlled(found), true, matches.size() <= max));
        }
    }

    private static boolean wouldLoseData(RegionComponent component, Found found) {
        return found.losesVolumes()
                && component.getSpec().mode() == ComponentMode.ActivePassive
                && !component.getSpec().accept().contains(Reason.VolumeClaimDeletion.name());
    }

    /** It is neither stopped nor started, and stands against every proof of stop while it is on: it may run. */
    private static Claim losesVolumes(WorkloadSpec spec, Found found) {
        return new Claim(
                spec,
                found.id(),
                Optional.of(found),
                Optional.of(Problem.forPerson(
                        Reason.VolumeClaimDeletion,
                        "StatefulSet " + found.id().name()
                                + " deletes its volume claims when it is set to 0 (persistentVolumeClaimRetentionPolicy.whenScaled:"
                                + " Delete), so it is neither stopped nor started, and the other region waits while it runs: set that to Retain, or accept VolumeClaimDeletion"
                                + " in the component")),
                true,
                false);
    }

    private static Optional<Problem> controlled(Found found) {
        return found.controller()
                .map(owner -> Problem.forPerson(
                        Reason.HasController,
                        found.id().kind() + " " + found.id().name() + " is owned by " + owner
                                + ", which may write it back: list the owner instead"));
    }

    private static Optional<Lever> lever(WorkloadSpec spec, Survey survey) {
        return Lever.builtIn(spec.apiVersion(), spec.kind())
                .or(() -> Wanted.of(spec)
                        .flatMap(survey::kind)
                        .filter(Resolution.Driven.class::isInstance)
                        .map(driven -> ((Resolution.Driven) driven).lever()));
    }

    /** Why a kind can't be driven here; absent when it can. */
    private static Optional<Problem> refused(WorkloadSpec spec, Survey survey) {
        var kind = spec.apiVersion() + " " + spec.kind();
        return Wanted.of(spec).flatMap(wanted -> switch (survey.kind(wanted).orElse(new Resolution.NotServed())) {
            case Resolution.Driven _ -> Optional.empty();
            case Resolution.NotServed _ ->
                Optional.of(Problem.forPerson(
                        Reason.KindUnsupported,
                        "this cluster doesn't serve " + kind + ": install its CRD, or correct it"));
            case Resolution.NoLever _ ->
                Optional.of(Problem.forPerson(
                        Reason.LeverMissing,
                        kind + " has no scale subresource: say in field what turns it on and off"));
            case Resolution.Forbidden(var detail) ->
                Optional.of(Problem.forPerson(
                        Reason.PermissionMissing,
                        "nobody can say what runs of " + kind + ": grant get, list and patch on it and get and patch on"
                                + " its scale to the operator (chart: rbac.customResources); " + detail));
        });
    }

    /** What may not be looked at may run; what isn't served, or has no lever, can't be. */
    private static Claim refusal(WorkloadSpec spec, WorkloadId id, Problem problem) {
        return new Claim(
                spec, id, Optional.empty(), Optional.of(problem), problem.reason() == Reason.PermissionMissing, false);
    }

    /** Claims of which nobody can say what runs. */
    Stream<Claim> unreadable() {
        return activePassive().flatMap(member -> member.claims().stream()).filter(Claim::unreadable);
    }

    private static List<Problem> notImplemented(RegionComponentSpec spec) {
        var stop = spec.stop();
        var guard = spec.guard();
        return Stream.of(
                        unless(spec.mode() != ComponentMode.Unknown, "spec.mode as written (nothing is written)"),
                        unless(
                                spec.deletionPolicy() != DeletionPolicy.Drain,
                                "deletionPolicy: Drain of a component (treated as Retain)"),
                        unless(spec.standby() != Standby.Parked, "standby: Parked (treated as Zero)"),
                        unless(
                                stop == null || stop.method() != StopMethod.Unknown,
                                "stop.method as written (treated as Orderly)"),
                        unless(
                                guard == null || guard.kind() != GuardKind.Unknown,
                                "guard.kind as written (treated as None)"))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<Problem> unless(boolean fine, String field) {
        return fine
                ? Optional.empty()
                : Optional.of(Problem.forPerson(Reason.NotImplemented, "this version doesn't implement " + field));
    }

    private static WorkloadId id(RegionComponent component, WorkloadSpec spec, String name) {
        return new WorkloadId(component.getMetadata().getNamespace(), group(spec), spec.kind(), name);
    }

    private static String group(WorkloadSpec spec) {
        var slash = spec.apiVersion().indexOf('/');
        return slash < 0 ? "" : spec.apiVersion().substring(0, slash);
    }

    /** Two claims: neither raises it, both answer for its stop; an active-active claim wins and nobody writes it. */
    private static List<Member> withDoubleClaims(List<Member> members) {
        Map<WorkloadId, Long> count = members.stream()
                .flatMap(member -> member.claims().stream().map(Claim::id).distinct())
                .collect(Collectors.groupingBy(id -> id, Collectors.counting()));
        Set<WorkloadId> activeActive = members.stream()
                .filter(member -> member.component().getSpec().mode() == ComponentMode.ActiveActive)
                .flatMap(member -> member.claims().stream().map(Claim::id))
                .collect(Collectors.toSet());
        return members.stream()
                .map(member -> new Member(
                        member.component(),
                        member.belongs(),
                        member.claims().stream()
                                .map(claim -> count.getOrDefault(claim.id(), 0L) > 1
                                        ? claimedTwice(claim, activeActive.contains(claim.id()))
                                        : claim)
                                .toList(),
                        member.problems()))
                .toList();
    }

    private static Claim claimedTwice(Claim claim, boolean activeActive) {
        var problem = Problem.forPerson(
                Reason.ClaimedTwice,
                claim.id().kind() + " " + claim.id().name() + " is claimed by two components: list it in one"
                        + (activeActive ? " (one is active-active, so it is never written)" : ""));
        return new Claim(
                claim.spec(),
                claim.id(),
                claim.found(),
                Optional.of(problem),
                claim.writable() && !activeActive,
                false);
    }

    /** A component that has this workload accepts the risk that is named so. */
    boolean accepts(Reason risk, WorkloadId workload) {
        return activePassive()
                .anyMatch(member -> member.component().getSpec().accept().contains(risk.name())
                        && member.managed().contains(workload));
    }

    Stream<Member> activePassive() {
        return members.stream().filter(Member::activePassive);
    }

    Census census() {
        var components = activePassive().collect(Collectors.toMap(Member::key, Member::managed));
        var runs = managed()
                        .anyMatch(found ->
                                found.on() || !survey.livingPodsOf(found).isEmpty())
                || unreadable().findAny().isPresent();
        return new Census(components, runs, guards());
    }

    private Map<String, Guard> guards() {
        return activePassive()
                .collect(Collectors.toMap(
                        Member::key,
                        member -> guard(member.component().getSpec().guard())));
    }

    private static Guard guard(@Nullable GuardSpec spec) {
        var kind = spec == null || spec.kind() == null ? GuardKind.None : spec.kind();
        return switch (kind) {
            case None -> new Guard.None();
            case SelfStopping ->
                new Guard.SelfStopping(
                        seconds(Objects.requireNonNull(spec).stopWithinSeconds(), Long.MAX_VALUE / 1000),
                        seconds(spec.startAfterSeconds(), 0));
            case Agent -> new Guard.Agent();
            case Unknown -> new Guard.NotImplemented();
        };
    }

    private static Duration seconds(@Nullable Integer seconds, long absent) {
        return Duration.ofSeconds(seconds == null ? absent : seconds);
    }

    /** Every active-passive workload that exists and may be written. */
    Stream<Found> managed() {
        return managedBut(_ -> false);
    }

    /** Without what belongs to these members. */
    Stream<Found> managedBut(Predicate<Member> left) {
        return activePassive()
                .filter(left.negate())
                .flatMap(member -> member.claims().stream())
                .filter(Claim::writable)
                .flatMap(claim -> claim.found().stream())
                .distinct();
    }
}
