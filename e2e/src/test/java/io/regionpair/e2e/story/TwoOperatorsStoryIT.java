package io.regionpair.e2e.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.api.Role;
import io.regionpair.e2e.operator.OperatorAccess;
import io.regionpair.e2e.operator.OperatorProcess;
import org.junit.jupiter.api.Test;

/** Importance 1: two operators of one region may both believe that they lead; nothing may depend on it. */
@HasRigAlone
class TwoOperatorsStoryIT {

    @Test
    @BeforeRelease
    void theStandbyFinishesTheSwitchOfALeaderThatDied(Rig rig) {
        Scene.play(rig, "leader-dead", s -> {
            cast(s).awaitActive("eu");
            var leader = secondLeads(s);

            s.arbitrator().name("us");
            s.awaitStored("eu", Role.Demoting);
            leader.kill();

            s.awaitActive("us");
            assertThat(leads(s)).isEqualTo("eu-0");
            s.switchTo("eu");
        });
    }

    @Test
    void theStandbyFinishesTheSwitchOfALeaderThatIsStoppedAndTheOldOneHalts(Rig rig) {
        Scene.play(rig, "leader-paused", s -> {
            cast(s).awaitActive("eu");
            var leader = secondLeads(s);

            s.arbitrator().name("us");
            s.awaitStored("eu", Role.Demoting);
            leader.pause();
            s.awaitActive("us");
            leader.resume();

            s.untilEquals("the old leader halts", false, () -> leader.process().alive());
            s.awaitActive("us");
            s.switchTo("eu");
        });
    }

    /** The hardest case: it sleeps with the order to start on its lips, and wakes in a region that has drained since. */
    @Test
    @BeforeRelease
    void aLeaderThatSleepsWhileItStartsWorkloadsDoesNotRaiseThemAfterADrain(Rig rig) {
        Scene.play(rig, "leader-raising", s -> {
            cast(s).awaitActive("eu");
            s.switchTo("us");
            var leader = secondLeads(s);

            s.arbitrator().name("eu");
            s.awaitStored("eu", Role.Active);
            leader.pause();
            s.awaitActive("eu");
            s.switchTo("us");
            leader.resume();

            s.untilEquals("the old leader halts", false, () -> leader.process().alive());
            s.awaitActive("us");
            s.switchTo("eu");
        });
    }

    /** Without the fence, which would refuse what an old leader raises and leave nothing to the operator's own care. */
    private static Scene cast(Scene scene) {
        return scene.unfenced()
                .cast("store", Work.deployment("datanode", 3).stopping("3s"), Work.deployment("other", 1))
                .deploy();
    }

    /** Has the second operator of eu lead, so that the first one, whose address the other region has, stays when it goes. */
    private static OperatorProcess secondLeads(Scene s) {
        var first = s.rig().operator("eu");
        var second = s.rig().operators("eu").size() > 1
                ? s.rig().operator("eu", 1)
                : s.rig().addOperator("eu");
        second.awaitReady();
        if (leads(s).equals("eu-0")) {
            first.stop();
            s.untilEquals("the second operator leads", "eu-1", () -> leads(s));
            first.restart();
            first.awaitReady();
        }
        return second;
    }

    private static String leads(Scene s) {
        return s.client("eu")
                .leases()
                .inNamespace(OperatorAccess.NAMESPACE)
                .withName("regionpair-operator")
                .get()
                .getSpec()
                .getHolderIdentity();
    }
}
