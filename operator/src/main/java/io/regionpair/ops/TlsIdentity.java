package io.regionpair.ops;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyManagementException;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** A certificate with its key and the authorities to trust, ready for handshakes of either side. Lives in memory only; immutable. */
public final class TlsIdentity {

    private static final String PKCS8_BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String PKCS8_END = "-----END PRIVATE KEY-----";
    private static final char[] NO_PASSWORD = {};

    private final List<X509Certificate> chain;
    private final SSLContext context;
    private final X509TrustManager trustManager;

    private TlsIdentity(List<X509Certificate> chain, SSLContext context, X509TrustManager trustManager) {
        this.chain = chain;
        this.context = context;
        this.trustManager = trustManager;
    }

    /**
     * Reads PEM text, as in a Secret of type {@code kubernetes.io/tls}.
     *
     * @param certificates own first, then intermediates
     * @param key unencrypted PKCS#8, RSA or EC, of the first certificate
     * @param authorities trusted, and nobody else
     */
    public static TlsIdentity parse(String certificates, String key, String authorities) throws UnusableTlsException {
        return parse(certificates, key, certificates(authorities, "ca.crt"));
    }

    /** The same for a server that asks its clients for no certificate; it trusts none. */
    public static TlsIdentity parse(String certificates, String key) throws UnusableTlsException {
        return parse(certificates, key, List.of());
    }

    private static TlsIdentity parse(String certificates, String key, List<X509Certificate> trusted)
            throws UnusableTlsException {
        var chain = certificates(certificates, "tls.crt");
        var privateKey = privateKey(key, chain.getFirst().getPublicKey());
        try {
            var trustManager = trustManager(trusted);
            return new TlsIdentity(chain, context(keyManagers(chain, privateKey), trustManager), trustManager);
        } catch (GeneralSecurityException | IOException e) {
            throw new UnusableTlsException(
                    "the certificates can't be used for TLS (" + e.getClass().getSimpleName() + ")");
        }
    }

    /** A context with which no handshake ever succeeds: no certificate, nobody trusted. */
    static SSLContext noContext() {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[0], new TrustManager[0], null);
            return context;
        } catch (NoSuchAlgorithmException | KeyManagementException e) {
            throw new AssertionError("Every Java platform has TLS", e);
        }
    }

    public SSLContext context() {
        return context;
    }

    public X509TrustManager trustManager() {
        return trustManager;
    }

    /** The certificate that this side shows. */
    public X509Certificate certificate() {
        return chain.getFirst();
    }

    /** When the first certificate of the own chain expires. */
    public Instant notAfter() {
        return chain.stream()
                .map(certificate -> certificate.getNotAfter().toInstant())
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** Whether a client with this chain would be let in by a handshake now. A connection may be older than the authorities. */
    public boolean trusts(List<X509Certificate> clientChain) {
        if (clientChain.isEmpty()) {
            return false;
        }
        try {
            var algorithm = clientChain.getFirst().getPublicKey().getAlgorithm();
            trustManager.checkClientTrusted(clientChain.toArray(X509Certificate[]::new), algorithm);
            return true;
        } catch (CertificateException _) {
            return false;
        }
    }

    private static SSLContext context(KeyManager[] keys, X509TrustManager trust) throws GeneralSecurityException {
        var context = SSLContext.getInstance("TLS");
        context.init(keys, new TrustManager[] {trust}, null);
        return context;
    }

    // SunX509 takes the key out of the store once; PKIX decrypts it for every handshake, at a quarter of the speed.
    private static KeyManager[] keyManagers(List<X509Certificate> chain, PrivateKey key)
            throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        store.setKeyEntry("own", key, NO_PASSWORD, chain.toArray(X509Certificate[]::new));
        var factory = KeyManagerFactory.getInstance("SunX509");
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    private static X509TrustManager trustManager(List<X509Certificate> authorities)
            throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        for (var i = 0; i < authorities.size(); i++) {
            store.setCertificateEntry("authority-" + i, authorities.get(i));
        }
        var factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        return Stream.of(factory.getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .map(X509TrustManager.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private static List<X509Certificate> certificates(String pem, String what) throws UnusableTlsException {
        try {
            var found = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.ISO_8859_1)))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .toList();
            if (!found.isEmpty()) {
                return found;
            }
        } catch (CertificateException _) {
            // Said below, together with "no certificate at all".
        }
        throw new UnusableTlsException(what + " isn't one or more PEM certificates (\"BEGIN CERTIFICATE\")");
    }

    private static PrivateKey privateKey(String pem, PublicKey publicKey) throws UnusableTlsException {
        var begin = pem.indexOf(PKCS8_BEGIN);
        var end = pem.indexOf(PKCS8_END);
        if (begin < 0 || end < begin) {
            throw new UnusableTlsException("tls.key isn't an unencrypted PKCS#8 key (\"BEGIN PRIVATE KEY\");"
                    + " with cert-manager set privateKey.encoding: PKCS8");
        }
        var algorithm = publicKey.getAlgorithm();
        if (!algorithm.equals("RSA") && !algorithm.equals("EC")) {
            throw new UnusableTlsException("tls.key is neither an RSA nor an EC key");
        }
        try {
            var encoded = Base64.getMimeDecoder().decode(pem.substring(begin + PKCS8_BEGIN.length(), end));
            var key = KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
            if (belongTogether(key, publicKey, algorithm)) {
                return key;
            }
        } catch (GeneralSecurityException | IllegalArgumentException _) {
            // Said below. The cause may quote the key.
        }
        throw new UnusableTlsException("tls.key can't be read or isn't the key of tls.crt");
    }

    private static boolean belongTogether(PrivateKey key, PublicKey publicKey, String algorithm)
            throws GeneralSecurityException {
        var signature = Signature.getInstance(algorithm.equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA");
        var text = new byte[] {1};
        signature.initSign(key);
        signature.update(text);
        var signed = signature.sign();
        signature.initVerify(publicKey);
        signature.update(text);
        return signature.verify(signed);
    }
}
