package io.regionpair.e2e.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.regionpair.api.RegionComponent;
import io.regionpair.api.Role;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Importance 2: what is declared may change in the middle of a switch. */
@SharesRig
class ChangedComponentsStoryIT {

    private static final Work SLOW = Work.deployment("datanode", 2).stopping("4s");

    @Test
    @Shows(InjectedFault.COMPONENT_MISSING)
    void aComponentThatComesInMidSwitchIsStoppedHereAndStartedThere(Rig rig) {
        Scene.play(rig, "comp-added", s -> {
            s.cast("store", SLOW).deploy().awaitActive("eu");
            // Runs in eu outside of any component until then.
            s.cast("late", Work.deployment("late", 1).running(1));
            s.deploy("eu", Work.deployment("late", 1).running(1));
            s.deploy("us", Work.deployment("late", 1));
            s.untilEquals("late runs in eu", 1, () -> s.pods("eu", "late").size());

            s.arbitrator().name("us");
            s.awaitStored("eu", Role.Demoting);
            s.deployComponent("eu", "late");
            s.deployComponent("us", "late");

            s.awaitActive("us");
            s.switchTo("eu");
        });
    }

    /** The other region knows it only later: until then it isn't covered by the acknowledgement, and isn't started. */
    @Test
    @Shows(InjectedFault.COMPONENT_MISSING)
    void aComponentThatOneRegionDoesNotKnowWaitsForTheOther(Rig rig) {
        Scene.play(rig, "comp-uncovered", s -> {
            s.cast("store", Work.deployment("datanode", 1))
                    .cast("late", Work.deployment("late", 1))
                    .deploy();
            s.awaitActive("eu");
            s.removeComponent("eu", "late");
            s.awaitActivePassive("eu", 1);
            s.scale("eu", "late", 0, "story");
            s.untilEquals("late is off in eu", 0, () -> s.pods("eu", "late").size());

            s.arbitrator().name("us");

            s.awaitWaiting("us", "NotCoveredByAcknowledgement");
            s.untilEquals(
                    "the rest runs in us", 1, () -> s.pods("us", "datanode").size());
            assertThat(s.pods("us", "late")).isEmpty();
            assertThat(s.replicas("us", "late")).isZero();

            s.deployComponent("eu", "late");
            s.awaitActive("us");
        });
    }

    @Test
    @Shows(InjectedFault.COMPONENT_MISSING)
    void aComponentThatGoesInMidSwitchLeavesItsWorkloadsAsTheyAre(Rig rig) {
        Scene.play(rig, "comp-removed", s -> {
            s.cast("store", SLOW)
                    .cast("other", Work.deployment("other", 1).stopping("never"))
                    .deploy()
                    .awaitActive("eu");
            s.arbitrator().name("us");
            s.awaitStored("eu", Role.Demoting);
            s.untilEquals("other is being stopped in eu", 0, () -> s.replicas("eu", "other"));

            // Its pod never ends, and nobody waits for it any more.
            Scene.REGIONS.forEach(region -> s.removeComponent(region, "other"));
            s.strike("other");

            s.awaitActive("us");
            assertThat(s.pods("eu", "other")).hasSize(1);
            assertThat(s.replicas("us", "other")).isZero();
            s.stopping("eu", "other", "100ms");
            s.untilEquals("its pod is gone", 0, () -> s.pods("eu", "other").size());
        });
    }

    @Test
    void aComponentThatGoesFromAnActiveRegionLeavesItsWorkloadsRunning(Rig rig) {
        Scene.play(rig, "comp-left", s -> {
            s.cast("store", Work.deployment("datanode", 1))
                    .cast("other", Work.deployment("other", 2))
                    .deploy()
                    .awaitActive("eu");
            var before = s.podUids("eu");

            Scene.REGIONS.forEach(region -> s.removeComponent(region, "other"));
            s.strike("other");
            Scene.REGIONS.forEach(region -> s.awaitActivePassive(region, 1));
            s.switchTo("us");

            assertThat(s.replicas("eu", "other")).isEqualTo(2);
            assertThat(before)
                    .containsAll(s.pods("eu", "other").stream()
                            .map(pod -> pod.getMetadata().getUid())
                            .toList());
        });
    }

    @Test
    @Shows(InjectedFault.COMPONENT_MISSING)
    void aNewCountInMidSwitchCounts(Rig rig) {
        Scene.play(rig, "comp-count", s -> {
            s.cast("store", SLOW).deploy().awaitActive("eu");

            s.arbitrator().name("us");
            s.awaitStored("eu", Role.Demoting);
            for (var region : Scene.REGIONS) {
                s.client(region)
                        .resources(RegionComponent.class)
                        .inNamespace(s.name())
                        .withName("store")
                        .patch(PatchContext.of(PatchType.JSON_MERGE), """
                                {"spec":{"workloads":[
                                  {"apiVersion":"apps/v1","kind":"Deployment","name":"datanode","activeReplicas":5}]}}""");
            }

            s.awaitActive("us");
            assertThat(s.replicas("us", "datanode")).isEqualTo(5);
            s.until("five pods", () -> s.pods("us", "datanode").size() == 5 ? List.of() : List.of("fewer"));
        });
    }
}
