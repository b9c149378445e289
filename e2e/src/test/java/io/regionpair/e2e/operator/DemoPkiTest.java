package io.regionpair.e2e.operator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoPkiTest {

    @Test
    void certificatesNameTheRegionAndThisMachine(@TempDir Path folder) throws Exception {
        var secret = DemoPki.create(folder, List.of("eu", "us")).peerSecret("eu", "somewhere");

        var certificate = certificate(secret.getStringData().get("tls.crt"));
        certificate.verify(certificate(secret.getStringData().get("ca.crt")).getPublicKey());
        assertThat(certificate.getSubjectAlternativeNames())
                .extracting(name -> name.get(1).toString())
                .containsExactlyInAnyOrder("spiffe://regionpair.io/region/eu", "localhost", "127.0.0.1");
        assertThat(certificate.getExtendedKeyUsage())
                .containsExactlyInAnyOrder("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
        var key = secret.getStringData().get("tls.key").replaceAll("-----[A-Z ]+-----", "");
        assertThat(KeyFactory.getInstance("EC")
                        .generatePrivate(
                                new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(key))))
                .isNotNull();
    }

    private static X509Certificate certificate(String pem) throws Exception {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem.getBytes(UTF_8)));
    }
}
