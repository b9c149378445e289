package io.regionpair.ops;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * A certificate authority in memory. Writes certificates byte by byte (RFC 5280), because the test libraries at hand can't put a URI into
 * one and keytool takes a second for each.
 */
public final class TestAuthority {

    private static final AtomicLong SERIALS = new AtomicLong(1);
    private static final byte[] ECDSA_WITH_SHA256 = sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));
    private static final byte[] RSA_WITH_SHA256 =
            sequence(oid(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b), tagged(0x05));
    private static final int UTF8_STRING = 0x0c;
    private static final int BIT_STRING = 0x03;
    private static final int OCTET_STRING = 0x04;
    private static final int GENERALIZED_TIME = 0x18;
    private static final int DNS_NAME = 0x82;
    private static final int URI_NAME = 0x86;

    private final String name;
    private final KeyPair keys;
    private final String certificate;

    /** A root of its own, trusted by nobody who doesn't name it. */
    public TestAuthority(String name) {
        this.name = name;
        this.keys = ec();
        this.certificate =
                pem("CERTIFICATE", certificate(name, name, keys, keys.getPrivate(), true, year(), List.of()));
    }

    /** A certificate and its key, as PEM. */
    public record Issued(String certificate, String key) {

        /** Ready for use, trusting these authorities. */
        public TlsIdentity trusting(TestAuthority... authorities) {
            try {
                return TlsIdentity.parse(
                        certificate,
                        key,
                        Stream.of(authorities).map(TestAuthority::certificate).reduce("", String::concat));
            } catch (UnusableTlsException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** This authority's own certificate, PEM. */
    public String certificate() {
        return certificate;
    }

    /** For both sides of TLS, valid for a year, with these URI names. */
    public Issued issue(String... uris) {
        return issue(ec(), year(), uris);
    }

    public Issued issue(KeyPair subject, Instant notAfter, String... uris) {
        var names = Stream.concat(
                        Stream.of(tagged(DNS_NAME, "elsewhere.example.com".getBytes(StandardCharsets.US_ASCII))),
                        Stream.of(uris).map(uri -> tagged(URI_NAME, uri.getBytes(StandardCharsets.US_ASCII))))
                .toList();
        var der = certificate(name, "subject", subject, keys.getPrivate(), false, notAfter, names);
        return new Issued(
                pem("CERTIFICATE", der), pem("PRIVATE KEY", subject.getPrivate().getEncoded()));
    }

    public static KeyPair ec() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    public static KeyPair rsa() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static Instant year() {
        return Instant.now().plus(Duration.ofDays(365));
    }

    private static byte[] certificate(
            String issuer,
            String subject,
            KeyPair keys,
            PrivateKey signer,
            boolean authority,
            Instant notAfter,
            List<byte[]> names) {
        var algorithm = signer.getAlgorithm().equals("RSA") ? RSA_WITH_SHA256 : ECDSA_WITH_SHA256;
        var extensions = new ByteArrayOutputStream();
        if (authority) {
            extensions.writeBytes(extension(oid(0x55, 0x1d, 0x13), sequence(tagged(0x01, new byte[] {-1}))));
        }
        if (!names.isEmpty()) {
            extensions.writeBytes(extension(oid(0x55, 0x1d, 0x11), sequence(names.toArray(byte[][]::new))));
        }
        var body = sequence(
                tagged(0xa0, integer(2)),
                integer(SERIALS.getAndIncrement()),
                algorithm,
                distinguished(issuer),
                sequence(time(Instant.parse("2020-01-01T00:00:00Z")), time(notAfter)),
                distinguished(subject),
                keys.getPublic().getEncoded(),
                tagged(0xa3, sequence(extensions.toByteArray())));
        return sequence(body, algorithm, bits(signature(body, signer)));
    }

    private static byte[] signature(byte[] body, PrivateKey signer) {
        try {
            var signature =
                    Signature.getInstance(signer.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA");
            signature.initSign(signer);
            signature.update(body);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] distinguished(String commonName) {
        var name = tagged(UTF8_STRING, commonName.getBytes(StandardCharsets.UTF_8));
        return sequence(tagged(0x31, sequence(oid(0x55, 0x04, 0x03), name)));
    }

    private static byte[] extension(byte[] oid, byte[] value) {
        return sequence(oid, tagged(OCTET_STRING, value));
    }

    private static byte[] time(Instant instant) {
        var text = DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'")
                .withZone(ZoneOffset.UTC)
                .format(instant);
        return tagged(GENERALIZED_TIME, text.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] integer(long value) {
        return tagged(0x02, BigInteger.valueOf(value).toByteArray());
    }

    private static byte[] bits(byte[] bytes) {
        return tagged(BIT_STRING, new byte[1], bytes);
    }

    private static byte[] oid(int... bytes) {
        var content = new byte[bytes.length];
        for (var i = 0; i < bytes.length; i++) {
            content[i] = (byte) bytes[i];
        }
        return tagged(0x06, content);
    }

    private static byte[] sequence(byte[]... parts) {
        return tagged(0x30, parts);
    }

    private static byte[] tagged(int tag, byte[]... parts) {
        var content = new ByteArrayOutputStream();
        Stream.of(parts).forEach(content::writeBytes);
        var whole = new ByteArrayOutputStream();
        whole.write(tag);
        var length = content.size();
        if (length < 0x80) {
            whole.write(length);
        } else if (length < 0x100) {
            whole.write(0x81);
            whole.write(length);
        } else {
            whole.write(0x82);
            whole.write(length >> 8);
            whole.write(length);
        }
        whole.writeBytes(content.toByteArray());
        return whole.toByteArray();
    }

    private static String pem(String what, byte[] der) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + what + "-----\n";
    }
}
