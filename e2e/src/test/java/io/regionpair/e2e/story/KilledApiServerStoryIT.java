package io.regionpair.e2e.story;

import io.regionpair.api.Role;
import io.regionpair.e2e.region.Component;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Importance 2: without its API server a region's operator has no role and writes nothing; it goes on when that is back. */
@HasRigAlone
class KilledApiServerStoryIT {

    @Test
    @Shows(InjectedFault.API_SERVER_KILLED)
    void theLosingRegionsApiServerDiesWhileItStops(Rig rig) {
        dieInMidSwitch("eu", "eu", Role.Demoting, rig);
    }

    @BeforeRelease
    @ParameterizedTest(name = "{0}''s API server dies while {1} has stored {2}")
    @CsvSource({"us, us, Promoting", "us, us, Active"})
    @Shows(InjectedFault.API_SERVER_KILLED)
    void theSwitchIsFinishedWhenItIsBack(String victim, String region, Role moment, Rig rig) {
        dieInMidSwitch(victim, region, moment, rig);
    }

    private static void dieInMidSwitch(String victim, String region, Role moment, Rig rig) {
        var name = "api-" + victim + "-" + moment.name().toLowerCase(Locale.ROOT);
        Scene.play(rig, name, s -> {
            s.cast("store", Work.statefulSet("namenode", 2).stopping("3s"), Work.deployment("datanode", 3))
                    .deploy()
                    .awaitActive("eu");

            s.arbitrator().name("us");
            s.awaitStored(region, moment);
            s.plane(victim).kill(Component.API_SERVER);
            s.plane(victim).start(Component.API_SERVER);

            // A start that takes longer than the lease ends the operator too.
            s.nursing().awaitActive("us");
            s.switchTo("eu");
        });
    }
}
