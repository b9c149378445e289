package io.regionpair.component;

import io.regionpair.api.StartSpec;
import io.regionpair.api.StopSpec;
import io.regionpair.protocol.Posture;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * How far one start, or one stop, has come along the order that {@code dependsOn} makes. Order is a courtesy: a component whose turn takes
 * longer than its time-out holds up nobody any more, and nothing counts as stopped for it. Lost at a restart, which begins the time-outs
 * anew.
 *
 * @param run which start or stop
 * @param begun components to when their turn came
 * @param done components that came to the end: ready, or proved stopped
 * @param overdue components whose turn has come, whose time is over and that aren't done
 */
record Progress(Run run, Map<String, Instant> begun, Set<String> done, Set<String> overdue) {

    private static final Duration DEFAULT_STOP = Duration.ofMinutes(2);
    private static final Duration DEFAULT_START = Duration.ofMinutes(5);

    /** One start, one stop, or neither. */
    sealed interface Run {
        record None() implements Run {}

        record Start(long term) implements Run {}

        record Drain(String nonce) implements Run {}

        static Run of(Posture posture) {
            return switch (posture) {
                case Posture.On on -> new Start(on.term());
                case Posture.Off off -> off.drain().<Run>map(Drain::new).orElseGet(None::new);
                case Posture.Leave _ -> new None();
            };
        }
    }

    static final Progress NONE = new Progress(new Run.None(), Map.of(), Set.of(), Set.of());

    Progress {
        begun = Map.copyOf(begun);
        done = Set.copyOf(done);
        overdue = Set.copyOf(overdue);
    }

    /**
     * After a survey.
     *
     * @param arrived whether a component is ready, or proved stopped
     */
    Progress seeing(Roster roster, Posture posture, Predicate<Member> arrived) {
        var current = Run.of(posture);
        if (current instanceof Run.None) {
            return NONE;
        }
        var same = current.equals(run);
        var now = roster.survey().takenAt();
        var before = waits(roster, current);
        var nowDone = new HashSet<>(same ? done : Set.<String>of());
        roster.members().stream().filter(arrived).map(Member::key).forEach(nowDone::add);
        var nowBegun = new HashMap<>(same ? begun : Map.<String, Instant>of());
        var late = roster.members().stream()
                .filter(member -> !nowDone.contains(member.key()))
                .filter(member -> Optional.ofNullable(nowBegun.get(member.key()))
                        .filter(since -> !now.isBefore(since.plus(patience(current, member))))
                        .isPresent())
                .map(Member::key)
                .collect(Collectors.toUnmodifiableSet());
        for (var member : roster.members()) {
            if (before.getOrDefault(member.key(), Set.of()).stream()
                    .allMatch(other -> nowDone.contains(other) || late.contains(other))) {
                nowBegun.putIfAbsent(member.key(), now);
            }
        }
        return new Progress(current, nowBegun, nowDone, late);
    }

    /** Its turn has come, or there is no order now. */
    boolean mayGo(Member member) {
        return run instanceof Run.None || begun.containsKey(member.key());
    }

    /** What a component still waits for; empty when its turn has come. */
    Set<String> waitsFor(Roster roster, Member member) {
        return mayGo(member)
                ? Set.of()
                : waits(roster, run).getOrDefault(member.key(), Set.of()).stream()
                        .filter(other -> !done.contains(other) && !overdue.contains(other))
                        .collect(Collectors.toUnmodifiableSet());
    }

    /** Who waits for whom. Active-active components are waited for when starting; they never stop. */
    private static Map<String, Set<String>> waits(Roster roster, Run run) {
        var waits = new HashMap<String, Set<String>>();
        for (var member : roster.members()) {
            for (var other : member.dependsOn()) {
                if (run instanceof Run.Start) {
                    waits.computeIfAbsent(member.key(), _ -> new HashSet<>()).add(other);
                } else if (member.activePassive()) {
                    waits.computeIfAbsent(other, _ -> new HashSet<>()).add(member.key());
                }
            }
        }
        return waits;
    }

    private static Duration patience(Run run, Member member) {
        var spec = member.component().getSpec();
        return run instanceof Run.Start
                ? Optional.ofNullable(spec.start())
                        .map(StartSpec::levelTimeoutSeconds)
                        .map(Duration::ofSeconds)
                        .orElse(DEFAULT_START)
                : Optional.ofNullable(spec.stop())
                        .map(StopSpec::timeoutSeconds)
                        .map(Duration::ofSeconds)
                        .orElse(DEFAULT_STOP);
    }
}
