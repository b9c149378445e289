package io.regionpair.arbitrator.client;

import static io.regionpair.arbitrator.client.Asking.AMPLE;
import static io.regionpair.arbitrator.client.Asking.EU;
import static io.regionpair.arbitrator.client.Asking.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.api.Reason;
import io.regionpair.arbitrator.client.ArbitratorSettings.Identity;
import io.regionpair.arbitrator.client.ArbitratorSettings.Tls;
import io.regionpair.protocol.Answer;
import java.time.Duration;
import java.util.Optional;
import okhttp3.Dns;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;

class ArbitratorTlsTest {

    private static final HeldCertificate AUTHORITY =
            new HeldCertificate.Builder().certificateAuthority(1).build();
    private static final HeldCertificate INTERMEDIATE = new HeldCertificate.Builder()
            .certificateAuthority(0)
            .signedBy(AUTHORITY)
            .build();
    private static final HeldCertificate ANOTHER_AUTHORITY =
            new HeldCertificate.Builder().certificateAuthority(0).build();
    private static final HeldCertificate SERVER = server().build();
    private static final HeldCertificate CLIENT =
            new HeldCertificate.Builder().rsa2048().signedBy(INTERMEDIATE).build();

    @Test
    void acceptsACertificateOfTheConfiguredAuthority() throws Exception {
        try (var server = serving(SERVER)) {
            assertThat(ask(server, trusting(AUTHORITY))).isInstanceOf(Answer.Names.class);
        }
    }

    @Test
    void acceptsOneOfSeveralAuthorities() throws Exception {
        var both = ANOTHER_AUTHORITY.certificatePem() + "\n" + AUTHORITY.certificatePem();
        try (var server = serving(SERVER)) {
            assertThat(ask(server, new Tls(Optional.of(both), Optional.empty())))
                    .isInstanceOf(Answer.Names.class);
        }
    }

    @Test
    void refusesAnExpiredCertificate() throws Exception {
        try (var server =
                serving(server().validityInterval(0, 1_000_000_000_000L).build())) {
            assertUnreachable(ask(server, trusting(AUTHORITY)), "localhost: TLS: the certificate has expired");
        }
    }

    @Test
    void refusesACertificateThatIsNotYetValid() throws Exception {
        var future = 32_000_000_000_000L;
        try (var server =
                serving(server().validityInterval(future, future + 1000).build())) {
            assertUnreachable(ask(server, trusting(AUTHORITY)), "localhost: TLS: the certificate isn't valid yet");
        }
    }

    @Test
    void refusesACertificateForAnotherName() throws Exception {
        var other = new HeldCertificate.Builder()
                .signedBy(AUTHORITY)
                .commonName("localhost")
                .addSubjectAlternativeName("judge.example.com")
                .build();
        try (var server = serving(other)) {
            assertUnreachable(
                    ask(server, trusting(AUTHORITY)), "localhost: TLS: the certificate was issued for another name");
        }
    }

    @Test
    void refusesAnUnknownAuthority() throws Exception {
        try (var server = serving(SERVER)) {
            assertUnreachable(
                    ask(server, trusting(ANOTHER_AUTHORITY)),
                    "localhost: TLS: the certificate wasn't issued by a trusted authority");
        }
    }

    @Test
    void refusesAPrivateAuthorityWhenNoneIsConfigured() throws Exception {
        try (var server = serving(SERVER)) {
            assertUnreachable(
                    ask(server, new Tls(Optional.empty(), Optional.empty())),
                    "localhost: TLS: the certificate wasn't issued by a trusted authority");
        }
    }

    @Test
    void refusesAServerWithoutTls() throws Exception {
        try (var server = ScriptedServer.plain(talk -> talk.say("HTTP/1.1 400 Bad Request\r\n\r\n"))) {
            var url = server.url().replace("http:", "https:");
            // A ClientHello has no empty line, so this server waits for more; what ends it is the deadline.
            var settings = Asking.settings(Duration.ofMillis(300), Optional.of(trusting(AUTHORITY)), url);
            try (var client = Asking.open(settings, Dns.SYSTEM)) {
                assertThat(client.poll().answers().getFirst()).isInstanceOf(Answer.Unreachable.class);
            }
        }
    }

    @Test
    void showsItsCertificateWithItsIntermediates() throws Exception {
        var chain = CLIENT.certificatePem() + INTERMEDIATE.certificatePem();
        var identity = new Identity(chain, CLIENT.privateKeyPkcs8Pem());
        try (var server = demandingCertificates()) {
            var answer = ask(server, new Tls(Optional.of(AUTHORITY.certificatePem()), Optional.of(identity)));

            assertThat(answer).isInstanceOf(Answer.Names.class);
        }
    }

    @Test
    void isRefusedWithoutTheCertificateThatTheServerDemands() throws Exception {
        try (var server = demandingCertificates()) {
            var answer = ask(server, trusting(AUTHORITY));

            assertThat(answer)
                    .isInstanceOfSatisfying(
                            Answer.Unreachable.class,
                            unreachable -> assertThat(unreachable.detail())
                                    // Which of the two depends on whether the alert or the reset is seen first.
                                    .isIn(
                                            "localhost: TLS: the server refused us",
                                            "localhost: the connection was cut"));
        }
    }

    private static HeldCertificate.Builder server() {
        return new HeldCertificate.Builder().signedBy(AUTHORITY).addSubjectAlternativeName("localhost");
    }

    private static ScriptedServer serving(HeldCertificate certificate) {
        var handshake =
                new HandshakeCertificates.Builder().heldCertificate(certificate).build();
        return ScriptedServer.tls(handshake.sslContext(), false, talk -> talk.say(ok(EU)));
    }

    private static ScriptedServer demandingCertificates() {
        var handshake = new HandshakeCertificates.Builder()
                .heldCertificate(SERVER)
                .addTrustedCertificate(AUTHORITY.certificate())
                .build();
        return ScriptedServer.tls(handshake.sslContext(), true, talk -> talk.say(ok(EU)));
    }

    private static Tls trusting(HeldCertificate authority) {
        return new Tls(Optional.of(authority.certificatePem()), Optional.empty());
    }

    private static Answer ask(ScriptedServer server, Tls tls) throws Exception {
        try (var client = Asking.open(Asking.settings(AMPLE, Optional.of(tls), server.url()), Dns.SYSTEM)) {
            return client.poll().answers().getFirst();
        }
    }

    private static void assertUnreachable(Answer answer, String detail) {
        assertThat(answer).isEqualTo(new Answer.Unreachable(answer.endpoint(), Reason.ArbitratorUnreachable, detail));
    }
}
