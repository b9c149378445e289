package io.regionpair.component;

import static io.regionpair.component.Some.component;
import static io.regionpair.component.Some.roster;
import static io.regionpair.workload.Sights.survey;
import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.api.Reason;
import io.regionpair.api.RegionComponent;
import io.regionpair.workload.Sights;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DependenciesTest {

    private static final String NS = Sights.NAMESPACE + "/";

    @Test
    void areKeysOfComponentsOfTheSameNamespace() {
        assertThat(dependsOn(on("a", "b", "c"), on("b", "c"), on("c")))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(NS + "a", Set.of(NS + "b", NS + "c"), NS + "b", Set.of(NS + "c"), NS + "c", Set.of()));
    }

    @Test
    void oneThatNamesNothingIsAProblemAndHoldsUpNobody() {
        var members = roster(survey().build(), on("a", "nothing", "b"), on("b")).members();

        assertThat(members.getFirst().dependsOn()).containsExactly(NS + "b");
        assertThat(members.getFirst().problems()).singleElement().satisfies(problem -> {
            assertThat(problem.reason()).isEqualTo(Reason.DependencyMissing);
            assertThat(problem.message()).contains("nothing");
            assertThat(problem.needsPerson()).isTrue();
        });
    }

    @Test
    void aCircleIsAProblemOfAllInItAndOnlyItsOwnOrderIsIgnored() {
        var circle = new RegionComponent[] {on("a", "b"), on("b", "c"), on("c", "a", "d"), on("d"), on("e", "a")};

        assertThat(dependsOn(circle))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        NS + "a",
                        Set.of(),
                        NS + "b",
                        Set.of(),
                        NS + "c",
                        Set.of(NS + "d"),
                        NS + "d",
                        Set.of(),
                        NS + "e",
                        Set.of(NS + "a")));
        assertThat(roster(survey().build(), circle).members())
                .filteredOn(member -> !member.problems().isEmpty())
                .allSatisfy(member -> assertThat(member.problems())
                        .extracting(Problem::reason)
                        .containsExactly(Reason.DependencyCycle))
                .extracting(Member::key)
                .containsExactly(NS + "a", NS + "b", NS + "c");
    }

    private static RegionComponent on(String name, String... dependencies) {
        return component(name).dependsOn(dependencies).build();
    }

    private static Map<String, Set<String>> dependsOn(RegionComponent... components) {
        return roster(survey().build(), Arrays.stream(components).toArray(RegionComponent[]::new)).members().stream()
                .collect(Collectors.toMap(Member::key, Member::dependsOn));
    }
}
