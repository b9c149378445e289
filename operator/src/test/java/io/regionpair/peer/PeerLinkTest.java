package io.regionpair.peer;

import static io.regionpair.peer.Link.AUTHORITY;
import static io.regionpair.peer.Link.COVERED;
import static io.regionpair.peer.Link.EU;
import static io.regionpair.peer.Link.EU_PASSIVE;
import static io.regionpair.peer.Link.REPLICAS;
import static io.regionpair.peer.Link.US;
import static io.regionpair.peer.Link.question;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.regionpair.api.Reason;
import io.regionpair.ops.TestAuthority;
import io.regionpair.ops.TlsIdentity;
import io.regionpair.peer.PassiveAnswerer.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The two ends together, over TLS on loopback. */
class PeerLinkTest {

    private final Link link = new Link();

    @AfterEach
    void close() {
        link.close();
    }

    @Test
    void bringsAYesWithWhatItCovers() throws Exception {
        var reply = link.peer.ask(question());

        assertThat(reply)
                .isEqualTo(new PeerReply.Yes(
                        Reply.yes(question(), Reason.PassiveByDesign, EU_PASSIVE, COVERED, REPLICAS)));
        assertThat(link.answerer.asked).hasValue(question());
    }

    @Test
    void bringsThePeersParametersAndWhatItHasStoredOfOurs() throws Exception {
        var timed = new Told(3, 2, true, false, new Told.Numbers(4, 6, 2, 500, 25, 30));
        var acknowledged = new Told(1, 1, false, false, null);
        var state = new State("hopsworks", "eu", "Passive", 42, OptionalLong.of(7), null, timed, acknowledged);
        link.answerer.state = state;

        assertThat(link.peer.state("hopsworks")).contains(state);
    }

    @Test
    void bringsANoWithItsReason() throws Exception {
        var active = new State("hopsworks", "eu", "Active", 42, OptionalLong.empty(), null, null, null);
        link.answerer.script =
                question -> new Outcome.Said(Reply.no(question, Reason.PodsStillTerminating, "two pods", active));

        var reply = link.peer.ask(question());

        assertThat(reply).isInstanceOfSatisfying(PeerReply.No.class, no -> {
            assertThat(no.reply().knownReason()).contains(Reason.PodsStillTerminating);
            assertThat(no.reply().message()).isEqualTo("two pods");
            assertThat(no.reply().role()).isEqualTo("Active");
            assertThat(no.reply().term()).isEqualTo(42);
            assertThat(no.reply().epoch()).isEmpty();
        });
    }

    /** Found by a story: the thread that looks at the peer got hold of the client before the spec changed, and died of an exception. */
    @Test
    void aClientThatWasClosedFindsNoPeer() throws Exception {
        link.peer.close();

        assertThat(link.peer.state("hopsworks")).isEmpty();
        assertThat(link.peer.ask(question()))
                .isEqualTo(new PeerReply.Unreachable(
                        Reason.PeerUnreachable, "this client was closed: the pair's spec changed"));
    }

    @Test
    void tellsAMissingPairFromEverythingElse() throws Exception {
        link.answerer.script = _ -> new Outcome.NoSuchPair();

        assertThat(link.peer.ask(question())).isEqualTo(new PeerReply.NoSuchPair());
        assertThat(link.refusals("PeerHasNoPair")).isEqualTo(1);
    }

    @Test
    void isRefusedWhenThePairIsOfOtherRegions() throws Exception {
        link.answerer.script = _ -> new Outcome.NotThisPairsRegion();

        assertRefused(link.peer.ask(question()), "NotThisPairsRegion");
    }

    @Test
    void takesAFailingServerForUnreachable() throws Exception {
        link.answerer.script = _ -> {
            throw new IllegalStateException("expected by this test");
        };

        assertThat(link.peer.ask(question()))
                .isEqualTo(new PeerReply.Unreachable(Reason.PeerUnreachable, "status 500"));
    }

    @Test
    void takesAServerThatCannotTellForUnreachable() throws Exception {
        link.answerer.script = _ -> new Outcome.CannotTell("the record can't be read");

        assertThat(link.peer.ask(question()))
                .isEqualTo(new PeerReply.Unreachable(
                        Reason.PeerUnreachable, "status 503, CannotTell: the record can't be read"));
    }

