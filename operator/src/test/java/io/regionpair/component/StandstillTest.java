package io.regionpair.component;

import static io.regionpair.component.Some.component;
import static io.regionpair.component.Some.cronJob;
import static io.regionpair.component.Some.deployment;
import static io.regionpair.component.Some.workload;
import static io.regionpair.workload.Sights.jobOf;
import static io.regionpair.workload.Sights.off;
import static io.regionpair.workload.Sights.podOf;
import static io.regionpair.workload.Sights.survey;
import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.api.Reason;
import io.regionpair.api.RegionComponent;
import io.regionpair.peer.Reply;
import io.regionpair.protocol.Coverage;
import io.regionpair.workload.Found;
import io.regionpair.workload.Sights;
import io.regionpair.workload.Survey;
import io.regionpair.workload.Wanted;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StandstillTest {

    private final Found hive = Sights.deployment("hive");
    private final RegionComponent c = component("c").with(deployment("hive")).build();

    @Test
    void whatIsOffAndEmptyIsCoveredWithItsRememberedCount() {
        var remembering = component("c")
                .with(deployment("hive"), cronJob("cleanup"))
                .remembering("Deployment", "hive", 4)
                .build();

        var standstill = look(survey(off(hive), off(Sights.cronJob("cleanup"))).build(), remembering);

        assertThat(standstill.obstacle()).isEmpty();
        assertThat(standstill.covered())
                .containsExactly(new Reply.Covered(
                        "hopsworks/c", List.of("hopsworks/apps/Deployment/hive", "hopsworks/batch/CronJob/cleanup")));
        assertThat(standstill.replicas()).containsExactly(new Reply.Replicas("hopsworks", "Deployment", "hive", 4));
    }

    @Test
    void whatDoesNotExistIsCoveredToo() {
        assertThat(look(survey().build(), c).covered())
                .containsExactly(new Reply.Covered("hopsworks/c", List.of("hopsworks/apps/Deployment/hive")));
    }

    @Test
    void whatIsOnIsAnObstacle() {
        assertThat(look(survey(hive).build(), c).obstacle())
                .contains(new Standstill.Obstacle(
                        Reason.WaitingForStop, "Deployment hopsworks/hive: it isn't turned off yet"));
    }

    @Test
    void aKindThatMayNotBeReadIsAnObstacle() {
        var kind = new Wanted("example.com/v1", "Gadget", Optional.empty());
        var component = component("c")
                .with(workload("example.com/v1", "Gadget", "one", null))
                .build();

        var standstill =
                look(survey().with(kind, new Wanted.Resolution.Forbidden("no")).build(), component);

        assertThat(standstill.obstacle().orElseThrow().reason()).isEqualTo(Reason.PermissionMissing);
    }

    @Test
    void aPodIsAnObstacle() {
        assertThat(look(survey(off(hive)).with(podOf(hive, "hive-1")).build(), c)
                        .obstacle())
                .contains(new Standstill.Obstacle(
                        Reason.PodsStillTerminating, "Deployment hopsworks/hive: pod hive-1 on node n1 still exists"));
    }

    @Test
    void aJobIsAnObstacle() {
        var cleanup = off(Sights.cronJob("cleanup"));
        var component = component("c").with(cronJob("cleanup")).build();

        assertThat(look(survey(cleanup).with(jobOf(cleanup, "cleanup-1", false)).build(), component)
                        .obstacle())
                .hasValueSatisfying(obstacle -> assertThat(obstacle.reason()).isEqualTo(Reason.JobsStillRunning));
    }

    /** Its pods are refused, so it never finishes: an obstacle for ever would keep the other region from starting. */
    @Test
    void aJobThatTheFenceHoldsBackIsNone() {
        var cleanup = Sights.fenced(off(Sights.cronJob("cleanup")), "hopsworks");
        var component = component("c").with(cronJob("cleanup")).build();
        var survey = survey(cleanup).with(jobOf(cleanup, "cleanup-1", false)).build();

        var standstill = Standstill.look(
                List.of(Sights.NAMESPACE),
                List.of(component),
                survey,
                "passive-3",
                Coverage.NOTHING,
                Optional.of("hopsworks"),
                Seals.NONE);

        assertThat(standstill.obstacle()).isEmpty();
        assertThat(look(survey, component).obstacle()).isPresent();
    }

    @Test
    void activeActiveComponentsAreNeitherObstaclesNorCovered() {
        var watched = component("c").activeActive().with(deployment("hive")).build();

        var standstill = look(survey(hive).build(), watched);

        assertThat(standstill.obstacle()).isEmpty();
        assertThat(standstill.covered()).isEmpty();
    }

    @Test
    void aComponentThatMayNotJoinIsNotCovered() {
        var standstill = Standstill.look(
                List.of("other"),
                List.of(c),
                survey(hive).build(),
                "passive-3",
                Coverage.NOTHING,
                Optional.empty(),
                Seals.NONE);

        assertThat(standstill.covered()).isEmpty();
        assertThat(standstill.obstacle()).isEmpty();
    }

    /** The drain changed it already; a second write to each of hundreds of workloads would hold up every switch. */
    @Test
    void whatTheDrainStoppedNeedsNoMark() {
        var drained = Coverage.of(Map.of("hopsworks/c", Set.of(hive.id())));

        assertThat(look(survey(off(hive)).build(), c).unmarked()).hasSize(1);
        assertThat(look(survey(off(hive)).build(), drained, c).unmarked()).isEmpty();
    }

    /** What came to the component since was changed by no drain. */
    @Test
    void aComponentThatChangedSinceTheDrainIsMarked() {
        var drained = Coverage.of(Map.of("hopsworks/c", Set.of(hive.id())));
        var grown = component("c").with(deployment("hive"), cronJob("cleanup")).build();

        assertThat(look(survey(off(hive), off(Sights.cronJob("cleanup"))).build(), drained, grown)
                        .unmarked())
                .hasSize(2);
    }

    private static Standstill look(Survey survey, RegionComponent... components) {
        return look(survey, Coverage.NOTHING, components);
    }

    private static Standstill look(Survey survey, Coverage stopped, RegionComponent... components) {
        return Standstill.look(
                List.of(Sights.NAMESPACE),
                List.of(components),
                survey,
                "passive-3",
                stopped,
                Optional.empty(),
                Seals.NONE);
    }
}
