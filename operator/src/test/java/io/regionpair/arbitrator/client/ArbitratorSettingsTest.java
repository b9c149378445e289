package io.regionpair.arbitrator.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regionpair.arbitrator.client.ArbitratorSettings.Identity;
import io.regionpair.arbitrator.client.ArbitratorSettings.Tls;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArbitratorSettingsTest {

    private static final HeldCertificate HELD = new HeldCertificate.Builder().build();
    private static final HeldCertificate OF_ANOTHER_KIND =
            new HeldCertificate.Builder().rsa2048().build();
    private static final ArbitratorSettings GOOD = new ArbitratorSettings(
            List.of("https://judge.example.com/"),
            Duration.ofSeconds(2),
            Duration.ofSeconds(60),
            List.of("eu", "us"),
            true,
            Optional.empty());

    private record Unusable(ArbitratorSettings settings, String sentence) {
        @Override
        public String toString() {
            return sentence;
        }
    }

    static Stream<Unusable> unusable() {
        var regions = "A pair needs exactly two different regions, none of them called \"none\".";
        var authority = "The CA of the arbitrator isn't one or more PEM certificates (\"BEGIN CERTIFICATE\").";
        var key = "The client key for the arbitrator isn't an unencrypted PKCS#8 key (\"BEGIN PRIVATE KEY\");"
                + " with cert-manager set privateKey.encoding: PKCS8.";
        var unreadable = "The client key for the arbitrator can't be read or isn't of the certificate's kind.";
        return Stream.of(
                endpoints("The arbitrator needs at least one endpoint."),
                endpoints(notAUrl(""), ""),
                endpoints(notAUrl("judge.example.com"), "judge.example.com"),
                endpoints(notAUrl("ftp://judge.example.com/"), "ftp://judge.example.com/"),
                endpoints(notAUrl("https://"), "https://"),
                endpoints(notAUrl("https://judge:99999/"), "https://judge:99999/"),
                endpoints(notAUrl("https://…@judge:x/"), "https://ops:secret@judge:x/"),
                endpoints(
                        "The arbitrator's endpoint on judge contains a user name or password; the URL is shown in status,"
                                + " so use a client certificate.",
                        "https://ops:secret@judge/"),
                endpoints("The arbitrator's endpoint HTTPS://a:443 is listed twice.", "https://a/", "HTTPS://a:443"),
                new Unusable(with(GOOD.requestTimeout(), GOOD.maxAge(), List.of("eu")), regions),
                new Unusable(with(GOOD.requestTimeout(), GOOD.maxAge(), List.of("eu", "eu")), regions),
                new Unusable(with(GOOD.requestTimeout(), GOOD.maxAge(), List.of("eu", "none")), regions),
                new Unusable(
                        with(Duration.ZERO, GOOD.maxAge(), GOOD.regions()),
                        "The arbitrator's request time-out must be longer than zero."),
                new Unusable(
                        with(GOOD.requestTimeout(), Duration.ofSeconds(-1), GOOD.regions()),
                        "The arbitrator's maximum age must not be negative."),
                tls(authority, Optional.of(""), Optional.empty()),
                tls(
                        authority,
                        Optional.of("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"),
                        Optional.empty()),
                identity(
                        "The client certificate for the arbitrator isn't one or more PEM certificates (\"BEGIN CERTIFICATE\").",
                        "",
                        HELD.privateKeyPkcs8Pem()),
                identity(key, HELD.certificatePem(), ""),
                identity(key, HELD.certificatePem(), OF_ANOTHER_KIND.privateKeyPkcs1Pem()),
                identity(unreadable, HELD.certificatePem(), OF_ANOTHER_KIND.privateKeyPkcs8Pem()),
                identity(
                        unreadable,
                        HELD.certificatePem(),
                        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void unusable(Unusable row) {
        assertThatThrownBy(() -> ArbitratorClient.open(row.settings(), System::nanoTime, Instant::now))
                .isInstanceOf(UnusableSettingsException.class)
                .hasMessage(row.sentence());
    }

    @Test
    void neverShowsThePrivateKey() {
        var identity = new Identity(HELD.certificatePem(), HELD.privateKeyPkcs8Pem());

        var shown = new Tls(Optional.empty(), Optional.of(identity)).toString();

        assertThat(shown).doesNotContain("PRIVATE");
    }

    private static String notAUrl(String shown) {
        return "The arbitrator's endpoint \"" + shown + "\" isn't a URL like https://judge.example.com/.";
    }

    private static Unusable endpoints(String sentence, String... endpoints) {
        return new Unusable(
                new ArbitratorSettings(
                        List.of(endpoints), GOOD.requestTimeout(), GOOD.maxAge(), GOOD.regions(), true, GOOD.tls()),
                sentence);
    }

    private static ArbitratorSettings with(Duration timeout, Duration maxAge, List<String> regions) {
        return new ArbitratorSettings(GOOD.endpoints(), timeout, maxAge, regions, true, GOOD.tls());
    }

    private static Unusable tls(String sentence, Optional<String> authorities, Optional<Identity> identity) {
        var tls = Optional.of(new Tls(authorities, identity));
        return new Unusable(
                new ArbitratorSettings(
                        GOOD.endpoints(), GOOD.requestTimeout(), GOOD.maxAge(), GOOD.regions(), true, tls),
                sentence);
    }

    private static Unusable identity(String sentence, String certificates, String privateKey) {
        return tls(sentence, Optional.empty(), Optional.of(new Identity(certificates, privateKey)));
    }
}
