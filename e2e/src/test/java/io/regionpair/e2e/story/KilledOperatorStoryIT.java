package io.regionpair.e2e.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.api.Role;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Importance 1: an operator that dies in the middle of a switch costs time and nothing else. */
@HasRigAlone
class KilledOperatorStoryIT {

    /** The pods of the losing region take their time, so that the death comes in the middle. */
    private static Scene cast(Scene scene) {
        return scene.cast(
                        "store",
                        100,
                        Work.statefulSet("namenode", 2).stopping("3s"),
                        Work.deployment("datanode", 3).stopping("3s"))
                .deploy();
    }

    @ParameterizedTest(name = "{0}''s operator dies while {1} has stored {2}")
    @CsvSource({"eu, eu, Demoting", "us, us, Active"})
    @Shows(InjectedFault.OPERATOR_KILLED)
    void theSwitchIsFinishedAfterTheRestart(String victim, String region, Role moment, Rig rig) {
        dieInMidSwitch(victim, region, moment, rig, true);
    }

    /** Without the fence, which would hide a start that comes too early. */
    @BeforeRelease
    @ParameterizedTest(name = "{0}''s operator dies while {1} has stored {2}")
    @CsvSource({"us, us, Promoting", "us, eu, Demoting", "eu, us, Active"})
    @Shows(InjectedFault.OPERATOR_KILLED)
    void theSwitchIsFinishedAfterARestartAtAnotherMoment(String victim, String region, Role moment, Rig rig) {
        dieInMidSwitch(victim, region, moment, rig, false);
    }

    private static void dieInMidSwitch(String victim, String region, Role moment, Rig rig, boolean fenced) {
        var name = "killed-" + victim + "-" + region + "-" + moment.name().toLowerCase(Locale.ROOT);
        Scene.play(rig, name, s -> {
            cast(fenced ? s : s.unfenced()).awaitActive("eu");

            s.arbitrator().name("us");
            s.awaitStored(region, moment);
            rig.operator(victim).kill();
            rig.operator(victim).restart();

            s.awaitActive("us");
            s.switchTo("eu");
        });
    }

    @Test
    @Shows(InjectedFault.OPERATORS_DEAD)
    void nothingMovesWhileBothOperatorsAreDead(Rig rig) {
        Scene.play(rig, "killed-both", s -> {
            cast(s).awaitActive("eu");
            var before = s.podUids("eu");

            Scene.REGIONS.forEach(region -> rig.operator(region).kill());
            Scene.REGIONS.forEach(region -> rig.operator(region).restart());

            Scene.REGIONS.forEach(region -> rig.operator(region).awaitReady());
            s.awaitActive("eu");
            assertThat(s.podUids("eu")).isEqualTo(before);
            s.switchTo("us");
        });
    }

    /** It was lost while nobody thought of a switch; it counts all the same when one comes. */
    @Test
    @BeforeRelease
    @Shows(InjectedFault.FORCED_DELETION)
    void aPodThatWasDeletedByForceLongBeforeTheSwitchCountsToo(Rig rig) {
        Scene.play(rig, "killed-forced", s -> {
            s.cast("store", Work.deployment("datanode", 1)).deploy().awaitActive("eu");
            var pod = s.pods("eu", "datanode").getFirst();
            s.client("eu").resource(pod).withGracePeriod(0).delete();
            s.awaitSaid("eu", "FailoverReady", "False/PodLost");

            s.rig().operator("eu").kill();
            s.rig().operator("eu").restart();
            s.arbitrator().name("us");

            s.awaitWaiting("eu", "PodLost");
            assertThat(s.stored("us")).contains(Role.Promoting);
            s.accountFor("eu", pod);
            s.awaitActive("us");
        });
    }
}
