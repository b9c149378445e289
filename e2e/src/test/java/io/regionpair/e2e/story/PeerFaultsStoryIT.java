package io.regionpair.e2e.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regionpair.api.Role;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Importance 1: without the other region's word nothing starts, except by a person's. */
@HasRigAlone
class PeerFaultsStoryIT {

    @Test
    @Shows(InjectedFault.PEER_AWAY)
    void theWinningRegionWaitsForAnOperatorThatIsAwayAndGoesOnWhenItIsBack(Rig rig) {
        Scene.play(rig, "peer-away", s -> {
            cast(s).awaitActive("eu");
            rig.operator("eu").stop();

            s.arbitrator().name("us");

            assertThat(s.awaitWaiting("us", "PeerUnreachable").todo()).contains("fenced", "override");
            s.awaitSaid("us", "Stalled", "True/PeerUnreachable");
            assertThat(s.pair().pods("us")).isZero();
            assertThat(s.pods("eu", "datanode")).hasSize(2);
            rig.operator("eu").restart();
            s.awaitActive("us");
        });
    }

    @Test
    @Shows(InjectedFault.PEER_AWAY)
    void theDocumentsWordThatTheOtherRegionIsFencedReleasesIt(Rig rig) {
        Scene.play(rig, "peer-fenced", s -> {
            s.arbitrator().name("eu", 7);
            cast(s).awaitActive("eu");
            die(s);

            s.arbitrator().name("us", 8);
            s.awaitWaiting("us", "PeerUnreachable");
            // Forgotten from an earlier change: it counts for exactly its own epoch.
            s.arbitrator().write("""
                    {"active":"us","secondary":"eu","epoch":8,"fenced":{"region":"eu","epoch":7}}""");
            s.untilEquals("the document is read", "WaitingForAcknowledgement or PeerUnreachable", () -> waitsStill(s));
            assertThat(s.stored("us")).contains(Role.Promoting);
            s.arbitrator().nameAndFence("us", 8);

            s.awaitStored("us", Role.Active);
            s.untilEquals(
                    "everything runs in us", 2, () -> s.pods("us", "datanode").size());
            comesBack(s);
        });
    }

    @Test
    @Shows(InjectedFault.PEER_AWAY)
    void aPersonsWordReleasesItAndAnOutdatedOneDoesNot(Rig rig) {
        Scene.play(rig, "peer-forced", s -> {
            cast(s).awaitActive("eu");
            s.switchTo("us");
            s.switchTo("eu");
            var term = s.term("eu");
            s.untilEquals(
                    "us knows eu's term",
                    term,
                    () -> s.status("us").orElseThrow().peer().term());
            die(s);
            s.arbitrator().name("us");
            s.awaitWaiting("us", "PeerUnreachable");

            force(s, term - 1);
            assertThat(s.awaitWaiting("us", "OverrideOutdated").todo()).contains(Long.toString(term));
            s.awaitSaid("us", "Stalled", "True/OverrideOutdated");
            assertThat(s.stored("us")).contains(Role.Promoting);
            force(s, term);

            s.awaitStored("us", Role.Active);
            assertThat(s.term("us")).isGreaterThan(term);
            s.awaitSaid("us", "OverrideActive", "True/ForcedActive");
            s.untilEquals(
                    "everything runs in us", 2, () -> s.pods("us", "datanode").size());
            s.editPair("{\"spec\":{\"override\":null}}");
            comesBack(s);
        });
    }

    /** What the promise doesn't cover, and the judge's own test: it must see what the rules prevent everywhere else. */
    @Test
    @Shows(InjectedFault.ASSERTION_WRONG)
    void anAssertionThatIsntTrueMakesBothRegionsRunAndTheObserverSaysSo(Rig rig) {
        try (var s = Scene.open(rig, "peer-lie")) {
            s.arbitrator().name("eu", 7);
            cast(s).awaitActive("eu");
            // Its operator only: nobody there hears the arbitrator, and nobody asks it any more.
            rig.operator("eu").kill();

            s.arbitrator().nameAndFence("us", 8);
            s.untilEquals("us runs", 2, () -> s.pods("us", "datanode").size());
            s.report().ifPresent(report -> {
                assertThat(report.overlaps()).singleElement().satisfies(overlap -> {
                    assertThat(overlap.time().goesOn()).isTrue();
                    assertThat(overlap.pods()).anyMatch(pod -> pod.startsWith("eu/"));
                    assertThat(overlap.pods()).anyMatch(pod -> pod.startsWith("us/"));
                });
                assertThatThrownBy(s::judge).isInstanceOf(AssertionError.class).hasMessageContaining("overlap at");
            });

            rig.operator("eu").restart();
            s.awaitActive("us");
            s.report().ifPresent(report -> {
                assertThat(report.overlaps())
                        .singleElement()
                        .satisfies(
                                overlap -> assertThat(overlap.time().goesOn()).isFalse());
                System.out.println("an assertion that wasn't true: " + report.overlaps());
            });
        }
    }

    /** Its processes too, or the assertion would be a lie: the region's operator is dead and its workloads are stopped by hand. */
    private static void die(Scene s) {
        s.rig().operator("eu").kill();
        s.scale("eu", "datanode", 0, "runbook");
        s.untilEquals("nothing runs in eu", 0, () -> s.pods("eu", "datanode").size());
    }

    /** Its record still says Active: it has to find out by itself that it isn't, before it starts anything. */
    private static void comesBack(Scene s) {
        assertThat(s.stored("eu")).contains(Role.Active);
        s.rig().operator("eu").restart();
        s.awaitStored("eu", Role.Passive);
        s.awaitActive("us");
    }

    private static String waitsStill(Scene s) {
        return List.of("WaitingForAcknowledgement", "PeerUnreachable").contains(s.waiting("us"))
                ? "WaitingForAcknowledgement or PeerUnreachable"
                : s.waiting("us");
    }

    private static void force(Scene s, long term) {
        s.editPair("us", """
                {"spec":{"override":{"action":"ForceActive","region":"us","term":%d,"reason":"eu burnt down","until":"%s"}}}""".formatted(
                        term, Instant.now().plus(30, ChronoUnit.MINUTES).truncatedTo(ChronoUnit.SECONDS)));
    }

    private static Scene cast(Scene scene) {
        return scene.cast("store", Work.deployment("datanode", 2)).deploy();
    }
}
