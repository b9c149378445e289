package io.regionpair.component;

import io.regionpair.api.RegionComponent;
import io.regionpair.component.Member.Claim;
import io.regionpair.protocol.Coverage;
import io.regionpair.protocol.Posture;
import io.regionpair.protocol.WorkloadId;
import io.regionpair.workload.Found;
import io.regionpair.workload.Survey;
import io.regionpair.workload.Write;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a region would write if it became active, or passive, now: the decisions of a switch, on the strength of one survey and with the rules
 * of the switch itself. Pure.
 *
 * @param levels one after the other; a level waits until the one before is ready, or stopped, or has taken too long
 * @param settled how many workloads are already as they should be
 * @param problems what wouldn't be started, or needs a person
 */
public record Plan(boolean starts, List<Level> levels, int settled, List<String> problems) {

    /** What may be written without waiting, in the order in which it is sent. */
    public record Level(List<Step> steps) {
        /** Copies. */
        public Level {
            steps = List.copyOf(steps);
        }
    }

    /**
     * One write.
     *
     * @param component {@code namespace/name}
     * @param guessed nobody knows how many replicas it had
     * @param fast round the controller manager
     */
    public record Step(
            String component,
            WorkloadId workload,
            String lever,
            String from,
            String to,
            int pods,
            boolean guessed,
            boolean fast) {}

    /** The controller manager's clients: requests a second and at once, by default. */
    private static final int REQUESTS_A_SECOND = 20;

    private static final int BURST = 30;

    /** Copies. */
    public Plan {
        levels = List.copyOf(levels);
        problems = List.copyOf(problems);
    }

    /**
     * Plans.
     *
     * @param namespaces those that may join, {@code "*"} for all
     * @param components the pair's own
     * @param starts the region becomes active; else it becomes passive
     */
    public static Plan of(List<String> namespaces, List<RegionComponent> components, Survey survey, boolean starts) {
        var roster = Roster.resolve(namespaces, components, survey);
        Posture posture =
                starts ? new Posture.On(0, Coverage.EVERYTHING, List.of(), true) : new Posture.Off(Optional.of("plan"));
        var levels = levels(roster, posture);
        var written = levels.stream().mapToInt(level -> level.steps().size()).sum();
        return new Plan(starts, levels, (int) roster.managed().count() - written, problems(roster));
    }

    private static List<Level> levels(Roster roster, Posture posture) {
        var levels = new ArrayList<Level>();
        var planned = new HashSet<WorkloadId>();
        var done = Set.<String>of();
        var progress = Progress.NONE;
        while (true) {
            var arrived = done;
            progress = progress.seeing(roster, posture, member -> arrived.contains(member.key()));
            var turn = progress;
            var decision = ComponentRules.decide(roster, posture, Ledger.EMPTY.with(turn), true);
            var steps = Stream.concat(decision.raises().stream(), decision.lowers().stream())
                    .filter(write -> planned.add(write.id()))
                    .map(write -> step(roster, posture, write))
                    .toList();
            if (!steps.isEmpty()) {
                levels.add(new Level(steps));
            }
            done = roster.members().stream()
                    .filter(turn::mayGo)
                    .map(Member::key)
                    .collect(Collectors.toUnmodifiableSet());
            if (done.equals(arrived)) {
                return levels;
            }
        }
    }

    private static Step step(Roster roster, Posture posture, Write write) {
        var found = write.target();
        var member = roster.activePassive()
                .filter(one -> one.managed().contains(found.id()))
                .findFirst()
                .orElseThrow();
        var lever = found.lever();
        return switch (write) {
            case Write.Raise raise ->
                new Step(
                        member.key(),
                        found.id(),
                        lever.word(),
                        lever.counts() ? Integer.toString(found.replicas()) : lever.off(),
                        lever.on(raise.replicas()),
                        Math.max(0, raise.replicas() - found.replicas()),
                        isGuessed(member, posture, found),
                        false);
            case Write.Lower _ ->
                new Step(
                        member.key(),
                        found.id(),
                        lever.word(),
                        lever.on(found.replicas()),
                        lever.off(),
                        found.replicas(),
                        false,
                        member.stopsFast());
            default -> throw new IllegalArgumentException("no part of a plan: " + write);
        };
    }

    private static boolean isGuessed(Member member, Posture posture, Found found) {
        return posture instanceof Posture.On on
                && found.lever().counts()
                && member.claims().stream()
                        .filter(claim -> claim.id().equals(found.id()))
                        .findFirst()
                        .filter(claim -> ComponentRules.size(on, member, claim).guessed())
                        .isPresent();
    }

    private static List<String> problems(Roster roster) {
        return roster.members().stream()
                .flatMap(member -> Stream.concat(
                                member.problems().stream(),
                                member.claims().stream().map(Claim::problem).flatMap(Optional::stream))
                        .map(problem -> member.key() + ": " + problem.reason() + ", " + problem.message()))
                .distinct()
                .toList();
    }

    /**
     * How long a controller manager with its default limit of 20 requests a second needs to make the pods, or to remove them, once all is
     * written: measured as 3.3 requests for each Deployment of one pod, 2.3 for a StatefulSet, and 2 for each further pod. Each kind has
     * clients of its own. What pods need to become ready, or to end, comes on top.
     */
    public Duration controllerManager() {
        var byKind = levels.stream()
                .flatMap(level -> level.steps().stream())
                .filter(step -> !step.fast())
                .collect(Collectors.groupingBy(
                        step -> step.workload().kind(), Collectors.summingDouble(Plan::requests)));
        var longest = byKind.values().stream()
                .mapToDouble(requests -> Math.max(0, requests - BURST) / REQUESTS_A_SECOND)
                .max()
                .orElse(0);
        return Duration.ofMillis(Math.round(longest * 1000));
    }

    private static double requests(Step step) {
        var own = Map.of("Deployment", 1.3, "StatefulSet", 0.3)
                .getOrDefault(step.workload().kind(), 0.0);
        return own + 2.0 * step.pods();
    }
}
