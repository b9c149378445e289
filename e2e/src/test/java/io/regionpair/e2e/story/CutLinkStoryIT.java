package io.regionpair.e2e.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.api.Role;
import io.regionpair.e2e.faults.Link;
import io.regionpair.e2e.process.Ports;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Importance 1: a line that is cut or slow costs time and stops nothing that runs. */
@HasRigAlone
class CutLinkStoryIT {

    /** Attempts to get through, on each line; one would be enough for every decision that there is. */
    private static final int MANY = 5;

    /** A round trip is twice this; it is that of two continents. */
    private static final Duration FAR = Duration.ofMillis(100);

    /** One round trip takes longer than the two seconds that a question has, on an open connection too. */
    private static final Duration TOO_FAR = Duration.ofMillis(1200);

    /** The lines of a pair: each region's own to the arbitrator, and to either region's operator from the other one. */
    private record Lines(Link euToArbitrator, Link toEu, Link toUs) implements AutoCloseable {

        static Lines of(Scene s) {
            return new Lines(line(s.arbitratorUrl()), line(endpoint(s, "eu")), line(endpoint(s, "us")));
        }

        private static Link line(String to) {
            return new Link(Ports.take(), URI.create(to).getPort());
        }

        private static String endpoint(Scene s, String region) {
            return s.rig().operator(region).peerEndpoint();
        }

        List<Link> all() {
            return List.of(euToArbitrator, toEu, toUs);
        }

        @Override
        public void close() {
            all().forEach(Link::close);
        }
    }

    /** Cut off from everybody, its operator killed and started again, and the arbitrator names the other one meanwhile. */
    @Test
    @Shows({InjectedFault.LINE_CUT, InjectedFault.ARBITRATOR_AWAY})
    void theActiveRegionRunsOnWhileArbitratorAndPeerAreOutOfReach(Rig rig) {
        play(rig, "cut", (s, lines) -> {
            var pods = s.podUids("eu");
            var term = s.term("eu");

            lines.all().forEach(Link::cut);
            s.arbitrator().name("us");

            s.awaitSaid("eu", "ArbitratorReachable", "False/ArbitratorUnreachable");
            s.awaitSaid("eu", "PeerReachable", "False/PeerUnreachable");
            assertThat(s.awaitWaiting("us", "PeerUnreachable").message()).contains("within the deadline");
            rig.operator("eu").kill();
            rig.operator("eu").restart();
            rig.operator("eu").awaitReady();
            lines.all().forEach(line -> s.awaitMore("attempts to get through", line::connections, MANY));
            s.awaitSaid("eu", "ArbitratorReachable", "False/ArbitratorUnreachable");
            assertThat(s.podUids("eu")).isEqualTo(pods);
            assertThat(s.stored("eu")).contains(Role.Active);
            assertThat(s.term("eu")).isEqualTo(term);
            assertThat(s.stored("us")).contains(Role.Promoting);
            // It hasn't stopped caring: what somebody else stops is started again.
            s.scale("eu", "datanode", 0, "somebody");
            s.untilEquals("eu is repaired", 2, () -> s.replicas("eu", "datanode"));

            lines.all().forEach(Link::heals);
            s.awaitActive("us");
        });
    }

    @Test
    @BeforeRelease
    @Shows(InjectedFault.LINE_SLOW)
    void aSlowLineMakesASwitchSlowAndATooSlowOneIsACutOne(Rig rig) {
        play(rig, "slow", (s, lines) -> {
            var near = s.switchTo("us");
            lines.all().forEach(line -> line.delays(FAR));
            var far = s.switchTo("eu");
            Figures.print(
                    "switch with no delay %d ms, with a round trip of %d ms between all %d ms",
                    near.total().toMillis(), 2 * FAR.toMillis(), far.total().toMillis());

            lines.toEu().delays(TOO_FAR);
            s.arbitrator().name("us");
            s.awaitStored("eu", Role.Passive);
            assertThat(s.awaitWaiting("us", "PeerUnreachable").message()).contains("within the deadline");
            s.awaitMore("attempts to get through", lines.toEu()::connections, MANY);
            assertThat(s.stored("us")).contains(Role.Promoting);
            assertThat(s.pair().pods("us")).isZero();

            lines.toEu().delays(FAR);
            s.awaitActive("us");
        });
    }

    /** Its yes may have been stored and lost on the way: the next question is of the same attempt, and gets it again. */
    @Test
    @BeforeRelease
    @Shows(InjectedFault.LINE_ONE_WAY)
    void aYesThatIsLostOnItsWayIsAskedForAgain(Rig rig) {
        play(rig, "one-way", (s, lines) -> {
            lines.toEu().losesAnswers();
            s.arbitrator().name("us");

            s.awaitStored("eu", Role.Passive);
            assertThat(s.awaitWaiting("us", "PeerUnreachable").message()).contains("within the deadline");
            s.awaitMore("questions", lines.toEu()::connections, MANY);
            var attempt = s.attempt("us");
            assertThat(s.stored("us")).contains(Role.Promoting);
            assertThat(s.pair().pods("us")).isZero();

            lines.toEu().heals();
            s.awaitActive("us");
            assertThat(s.attempt("us")).isEqualTo(attempt);
        });
    }

    private interface Part {
        void play(Scene s, Lines lines);
    }

    private static void play(Rig rig, String name, Part part) {
        Scene.play(rig, name, s -> {
            try (var lines = Lines.of(s)) {
                s.reachedAt("eu", "https://localhost:" + lines.toEu().port())
                        .reachedAt("us", "https://localhost:" + lines.toUs().port())
                        .cast("store", Work.deployment("datanode", 2))
                        .deploy();
                s.editPair("eu", """
                        {"spec":{"arbitrator":{"endpoints":["http://localhost:%d%s"]}}}""".formatted(
                                lines.euToArbitrator().port(),
                                URI.create(s.arbitratorUrl()).getPath()));
                s.awaitActive("eu");
                part.play(s, lines);
            }
        });
    }
}
