package io.regionpair.e2e.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Throw-away certificate authorities and certificates of operators, made with the JDK's own keytool. For this machine only: the
 * certificates name localhost, and everybody who can read the folder has the keys. Each has an alias; a region's own certificate has the
 * region's name, and the first authority is called {@link #AUTHORITY}.
 */
public final class DemoPki {

    public static final String AUTHORITY = "ca";

    private static final String TRUST_DOMAIN = "regionpair.io";
    private static final String PASSWORD = "throw-away";
    private static final int DAYS = 30;

    private final Path file;

    private DemoPki(Path folder) {
        this.file = folder.resolve("keys.p12");
    }

    /** Makes an authority and keys for these regions, and writes {@code REGION.crt}, {@code REGION.key} (PKCS#8) and {@code ca.crt}. */
    public static DemoPki create(Path folder, List<String> regions) {
        try {
            Files.createDirectories(folder);
            var pki = new DemoPki(folder);
            pki.authority(AUTHORITY);
            pki.write("ca", List.of(AUTHORITY));
            for (var region : regions) {
                pki.issue(region, AUTHORITY, Subject.of(region));
                pki.write(region, region);
            }
            return pki;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes the certificate and the key of an alias to {@code NAME.crt} and {@code NAME.key} in the folder. */
    public void write(String name, String alias) {
        write(name, List.of(alias));
        write(file.resolveSibling(name + ".key"), keyPem(alias));
    }

    /** Writes the certificates of authorities to {@code NAME.crt} in the folder. */
    public void write(String name, List<String> authorities) {
        write(file.resolveSibling(name + ".crt"), certificatesPem(authorities));
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Whom a certificate names, and for how long.
     *
     * @param startDate as keytool wants it, from now: {@code -10d} is ten days ago
     * @param days that it is valid from then on
     */
    public record Subject(String region, String trustDomain, String startDate, int days) {

        public static Subject of(String region) {
            return new Subject(region, TRUST_DOMAIN, "-1H", DAYS);
        }

        public Subject ofTrustDomain(String other) {
            return new Subject(region, other, startDate, days);
        }

        public Subject valid(int daysFromNow) {
            return new Subject(region, trustDomain, startDate, daysFromNow);
        }

        public Subject expired() {
            return new Subject(region, trustDomain, "-10d", 5);
        }
    }

    /** Makes one more authority, which nobody trusts until it is put into their Secret. */
    public DemoPki authority(String alias) {
        keytool(alias, "-validity", "30", "-ext", "bc:critical=ca:true", "-ext", "ku:critical=keyCertSign,cRLSign");
        return this;
    }

    /** Makes a certificate that this authority signs. */
    public DemoPki issue(String alias, String authority, Subject subject) {
        keytool(
                alias,
                "-signer",
                authority,
                "-startdate",
                subject.startDate(),
                "-validity",
                Integer.toString(subject.days()),
                "-ext",
                "san=uri:spiffe://" + subject.trustDomain() + "/region/" + subject.region()
                        + ",dns:localhost,ip:127.0.0.1",
                "-ext",
                "eku=serverAuth,clientAuth");
        return this;
    }

    /** The Secret with which a region's operators identify to the other region's. */
    public Secret peerSecret(String region, String namespace) {
        return peerSecret(region, namespace, List.of(AUTHORITY));
    }

    /** The same with the certificate of any alias, trusting these authorities. */
    public Secret peerSecret(String alias, String namespace, List<String> authorities) {
        return new SecretBuilder()
                .withNewMetadata()
                .withName("regionpair-peer")
                .withNamespace(namespace)
                .endMetadata()
                .withType("kubernetes.io/tls")
                .addToStringData("tls.crt", certificatesPem(List.of(alias)))
                .addToStringData("tls.key", keyPem(alias))
                .addToStringData("ca.crt", certificatesPem(authorities))
                .build();
    }

    /** For either side of a handshake in the name of this alias, trusting these authorities. */
    public SSLContext context(String alias, List<String> authorities) {
        try {
            var store = open();
            var own = emptyStore();
            own.setKeyEntry(alias, key(store, alias), PASSWORD.toCharArray(), store.getCertificateChain(alias));
            var keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(own, PASSWORD.toCharArray());
            var trusted = emptyStore();
            for (var authority : authorities) {
                trusted.setCertificateEntry(authority, store.getCertificate(authority));
            }
            var trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(trusted);
            var context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private String certificatesPem(List<String> aliases) {
        try {
            var store = open();
            var text = new StringBuilder();
            for (var alias : aliases) {
                text.append(pem("CERTIFICATE", certificate(store, alias).getEncoded()));
            }
            return text.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private String keyPem(String alias) {
        try {
            return pem("PRIVATE KEY", key(open(), alias).getEncoded());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Certificate certificate(KeyStore store, String alias) throws GeneralSecurityException {
        var certificate = store.getCertificate(alias);
        if (certificate == null) {
            throw new IllegalArgumentException("no certificate " + alias);
        }
        return certificate;
    }

    private static Key key(KeyStore store, String alias) throws GeneralSecurityException {
        var key = store.getKey(alias, PASSWORD.toCharArray());
        if (key == null) {
            throw new IllegalArgumentException("no key " + alias);
        }
        return key;
    }

    private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private synchronized KeyStore open() throws IOException, GeneralSecurityException {
        return KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
    }

    private static String pem(String label, byte[] content) {
        var text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n";
    }

    // One at a time: each reads and writes the whole file.
    private synchronized void keytool(String alias, String... more) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=regionpair-" + alias,
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                PASSWORD));
        command.addAll(List.of(more));
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            var said = new String(process.getInputStream().readAllBytes(), UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException("keytool cannot make a certificate for " + alias + ": " + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while making certificates", e);
        }
    }
}
