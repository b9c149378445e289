package io.regionpair.arbitrator.client;

import io.regionpair.arbitrator.client.ArbitratorSettings.Identity;
import io.regionpair.arbitrator.client.ArbitratorSettings.Tls;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import okhttp3.tls.Certificates;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/** Turns PEM text into what a TLS handshake needs, or into a sentence that says what is wrong with it. */
public final class TlsMaterial {

    private TlsMaterial() {}

    /**
     * For handshakes as a client.
     *
     * @param whom the server, as sentences name it
     * @throws UnusableSettingsException with a sentence for the person who wrote the text
     */
    public static HandshakeCertificates read(Optional<Tls> tls, String whom) throws UnusableSettingsException {
        var handshake = new HandshakeCertificates.Builder();
        var authorities = tls.flatMap(Tls::authorities);
        if (authorities.isPresent()) {
            certificates(authorities.get(), "The CA of " + whom).forEach(handshake::addTrustedCertificate);
        } else {
            handshake.addPlatformTrustedCertificates();
        }
        var identity = tls.flatMap(Tls::identity);
        if (identity.isPresent()) {
            addIdentity(handshake, identity.get(), whom);
        }
        return handshake.build();
    }

    private static void addIdentity(HandshakeCertificates.Builder handshake, Identity identity, String whom)
            throws UnusableSettingsException {
        var chain = certificates(identity.certificates(), "The client certificate for " + whom);
        var intermediates = chain.subList(1, chain.size()).toArray(X509Certificate[]::new);
        handshake.heldCertificate(held(chain.getFirst(), identity.privateKey(), whom), intermediates);
    }

    private static HeldCertificate held(X509Certificate certificate, String privateKey, String whom)
            throws UnusableSettingsException {
        if (!privateKey.contains("-----BEGIN PRIVATE KEY-----")) {
            throw new UnusableSettingsException("The client key for " + whom
                    + " isn't an unencrypted PKCS#8 key (\"BEGIN PRIVATE KEY\");"
                    + " with cert-manager set privateKey.encoding: PKCS8.");
        }
        try {
            return HeldCertificate.decode(Certificates.certificatePem(certificate) + privateKey);
        } catch (IllegalArgumentException _) {
            // The library's message may quote the key.
            throw new UnusableSettingsException(
                    "The client key for " + whom + " can't be read or isn't of the certificate's kind.");
        }
    }

    private static List<X509Certificate> certificates(String pem, String what) throws UnusableSettingsException {
        try {
            var found = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .toList();
            if (!found.isEmpty()) {
                return found;
            }
        } catch (CertificateException _) {
            // Said below, together with "no certificate at all".
        }
        throw new UnusableSettingsException(what + " isn't one or more PEM certificates (\"BEGIN CERTIFICATE\").");
    }
}
