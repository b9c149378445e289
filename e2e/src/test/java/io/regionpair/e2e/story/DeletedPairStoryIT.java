package io.regionpair.e2e.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.api.RegionPair;
import io.regionpair.api.Role;
import org.junit.jupiter.api.Test;

/** Importance 1: a pair that is deleted by mistake, by a GitOps prune perhaps, stops nothing. */
@SharesRig
class DeletedPairStoryIT {

    @Test
    @Shows(InjectedFault.PAIR_DELETED)
    void workloadsStayAsTheyAreAndTheRolesAreContinued(Rig rig) {
        Scene.play(rig, "deleted", s -> {
            cast(s).awaitActive("eu");
            s.switchTo("us");
            s.switchTo("eu");
            var before = s.hands();

            Scene.REGIONS.forEach(s::removePair);
            Scene.REGIONS.forEach(region -> awaitGone(s, region));
            assertThat(s.hands()).isEqualTo(before);
            Scene.REGIONS.forEach(s::deployPair);

            s.awaitActive("eu");
            assertThat(s.hands()).isEqualTo(before);
            s.switchTo("us");
        });
    }

    @Test
    @Shows(InjectedFault.PAIR_DELETED)
    void inTheMiddleOfASwitchEverythingStaysWhereItIs(Rig rig) {
        Scene.play(rig, "deleted-switching", s -> {
            cast(s).awaitActive("eu");
            s.arbitrator().name("us");
            s.awaitStored("eu", Role.Demoting);
            s.awaitStored("us", Role.Promoting);

            Scene.REGIONS.forEach(s::removePair);
            Scene.REGIONS.forEach(region -> awaitGone(s, region));
            assertThat(s.stored("us")).contains(Role.Promoting);
            assertThat(s.pair().pods("us")).isZero();
            Scene.REGIONS.forEach(s::deployPair);

            s.awaitActive("us");
            s.switchTo("eu");
        });
    }

    /** A region without the pair can't acknowledge, whatever its record says. */
    @Test
    @Shows(InjectedFault.PAIR_DELETED)
    void theOtherRegionWaitsForAPairThatIsGone(Rig rig) {
        Scene.play(rig, "deleted-one", s -> {
            cast(s).awaitActive("eu");
            s.removePair("eu");
            awaitGone(s, "eu");

            s.arbitrator().name("us");
            assertThat(s.awaitWaiting("us", "PeerHasNoPair").todo()).isNotBlank();
            assertThat(s.pods("eu", "datanode")).hasSize(2);
            s.deployPair("eu");

            s.awaitActive("us");
        });
    }

    @Test
    void withPolicyDrainWorkloadsAreStoppedFirst(Rig rig) {
        Scene.play(rig, "deleted-drain", s -> {
            cast(s.with("deletionPolicy: Drain")).awaitActive("eu");

            s.removePair("eu");
            awaitGone(s, "eu");

            assertThat(s.stored("eu")).contains(Role.Passive);
            assertThat(s.pods("eu", "datanode")).isEmpty();
            assertThat(s.replicas("eu", "datanode")).isZero();
        });
    }

    private static Scene cast(Scene scene) {
        return scene.cast("store", Work.deployment("datanode", 2).stopping("2s"), Work.statefulSet("namenode", 1))
                .deploy();
    }

    private static void awaitGone(Scene s, String region) {
        s.untilEquals(
                region + "'s pair is gone",
                true,
                () -> s.client(region)
                                .resources(RegionPair.class)
                                .withName(s.name())
                                .get()
                        == null);
    }
}
