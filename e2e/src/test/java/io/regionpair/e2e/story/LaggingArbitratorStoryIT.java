package io.regionpair.e2e.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.api.Role;
import io.regionpair.e2e.arbitrator.DocumentFile;
import io.regionpair.e2e.arbitrator.StaticArbitrator;
import io.regionpair.e2e.process.Ports;
import io.regionpair.e2e.process.Workspace;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Importance 1: whatever each region hears and how late, the named one starts only after the other one's proof. */
@SharesRig
class LaggingArbitratorStoryIT {

    /** Many polls of a second. */
    private static final Duration LAG = Duration.ofSeconds(10);

    /** Each region has an instance of its own, and eu's doesn't learn of the change. */
    @BeforeRelease
    @ParameterizedTest(name = "epochs: {0}")
    @ValueSource(booleans = {false, true})
    @Shows(InjectedFault.ARBITRATOR_LAGS)
    void theNamedRegionWaitsAsLongAsTheOtherOneHearsTheOldWord(boolean epochs, Rig rig) {
        try (var old = instance();
                var updated = instance()) {
            name(old, "eu", 1, epochs);
            name(updated, "eu", 1, epochs);
            Scene.play(rig, epochs ? "lag-epochs" : "lag", s -> {
                // Without the fence, which would hide a start that comes too early.
                s.unfenced()
                        .arbitratedBy(updated.url())
                        .cast("store", Work.deployment("datanode", 2))
                        .deploy();
                s.editPair("eu", "{\"spec\":{\"arbitrator\":{\"endpoints\":[\"%s\"]}}}".formatted(old.url()));
                s.awaitActive("eu");
                var pods = s.podUids("eu");

                name(updated, "us", 2, epochs);
                s.awaitWaiting("us", "WaitingForAcknowledgement");
                s.holds("us waits", LAG, Role.Promoting, () -> s.stored("us").orElseThrow());
                assertThat(s.podUids("eu")).isEqualTo(pods);

                name(old, "us", 2, epochs);
                s.awaitActive("us");
            });
        }
    }

    @Test
    @BeforeRelease
    @Shows(InjectedFault.EDIT_REVERTED)
    void theLastOfManyQuickWordsCounts(Rig rig) {
        Scene.play(rig, "revert", s -> {
            s.unfenced().cast("store", Work.deployment("datanode", 2)).deploy().awaitActive("eu");
            var term = s.term("eu");

            for (var number = 1; number <= 9; number++) {
                s.arbitrator().name(number % 2 == 0 ? "eu" : "us");
                var polled = s.counted("eu", "regionpair_arbitrator_answers_total");
                s.until("eu has heard of it", () -> {
                    var now = s.counted("eu", "regionpair_arbitrator_answers_total");
                    return now > polled ? List.of() : List.of("no poll since");
                });
            }

            s.awaitActive("us");
            Figures.print("nine words in a row: %d activations", s.term("us") - term);
        });
    }

    @Test
    @BeforeRelease
    @Shows(InjectedFault.EPOCH_BACKWARDS)
    void anOlderEpochAndAMissingOneAreIgnoredAndSaid(Rig rig) {
        try (var arbitrator = instance()) {
            arbitrator.document().name("eu", 7);
            Scene.play(rig, "epoch-back", s -> {
                s.arbitratedBy(arbitrator.url())
                        .cast("store", Work.deployment("datanode", 2))
                        .deploy()
                        .awaitActive("eu");
                var before = s.hands();

                arbitrator.document().name("us", 6);
                Scene.REGIONS.forEach(region -> s.awaitSaid(region, "ArbitratorReachable", "False/EpochRolledBack"));
                s.holds("nothing changes hands", LAG, before, s::hands);
                arbitrator.document().name("us");
                Scene.REGIONS.forEach(region -> s.awaitSaid(region, "ArbitratorReachable", "False/EpochMissing"));
                s.holds("nothing changes hands", LAG, before, s::hands);

                arbitrator.document().name("us", 8);
                s.awaitActive("us");
            });
        }
    }

    private static void name(StaticArbitrator instance, String active, long epoch, boolean epochs) {
        if (epochs) {
            instance.document().name(active, epoch);
        } else {
            instance.document().name(active);
        }
    }

    private static StaticArbitrator instance() {
        return StaticArbitrator.start(
                Ports.take(),
                new DocumentFile(Workspace.newFolder("arbitrators").resolve("document.json")));
    }
}
