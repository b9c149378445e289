package io.regionpair.component;

import io.regionpair.api.Reason;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What {@code dependsOn} means among the components of one pair. Pure. */
final class Dependencies {

    private final Map<String, Member> members;
    private final Map<String, Set<String>> above = new HashMap<>();

    private Dependencies(List<Member> members) {
        this.members = members.stream().collect(Collectors.toMap(Member::key, Function.identity()));
    }

    /** The same members, each with those that it waits for; what names nothing, or leads in a circle, becomes a problem of it. */
    static List<Member> resolve(List<Member> members) {
        if (members.stream()
                .allMatch(member -> member.component().getSpec().dependsOn().isEmpty())) {
            return members;
        }
        var dependencies = new Dependencies(members);
        return members.stream().map(dependencies::resolve).toList();
    }

    private Member resolve(Member member) {
        if (!member.belongs()) {
            return member;
        }
        var problems = new ArrayList<>(member.problems());
        var dependsOn = new HashSet<String>();
        for (var name : names(member).toList()) {
            var key = key(member, name);
            if (!members.containsKey(key)) {
                problems.add(Problem.forPerson(
                        Reason.DependencyMissing,
                        "dependsOn names " + name + ", which is no component of this pair in this namespace: nothing"
                                + " waits for it"));
            } else if (above(key).contains(member.key())) {
                problems.add(Problem.forPerson(
                        Reason.DependencyCycle,
                        "dependsOn leads in a circle over " + name + ": the order within it is ignored"));
            } else {
                dependsOn.add(key);
            }
        }
        return member.with(problems, dependsOn);
    }

    /** All that this one waits for, itself included. */
    private Set<String> above(String start) {
        return above.computeIfAbsent(start, key -> {
            var seen = new HashSet<>(Set.of(key));
            var left = new ArrayDeque<>(seen);
            while (!left.isEmpty()) {
                var next = members.get(left.poll());
                if (next != null) {
                    names(next).map(name -> key(next, name)).filter(seen::add).forEach(left::add);
                }
            }
            return seen;
        });
    }

    private static Stream<String> names(Member member) {
        return member.component().getSpec().dependsOn().stream().distinct();
    }

    private static String key(Member member, String name) {
        return member.component().getMetadata().getNamespace() + "/" + name;
    }
}
