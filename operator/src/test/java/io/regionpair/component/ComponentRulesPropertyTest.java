package io.regionpair.component;

import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.api.ComponentMode;
import io.regionpair.api.RegionComponent;
import io.regionpair.api.WorkloadSpec;
import io.regionpair.protocol.Coverage;
import io.regionpair.protocol.Posture;
import io.regionpair.workload.Found;
import io.regionpair.workload.Sights;
import io.regionpair.workload.Write;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever components claim, whatever is there, and whatever the posture. */
class ComponentRulesPropertyTest {

    private static final List<String> NAMES = List.of("a", "b", "c", "d");

    record Case(List<RegionComponent> components, List<Found> there, Posture posture) {}

    @Property
    void nothingThatAnActiveActiveComponentClaimsIsEverWritten(@ForAll("cases") Case given) {
        var roster = roster(given);

        var written = writes(given, roster).map(Write::id).toList();

        var watched = roster.members().stream()
                .filter(member -> member.component().getSpec().mode() == ComponentMode.ActiveActive)
                .flatMap(member -> member.claims().stream())
                .map(Member.Claim::id)
                .collect(Collectors.toSet());
        assertThat(written).noneMatch(watched::contains);
    }

    @Property
    void nothingIsRaisedUnlessThePostureIsOn(@ForAll("cases") Case given) {
        var raises = decide(given, roster(given)).raises();

        if (!(given.posture() instanceof Posture.On)) {
            assertThat(raises).isEmpty();
        }
    }

    /** Before it is open, what waits behind it is turned off. */
    @Property
    void behindAnOpenFenceNothingIsLoweredOrMarkedUnlessThePostureIsOff(@ForAll("cases") Case given) {
        var decision = decide(given, roster(given), true);

        if (!(given.posture() instanceof Posture.Off)) {
            assertThat(decision.lowers()).isEmpty();
            assertThat(decision.marks()).isEmpty();
            assertThat(decision.allStopped()).isFalse();
        }
    }

    @Property
    void noWorkloadIsWrittenTwiceInOnePass(@ForAll("cases") Case given) {
        var ids = writes(given, roster(given)).map(Write::id).toList();

        assertThat(ids).doesNotHaveDuplicates();
    }

    @Property
    void whatIsNotClaimedIsNotTouched(@ForAll("cases") Case given) {
        var roster = roster(given);

        var claimed = roster.members().stream()
                .flatMap(member -> member.claims().stream())
                .map(Member.Claim::id)
                .collect(Collectors.toSet());
        assertThat(writes(given, roster).map(Write::id)).allMatch(claimed::contains);
    }

    @Property
    void whatTwoComponentsClaimIsNeverRaised(@ForAll("cases") Case given) {
        var roster = roster(given);
        var once = new HashSet<>();
        var twice = new HashSet<>();
        for (var member : roster.members()) {
            var ids = member.claims().stream().map(Member.Claim::id).collect(Collectors.toSet());
            ids.forEach(id -> {
                if (!once.add(id)) {
                    twice.add(id);
                }
            });
        }

        assertThat(decide(given, roster).raises()).noneMatch(write -> twice.contains(write.id()));
    }

    @Property
    void allIsStoppedOnlyIfEverythingThatMayBeWrittenIsOff(@ForAll("cases") Case given) {
        var roster = roster(given);

        if (decide(given, roster).allStopped()) {
            assertThat(roster.managed()).noneMatch(Found::on);
        }
    }

    @Provide
    Arbitrary<Case> cases() {
        var names = Arbitraries.of(NAMES);
        var spec = Combinators.combine(names, Arbitraries.integers().between(0, 3), Arbitraries.of(true, false))
                .as((name, replicas, selected) -> spec(name, replicas, selected));
        var component = Combinators.combine(
                        names,
                        Arbitraries.of(ComponentMode.class),
                        Arbitraries.integers().between(-2, 2),
                        spec.list().ofMinSize(1).ofMaxSize(4))
                .as((name, mode, priority, specs) -> Some.component(name)
                        .mode(mode)
                        .priority(priority)
                        .with(specs.toArray(WorkloadSpec[]::new))
                        .build());
        var there = Combinators.combine(names, Arbitraries.integers().between(0, 3), Arbitraries.of("", "d1", "d2"))
                .as((name, replicas, drain) -> found(name, replicas, drain));
        return Combinators.combine(
                        component
                                .list()
                                .ofMaxSize(4)
                                .uniqueElements(c -> c.getMetadata().getName()),
                        there.list().ofMaxSize(4).uniqueElements(Found::id),
                        postures())
                .as(Case::new);
    }

    private static WorkloadSpec spec(String name, int replicas, boolean selected) {
        var fixed = replicas == 0 ? null : Integer.valueOf(replicas);
        return selected ? Some.selected("app", name, null, fixed) : Some.workload("apps/v1", "Deployment", name, fixed);
    }

    private static Found found(String name, int replicas, String drain) {
        var found = Sights.sized(Sights.deployment(name), replicas, replicas);
        return drain.isEmpty() ? found : Sights.marked(found, drain);
    }

    private static Arbitrary<Posture> postures() {
        return Arbitraries.of(
                Some.LEAVE,
                Some.STAY_OFF,
                Some.drain("d1"),
                Some.ON,
                new Posture.On(4, Coverage.NOTHING, List.of(), false));
    }

    private static Roster roster(Case given) {
        return Roster.resolve(
                List.of("*"),
                given.components(),
                Sights.survey(given.there().toArray(Found[]::new)).build());
    }

    private static ComponentRules.Decision decide(Case given, Roster roster) {
        return decide(given, roster, false);
    }

    private static ComponentRules.Decision decide(Case given, Roster roster, boolean open) {
        return ComponentRules.decide(
                roster, given.posture(), Ledger.EMPTY.seeing(roster, given.posture(), Optional.empty()), open);
    }

    private static Stream<Write> writes(Case given, Roster roster) {
        var decision = decide(given, roster);
        List<List<Write>> all =
                new ArrayList<>(List.of(decision.lowers(), decision.marks(), decision.deletions(), decision.raises()));
        return all.stream().flatMap(List::stream);
    }
}
