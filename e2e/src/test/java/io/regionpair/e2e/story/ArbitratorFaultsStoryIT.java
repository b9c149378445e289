package io.regionpair.e2e.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.api.Role;
import io.regionpair.e2e.arbitrator.FaultyArbitrator;
import io.regionpair.e2e.process.Ports;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Importance 1: whatever an arbitrator does wrong, nothing changes hands, the status says why, and it recovers by itself. */
@SharesRig
class ArbitratorFaultsStoryIT {

    /** Polls of both regions together; each would be enough for a switch twice over. */
    private static final int MANY = 10;

    private record Fault(String name, String condition, Consumer<FaultyArbitrator> begin) {}

    /** Where a fault carries an answer at all, it names the region that isn't active: followed, it would switch. */
    private static final List<Fault> FAULTS = List.of(
            new Fault("status 500", "False/AnswerStatus", a -> a.answersStatus(500)),
            new Fault("redirect", "False/AnswerRedirected", FaultyArbitrator::redirects),
            new Fault("not JSON", "False/AnswerMalformed", FaultyArbitrator::answersNotJson),
            new Fault("stale", "False/AnswerTooOld", a -> a.names("us", 3600)),
            new Fault("truncated", "False/ArbitratorUnreachable", a -> a.truncates("us")),
            new Fault("duplicate keys", "False/AnswerMalformed", a -> a.namesTwice("eu", "us")),
            new Fault("unknown region", "False/UnknownRegion", FaultyArbitrator::namesUnknownRegion),
            new Fault("active is secondary", "False/AnswerMalformed", a -> a.namesActiveAsSecondary("us")),
            new Fault("one GiB", "False/AnswerTooLarge", a -> a.answersWithGigabyte("us")),
            new Fault("a byte a second", "False/ArbitratorUnreachable", a -> a.drips("us")),
            new Fault("silent", "False/ArbitratorUnreachable", FaultyArbitrator::saysNothing));

    @Test
    @Shows({
        InjectedFault.ARBITRATOR_AWAY,
        InjectedFault.ANSWER_STALE,
        InjectedFault.ANSWER_MALFORMED,
        InjectedFault.ANSWER_ENDLESS,
        InjectedFault.ANSWER_REDIRECTED
    })
    void nothingChangesHandsUnderAnyFault(Rig rig) {
        try (var arbitrator = new FaultyArbitrator(Ports.take(), "eu")) {
            Scene.play(rig, "faults", s -> {
                cast(s, arbitrator).awaitActive("eu");
                var before = s.hands();
                for (var fault : FAULTS) {
                    System.out.println("arbitrator: " + fault.name());
                    fault.begin().accept(arbitrator);
                    endure(s, arbitrator, fault.condition(), before);
                    arbitrator.names("eu");
                    awaitCalm(s);
                }
                assertThat(arbitrator.redirectsFollowed()).isZero();

                arbitrator.goesDown();
                Scene.REGIONS.forEach(
                        region -> s.awaitSaid(region, "ArbitratorReachable", "False/ArbitratorUnreachable"));
                assertThat(s.hands()).isEqualTo(before);
                arbitrator.comesBack();
                awaitCalm(s);
                arbitrator.names("us");
                s.awaitActive("us");
            });
        }
    }

    @Test
    @Shows(InjectedFault.ARBITRATOR_FLAPS)
    void nothingChangesHandsWhileTheAnswersFlap(Rig rig) {
        try (var arbitrator = new FaultyArbitrator(Ports.take(), "eu")) {
            Scene.play(rig, "flapping", s -> {
                // Without the fence, which would hide a start that comes too early.
                cast(s.unfenced().with("confirmations: 3"), arbitrator).awaitActive("eu");
                var before = s.term("eu");

                arbitrator.flaps("eu", "us");
                s.awaitRequests(arbitrator, 2 * MANY);
                // Two regions poll one flapping address: either may have seen only one of its words, and then the
                // switch is right.
                assertThat(Math.max(s.term("us"), s.term("eu"))).isBetween(before, before + 1);
                arbitrator.names("us");

                s.awaitActive("us");
            });
        }
    }

    @Test
    void anArbitratorThatNamesNoneDrainsBoth(Rig rig) {
        Scene.play(rig, "none", s -> {
            s.cast("store", Work.deployment("datanode", 2)).deploy().awaitActive("eu");

            s.arbitrator().write("{\"active\":\"none\"}");

            s.awaitStored("eu", Role.Passive);
            s.untilEquals(
                    "both regions' roles",
                    List.of(Role.Passive, Role.Passive),
                    () -> List.of(s.pair().role("eu"), s.pair().role("us")));
            assertThat(s.pods("eu", "datanode")).isEmpty();
            assertThat(s.pods("us", "datanode")).isEmpty();
            assertThat(s.pods("eu", "online")).hasSize(2);
            s.awaitSaid("eu", "Ready", "True/NamedNone");
            s.switchTo("us");
        });
    }

    private static Scene cast(Scene scene, FaultyArbitrator arbitrator) {
        return scene.arbitratedBy(arbitrator.url())
                .cast("store", Work.deployment("datanode", 2))
                .deploy();
    }

    private static void endure(Scene s, FaultyArbitrator arbitrator, String condition, Map<String, String> before) {
        Scene.REGIONS.forEach(region -> s.awaitSaid(region, "ArbitratorReachable", condition));
        s.awaitRequests(arbitrator, MANY);
        assertThat(s.hands()).isEqualTo(before);
        // Nothing that an arbitrator does makes a region that has its role unready.
        Scene.REGIONS.forEach(
                region -> assertThat(s.said(region, "Ready")).as(region).startsWith("True/"));
        for (var region : Scene.REGIONS) {
            var endpoint =
                    s.status(region).orElseThrow().arbitrator().endpoints().getFirst();
            assertThat(condition).endsWith("/" + endpoint.reason());
            assertThat(endpoint.message()).isNotBlank();
        }
    }

    private static void awaitCalm(Scene s) {
        Scene.REGIONS.forEach(region -> s.awaitSaid(region, "ArbitratorReachable", "True/EndpointsAgree"));
    }
}
