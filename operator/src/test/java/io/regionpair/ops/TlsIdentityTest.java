package io.regionpair.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TlsIdentityTest {

    private static final TestAuthority AUTHORITY = new TestAuthority("authority");
    private static final TestAuthority ANOTHER = new TestAuthority("another");

    @Test
    void readsEcAndRsa() throws Exception {
        var expiry = Instant.parse("2031-02-03T04:05:06Z");

        var ec = AUTHORITY.issue(TestAuthority.ec(), expiry, "spiffe://a/b").trusting(AUTHORITY);
        var rsa = AUTHORITY.issue(TestAuthority.rsa(), expiry, "spiffe://a/b").trusting(AUTHORITY);

        assertThat(ec.notAfter()).isEqualTo(expiry);
        assertThat(rsa.certificate().getPublicKey().getAlgorithm()).isEqualTo("RSA");
    }

    @Test
    void trustsWhomItsAuthoritiesVouchFor() {
        var own = AUTHORITY.issue();
        var client = ANOTHER.issue().trusting(ANOTHER).certificate();

        assertThat(own.trusting(AUTHORITY, ANOTHER).trusts(List.of(client))).isTrue();
        assertThat(own.trusting(AUTHORITY).trusts(List.of(client))).isFalse();
        assertThat(own.trusting(AUTHORITY).trusts(List.of())).isFalse();
    }

    @Test
    void doesNotTrustWhatExpired() {
        var expired = AUTHORITY.issue(TestAuthority.ec(), Instant.parse("2021-01-01T00:00:00Z"));
        var identity = AUTHORITY.issue().trusting(AUTHORITY);

        assertThat(identity.trusts(List.of(expired.trusting(AUTHORITY).certificate())))
                .isFalse();
    }

    @Test
    void saysWhatCannotBeUsed() {
        var issued = AUTHORITY.issue();
        var other = AUTHORITY.issue(TestAuthority.rsa(), Instant.parse("2031-01-01T00:00:00Z"));

        assertUnusable("", issued.key(), AUTHORITY.certificate(), "tls.crt isn't");
        assertUnusable("junk", issued.key(), AUTHORITY.certificate(), "tls.crt isn't");
        assertUnusable(issued.certificate(), issued.key(), "", "ca.crt isn't");
        assertUnusable(issued.certificate(), "junk", AUTHORITY.certificate(), "privateKey.encoding: PKCS8");
        assertUnusable(
                issued.certificate(),
                issued.key().replace("PRIVATE KEY", "EC PRIVATE KEY"),
                AUTHORITY.certificate(),
                "privateKey.encoding: PKCS8");
        assertUnusable(
                issued.certificate(), AUTHORITY.issue().key(), AUTHORITY.certificate(), "isn't the key of tls.crt");
        assertUnusable(issued.certificate(), other.key(), AUTHORITY.certificate(), "isn't the key of tls.crt");
        assertUnusable(
                issued.certificate(),
                "-----BEGIN PRIVATE KEY-----\n!\n-----END PRIVATE KEY-----",
                AUTHORITY.certificate(),
                "tls.key can't be read");
    }

    private static void assertUnusable(String certificate, String key, String authorities, String words) {
        assertThatExceptionOfType(UnusableTlsException.class)
                .isThrownBy(() -> TlsIdentity.parse(certificate, key, authorities))
                .withMessageContaining(words);
    }
}