    @Test
    void doesNotAskAServerWhoseCertificateExpired() throws Exception {
        link.server.set(AUTHORITY
                .issue(TestAuthority.ec(), Instant.parse("2021-01-01T00:00:00Z"), "spiffe://regionpair.io/region/eu")
                .trusting(AUTHORITY));

        assertThat(link.peer.ask(question()))
                .isEqualTo(new PeerReply.Unreachable(Reason.PeerTlsFailed, "the peer's certificate has expired"));
    }

    @Test
    void takesADefectiveAnswererForAFailingServer() throws Exception {
        link.answerer.script = _ -> new Outcome.Said(
                Reply.yes(question("attempt-1"), Reason.PassiveByDesign, EU_PASSIVE, COVERED, REPLICAS));

        assertThat(link.peer.ask(question()))
                .isEqualTo(new PeerReply.Unreachable(Reason.PeerUnreachable, "status 500"));
    }

    @Test
    void showsThePeersState() throws Exception {
        assertThat(link.peer.state("hopsworks")).contains(EU_PASSIVE);
        assertThat(link.peer.state("other")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "us, us, us, RegionsEqual",
        "us, eu, eu, RegionsEqual",
        "us, eu, us, RegionDiffers",
        "us, ap, eu, RegionDiffers",
        "ap, us, eu, RegionDiffers",
        "us, us, ap, OtherRegionAsked",
        "eu, eu, us, OwnRegion",
        "eu, us, eu, OwnRegion"
    })
    void refusesWhoSpeaksForAnotherRegion(String certificate, String from, String to, String reason) throws Exception {
        link.client.set(Link.identity(certificate));

        var reply = link.peer.ask(new Question(1, "hopsworks", from, to, "a", 1, OptionalLong.empty(), false));

        assertRefused(reply, reason);
        assertThat(link.answerer.asked).hasValue(null);
    }

    @Test
    void refusesAnotherProtocolVersion() throws Exception {
        assertRefused(
                link.peer.ask(new Question(2, "hopsworks", "us", "eu", "a", 1, OptionalLong.empty(), false)),
                "ProtocolVersionDiffers");
    }

    @Test
    void refusesACertificateWithoutAUri() throws Exception {
        link.client.set(AUTHORITY.issue().trusting(AUTHORITY));

        assertRefused(link.peer.ask(question()), "IdentityMissing");
    }

    @Test
    void refusesACertificateWhoseUriIsNoRegion() throws Exception {
        link.client.set(AUTHORITY.issue("spiffe://regionpair.io/ns/x/sa/y").trusting(AUTHORITY));

        assertRefused(link.peer.ask(question()), "IdentityMissing");
    }

    @Test
    void refusesACertificateWithTwoRegions() throws Exception {
        link.client.set(AUTHORITY
                .issue("spiffe://regionpair.io/region/us", "spiffe://regionpair.io/region/ap")
                .trusting(AUTHORITY));

        assertRefused(link.peer.ask(question()), "IdentityMissing");
    }

    @Test
    void refusesAnotherTrustDomain() throws Exception {
        link.client.set(AUTHORITY.issue("spiffe://example.com/region/us").trusting(AUTHORITY));

        assertRefused(link.peer.ask(question()), "TrustDomainDiffers");
    }

    @Test
    void doesNotTalkToAClientOfAnotherAuthority() throws Exception {
        var stranger = new TestAuthority("stranger");
        link.client.set(stranger.issue("spiffe://regionpair.io/region/us").trusting(AUTHORITY));

        assertNoTls(link.peer.ask(question()));
        await().until(() -> link.refusals("CertificateMissing") + link.refusals("CertificateUntrusted") == 1);
    }

    @Test
    void doesNotTalkToAClientOfAnotherAuthorityThatCallsItselfTheSame() throws Exception {
        var namesake = new TestAuthority("regionpair");
        link.client.set(namesake.issue("spiffe://regionpair.io/region/us").trusting(AUTHORITY));

        assertNoTls(link.peer.ask(question()));
        await().until(() -> link.refusals("CertificateUntrusted") + link.refusals("HandshakeFailed") == 1);
    }

    @Test
    void doesNotTalkToAClientWhoseCertificateExpired() throws Exception {
        link.client.set(AUTHORITY
                .issue(TestAuthority.ec(), Instant.parse("2021-01-01T00:00:00Z"), "spiffe://regionpair.io/region/us")
                .trusting(AUTHORITY));

        assertNoTls(link.peer.ask(question()));
        assertThat(link.answerer.asked).hasValue(null);
    }

