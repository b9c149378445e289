package io.regionpair.pair;

import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.api.Reason;
import io.regionpair.ops.TestAuthority;
import io.regionpair.ops.TlsIdentity;
import io.regionpair.ops.TlsSecrets.SecretTls;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PeerCertificateTest {

    private static final TestAuthority AUTHORITY = new TestAuthority("ours");
    private static final TlsIdentity IDENTITY =
            AUTHORITY.issue("spiffe://regionpair.io/region/eu").trusting(AUTHORITY);

    private record Given(Optional<TlsIdentity> current, Optional<String> trouble) implements SecretTls {}

    @Test
    void aCertificateWithMostOfItsLifeAheadIsNoObstacle() {
        assertThat(complaint(Optional.of(IDENTITY), Optional.empty(), before(Duration.ofDays(1000))))
                .isEmpty();
    }

    @Test
    void inTheLastTenthOfItsLifeItSaysWhenItEnds() {
        assertThat(complaint(Optional.of(IDENTITY), Optional.empty(), before(Duration.ofDays(30))))
                .hasValueSatisfying(complaint -> {
                    assertThat(complaint.reason()).isEqualTo(Reason.CertificateExpiring);
                    assertThat(complaint.message())
                            .isEqualTo("the certificate in Secret regionpair-peer expires at " + IDENTITY.notAfter());
                });
    }

    @Test
    void afterItsEndItSaysThatItExpired() {
        assertThat(complaint(Optional.of(IDENTITY), Optional.empty(), before(Duration.ofDays(-1))))
                .hasValueSatisfying(
                        complaint -> assertThat(complaint.message()).contains("expired at " + IDENTITY.notAfter()));
    }

    @Test
    void aMissingSecretIsAnObstacleAndTheLastGoodCertificateHasAnEnd() {
        var lost = Optional.of("it doesn't exist");

        assertThat(complaint(Optional.empty(), lost, before(Duration.ofDays(1000))))
                .contains(new PairParams.Complaint(
                        Reason.CertificateMissing, "Secret regionpair-peer: it doesn't exist"));
        assertThat(complaint(Optional.of(IDENTITY), lost, before(Duration.ofDays(1000))))
                .hasValueSatisfying(
                        complaint -> assertThat(complaint.message()).endsWith("until " + IDENTITY.notAfter()));
    }

    private static Instant before(Duration time) {
        return IDENTITY.notAfter().minus(time);
    }

    private static Optional<PairParams.Complaint> complaint(
            Optional<TlsIdentity> current, Optional<String> trouble, Instant now) {
        return PeerCertificate.complaint("regionpair-peer", new Given(current, trouble), now);
    }
}
