package io.regionpair.e2e.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.api.Role;
import io.regionpair.api.WaitingFor;
import io.regionpair.e2e.faults.FaultyPeer;
import io.regionpair.e2e.operator.DemoPki;
import io.regionpair.e2e.process.Ports;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * Importance 1: between a region that wants to start and the other one, whose pods run and don't end, stands somebody who says yes in
 * every wrong way. During one single attempt, which succeeds when the real answer comes through.
 */
@SharesRig
class LyingPeerStoryIT {

    /**
     * One way to go wrong.
     *
     * @param what that the waiting region says
     * @param words of its message
     */
    private record Fault(String name, String what, String words, Consumer<FaultyPeer> begin) {}

    private static Fault fault(String name, String what, String words, Consumer<FaultyPeer> begin) {
        return new Fault(name, what, words, begin);
    }

    /** One of each kind: transport, status, text, another question, certificate. */
    private static final List<Fault> OF_EACH_KIND = List.of(
            fault("silent", "PeerUnreachable", "no complete response within the deadline", FaultyPeer::saysNothing),
            fault("status 404 with a yes", "PeerRefused", "status 404", p -> p.answersStatus(404)),
            fault("not JSON", "PeerAnswerMalformed", "isn't JSON", FaultyPeer::answersNotJson),
            fault("an older yes", "PeerAnsweredOther", "another attempt, pair", p -> p.replays(p.lastYes())),
            fault(
                    "a foreign authority",
                    "PeerTlsFailed",
                    "wasn't issued by a trusted authority",
                    p -> p.shows("foreign")));

    private static final List<Fault> THE_OTHERS = List.of(
            fault("down", "PeerUnreachable", "refused", FaultyPeer::goesDown),
            fault("no handshake", "PeerUnreachable", "no complete response within the deadline", p -> {
                p.forwards();
                p.hangs();
            }),
            fault("status 500 with a yes", "PeerUnreachable", "status 500", p -> p.answersStatus(500)),
            fault("a byte a second", "PeerUnreachable", "no complete response within the deadline", FaultyPeer::drips),
            fault("hangs up", "PeerUnreachable", "ends too early", FaultyPeer::hangsUp),
            fault("no such pair", "PeerHasNoPair", "no RegionPair of this name", FaultyPeer::knowsNoPair),
            fault("truncated JSON", "PeerAnswerMalformed", "can't be read", FaultyPeer::truncates),
            fault(
                    "a yes of a role that has none to give",
                    "PeerAnswerMalformed",
                    "can't be read",
                    p -> p.lies(yes -> yes.put("role", "Demoting"))),
            fault(
                    "a yes for another pair",
                    "PeerAnsweredOther",
                    "another attempt, pair",
                    p -> p.lies(yes -> yes.put("pair", "another"))),
            fault(
                    "a yes in another region's name",
                    "PeerAnsweredOther",
                    "another attempt, pair",
                    p -> p.lies(yes -> yes.put("from", "eu").put("to", "us"))),
            fault(
                    "a yes of another protocol",
                    "PeerAnsweredOther",
                    "protocol version",
                    p -> p.lies(yes -> yes.put("protocolVersion", 2))),
            fault("an expired certificate", "PeerTlsFailed", "expired", p -> p.shows("expired")),
            fault(
                    "its own region's certificate",
                    "PeerIdentityMismatch",
                    "doesn't name the peer region",
                    p -> p.shows("us")),
            fault(
                    "another trust domain",
                    "PeerIdentityMismatch",
                    "doesn't name the peer region",
                    p -> p.shows("elsewhere")));

    @Test
    @Shows(InjectedFault.PEER_LIES)
    void nothingButTheRealYesStartsTheWinningRegion(Rig rig) {
        rig.pki().authority("foreign-ca").issue("foreign", "foreign-ca", DemoPki.Subject.of("eu"));
        play(rig, "lies", OF_EACH_KIND);
    }

    @Test
    @BeforeRelease
    @Shows(InjectedFault.PEER_LIES)
    void nothingButTheRealYesStartsTheWinningRegionWhateverElseIsSaid(Rig rig) {
        rig.pki()
                .issue("expired", DemoPki.AUTHORITY, DemoPki.Subject.of("eu").expired())
                .issue("elsewhere", DemoPki.AUTHORITY, DemoPki.Subject.of("eu").ofTrustDomain("example.com"));
        play(rig, "more-lies", THE_OTHERS);
    }

    private static void play(Rig rig, String name, List<Fault> faults) {
        var real = rig.operator("eu").peerEndpoint();
        try (var peer = new FaultyPeer(Ports.take(), real, rig.pki(), "eu", "us")) {
            Scene.play(rig, name, s -> {
                s.reachedAt("eu", peer.url()).cast("store", Work.deployment("datanode", 2));
                s.deploy().awaitActive("eu");
                s.switchTo("us");
                assertThat(peer.lastYes()).as("a yes to tell again").contains("\"passive\":true");
                s.switchTo("eu");
                // From here on whoever starts us makes both run, and the observer sees it.
                s.stopping("eu", "datanode", "never");
                s.arbitrator().name("us");
                s.awaitStored("eu", Role.Demoting);
                s.awaitWaiting("us", "WaitingForAcknowledgement");
                var attempt = s.attempt("us");

                for (var fault : faults) {
                    endure(s, peer, fault);
                    assertThat(s.attempt("us")).as("one attempt").isEqualTo(attempt);
                }

                peer.forwards();
                s.awaitWaiting("us", "WaitingForAcknowledgement");
                s.stopping("eu", "datanode", "100ms");
                s.awaitActive("us");
            });
        }
    }

    private static void endure(Scene s, FaultyPeer peer, Fault fault) {
        System.out.println("peer: " + fault.name());
        var counted = counted(s, fault);
        fault.begin().accept(peer);

        s.until("us says what is wrong: " + fault.name(), () -> {
            var waiting = s.status("us").orElseThrow().waitingFor();
            return fits(waiting, fault) ? List.of() : List.of(String.valueOf(waiting));
        });
        s.until("such answers are counted", () -> {
            var now = counted(s, fault);
            return now > counted ? List.of() : List.of(counted + " before, " + now + " now");
        });
        var waiting = s.status("us").orElseThrow().waitingFor();
        assertThat(waiting.since()).isNotNull();
        assertThat(waiting.todo()).contains("Bring the other region's operator back");
        assertThat(s.said("us", "Stalled")).isEqualTo("True/" + fault.what());
        assertThat(s.stored("us")).contains(Role.Promoting);
        assertThat(s.pair().pods("us")).isZero();
        assertThat(s.pods("eu", "datanode")).hasSize(2);
    }

    private static boolean fits(WaitingFor waiting, Fault fault) {
        return waiting != null
                && waiting.what().equals(fault.what())
                && String.valueOf(waiting.message()).contains(fault.words());
    }

    private static double counted(Scene s, Fault fault) {
        var count = s.counted("us", "regionpair_peer_answers_total", "reason=\"" + fault.what() + "\"");
        return Double.isNaN(count) ? 0 : count;
    }
}