    @Test
    void doesNotAskAServerOfAnotherAuthority() throws Exception {
        var stranger = new TestAuthority("stranger");
        link.server.set(stranger.issue("spiffe://regionpair.io/region/eu").trusting(AUTHORITY));

        assertThat(link.peer.ask(question()))
                .isEqualTo(new PeerReply.Unreachable(
                        Reason.PeerTlsFailed, "the peer's certificate wasn't issued by a trusted authority"));
        assertThat(link.answerer.asked).hasValue(null);
    }

    @ParameterizedTest
    @CsvSource({
        "spiffe://regionpair.io/region/us",
        "spiffe://regionpair.io/region/ap",
        "spiffe://example.com/region/eu",
        "https://regionpair.io/region/eu",
        "spiffe://regionpair.io/region/eu/",
        "spiffe://regionpair.io/region/EU"
    })
    void doesNotAskAServerThatIsNotThePeer(String uri) throws Exception {
        link.server.set(AUTHORITY.issue(uri).trusting(AUTHORITY));

        assertThat(link.peer.ask(question()))
                .isInstanceOfSatisfying(
                        PeerReply.Unreachable.class,
                        reply -> assertThat(reply.reason()).isEqualTo(Reason.PeerIdentityMismatch));
        assertThat(link.answerer.asked).hasValue(null);
    }

    @Test
    void saysThatItsOwnCertificateIsMissing() throws Exception {
        link.client.set(null);

        assertNoTls(link.peer.ask(question()));
    }

    @Test
    void usesRenewedCertificatesOnBothSidesWithoutARestart() throws Exception {
        var next = new TestAuthority("next");
        assertYes(link.peer.ask(question("1")));

        link.server.set(identity(next, "eu", AUTHORITY, next));
        link.client.set(identity(AUTHORITY, "us", AUTHORITY, next));
        assertYes(link.peer.ask(question("3")));
        link.client.set(identity(next, "us", AUTHORITY, next));
        assertYes(link.peer.ask(question("4")));

        link.server.set(identity(next, "eu", next));
        assertYes(link.peer.ask(question("5")));
        link.client.set(identity(AUTHORITY, "us", AUTHORITY, next));
        assertNoTls(link.peer.ask(question("6")));
    }

    @Test
    void refusesOnAnOldConnectionWhomItDoesNotTrustAnyMore() throws Exception {
        assertYes(link.peer.ask(question("1")));

        link.server.set(AUTHORITY.issue("spiffe://regionpair.io/region/eu").trusting(new TestAuthority("next")));

        assertRefused(link.peer.ask(question("2")), "CertificateUntrusted");
    }

    @Test
    void comesUpWithItsCertificate() throws Exception {
        link.server.set(null);
        assertThat(link.peer.ask(question())).isInstanceOf(PeerReply.Unreachable.class);

        link.server.set(EU);

        assertYes(link.peer.ask(question()));
    }

    @Test
    void givesUpAtItsOwnDeadlineWhenThePeerThinksTooLong() throws Exception {
        link.answerer.script = _ -> {
            Thread.sleep(Duration.ofMinutes(5));
            return new Outcome.NoSuchPair();
        };
        var url = "https://127.0.0.1:" + link.endpoint.port();
        try (var impatient = Link.client(url, Duration.ofMillis(300), () -> Optional.of(US))) {
            assertThat(impatient.ask(question()))
                    .isEqualTo(new PeerReply.Unreachable(
                            Reason.PeerUnreachable, "no complete response within the deadline"));
        }
    }

    private static TlsIdentity identity(TestAuthority issuer, String region, TestAuthority... trusted) {
        return issuer.issue("spiffe://regionpair.io/region/" + region).trusting(trusted);
    }

    private static void assertYes(PeerReply reply) {
        assertThat(reply).isInstanceOf(PeerReply.Yes.class);
    }

    private void assertRefused(PeerReply reply, String reason) {
        assertThat(reply)
                .isInstanceOfSatisfying(
                        PeerReply.Refused.class,
                        refused -> assertThat(refused.detail()).contains(reason));
        assertThat(link.refusals(reason)).isEqualTo(1);
    }

    private static void assertNoTls(PeerReply reply) {
        // With TLS 1.3 a client hears of its refusal after the handshake, as an alert or as a connection that is cut.
        assertThat(reply)
                .isInstanceOfSatisfying(
                        PeerReply.Unreachable.class,
                        unreachable ->
                                assertThat(unreachable.reason()).isIn(Reason.PeerTlsFailed, Reason.PeerUnreachable));
    }
}
