package io.regionpair.component;

import static io.regionpair.component.Some.component;
import static io.regionpair.component.Some.cronJob;
import static io.regionpair.component.Some.deployment;
import static io.regionpair.workload.Sights.off;
import static io.regionpair.workload.Sights.survey;
import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.api.RegionComponent;
import io.regionpair.api.StopMethod;
import io.regionpair.api.StopSpec;
import io.regionpair.workload.Found;
import io.regionpair.workload.Sights;
import io.regionpair.workload.Sights.SurveyBuilder;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlanTest {

    private final Found namenode = Sights.deployment("namenode");
    private final Found datanode = Sights.deployment("datanode");
    private final Found hive = Sights.deployment("hive");
    private final Found cleanup = Sights.cronJob("cleanup");
    private final RegionComponent metadata =
            component("metadata").with(deployment("namenode", 2)).build();
    private final RegionComponent store = component("store")
            .priority(900)
            .with(deployment("datanode"), cronJob("cleanup"))
            .dependsOn("metadata")
            .build();
    private final RegionComponent query =
            component("query").with(deployment("hive")).dependsOn("metadata").build();

    @Test
    void startsLevelByLevelAndWithinOneByPriority() {
        var plan = plan(true, survey(off(namenode), off(datanode), off(hive), off(cleanup)));

        assertThat(plan.levels()).hasSize(2);
        assertThat(names(plan, 0)).containsExactly("namenode");
        assertThat(names(plan, 1)).containsExactly("datanode", "cleanup", "hive");
        assertThat(plan.levels().getFirst().steps())
                .containsExactly(
                        new Plan.Step("hopsworks/metadata", namenode.id(), "replicas", "0", "2", 2, false, false));
        assertThat(plan.levels().getLast().steps().get(1))
                .isEqualTo(new Plan.Step("hopsworks/store", cleanup.id(), "suspend", "true", "false", 0, false, false));
        assertThat(plan.settled()).isZero();
    }

    @Test
    void saysWhereNobodyKnowsHowMany() {
        var plan = plan(true, survey(off(namenode), off(datanode)));

        assertThat(plan.levels().getLast().steps()).allMatch(Plan.Step::guessed);
    }

    @Test
    void stopsTheOtherWayRound() {
        var plan = plan(false, survey(namenode, datanode, hive, cleanup));

        assertThat(plan.levels()).hasSize(2);
        assertThat(names(plan, 0)).containsExactly("hive", "datanode", "cleanup");
        assertThat(names(plan, 1)).containsExactly("namenode");
        assertThat(plan.levels().getLast().steps())
                .containsExactly(
                        new Plan.Step("hopsworks/metadata", namenode.id(), "replicas", "3", "0", 3, false, false));
    }

    @Test
    void leavesOutWhatIsAsItShouldBe() {
        var plan = plan(false, survey(off(namenode), datanode, off(hive), off(cleanup)));

        assertThat(plan.levels()).hasSize(1);
        assertThat(names(plan, 0)).containsExactly("datanode");
        assertThat(plan.settled()).isEqualTo(3);
    }

    @Test
    void tellsWhatIsWrong() {
        assertThat(plan(true, survey(off(namenode), off(datanode), off(cleanup)))
                        .problems())
                .containsExactly("hopsworks/query: WorkloadMissing, Deployment hive doesn't exist");
    }

    /** Measured: 164 s for a thousand Deployments of one pod (reference of the controller manager's limit in docs/operating.md). */
    @Test
    void foretellsHowLongAControllerManagerFollows() {
        assertThat(many(1_000, 1, false)).isBetween(Duration.ofSeconds(160), Duration.ofSeconds(170));
        assertThat(many(9, 1, false)).isZero();
        assertThat(many(1_000, 1, true)).as("round it").isZero();
    }

    private static Duration many(int count, int replicas, boolean fast) {
        var found = IntStream.range(0, count)
                .mapToObj(i -> Sights.sized(Sights.deployment("d-" + i), replicas, replicas))
                .toArray(Found[]::new);
        var builder = component("c").stop(new StopSpec(fast ? StopMethod.Fast : StopMethod.Orderly, 120, false));
        for (var one : found) {
            builder.with(deployment(one.id().name()));
        }
        return Plan.of(List.of("*"), List.of(builder.build()), survey(found).build(), false)
                .controllerManager();
    }

    private Plan plan(boolean starts, SurveyBuilder seen) {
        return Plan.of(List.of(Sights.NAMESPACE), List.of(metadata, store, query), seen.build(), starts);
    }

    private static List<String> names(Plan plan, int level) {
        return plan.levels().get(level).steps().stream()
                .map(step -> step.workload().name())
                .toList();
    }
}
