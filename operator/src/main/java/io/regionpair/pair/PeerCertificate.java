package io.regionpair.pair;

import io.regionpair.api.Reason;
import io.regionpair.ops.TlsIdentity;
import io.regionpair.ops.TlsSecrets.SecretTls;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Whether this region's certificate for the peer link would hold up a switch, now or soon. */
final class PeerCertificate {

    /**
     * The last part of its life in which a certificate should have been renewed. Issuers renew after two thirds; a third would complain
     * about each of those, a hundredth leaves hours.
     */
    private static final int LAST_PART = 10;

    private PeerCertificate() {}

    static Optional<PairParams.Complaint> complaint(String secret, SecretTls tls, Instant now) {
        var end = tls.current().map(TlsIdentity::notAfter);
        if (tls.trouble().isPresent()) {
            var until = end.map(at -> "; the last good certificate is used, until " + at)
                    .orElse("");
            return Optional.of(new PairParams.Complaint(
                    Reason.CertificateMissing,
                    "Secret " + secret + ": " + tls.trouble().get() + until));
        }
        return tls.current()
                .filter(identity -> now.isAfter(lateFrom(identity)))
                .map(identity -> new PairParams.Complaint(
                        Reason.CertificateExpiring,
                        "the certificate in Secret " + secret
                                + (now.isBefore(identity.notAfter()) ? " expires at " : " expired at ")
                                + identity.notAfter()));
    }

    private static Instant lateFrom(TlsIdentity identity) {
        var life = Duration.between(identity.certificate().getNotBefore().toInstant(), identity.notAfter());
        return identity.notAfter().minus(life.dividedBy(LAST_PART));
    }
}
