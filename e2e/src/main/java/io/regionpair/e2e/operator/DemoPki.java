package io.regionpair.e2e.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A throw-away certificate authority and one certificate for each region's operators, made with the JDK's own keytool. For this
 * machine only: the certificates name localhost, and everybody who can read the folder has the keys.
 */
public final class DemoPki {

    private static final String PASSWORD = "throw-away";

    private final Path folder;
    private final KeyStore store;

    private DemoPki(Path folder, KeyStore store) {
        this.folder = folder;
        this.store = store;
    }

    /** Makes keys for these regions and writes {@code REGION.crt}, {@code REGION.key} (PKCS#8) and {@code ca.crt} into the folder. */
    public static DemoPki create(Path folder, List<String> regions) {
        try {
            Files.createDirectories(folder);
            var file = folder.resolve("keys.p12");
            keytool(file, "ca", "-ext", "bc:critical=ca:true", "-ext", "ku:critical=keyCertSign,cRLSign");
            for (var region : regions) {
                keytool(
                        file,
                        region,
                        "-signer",
                        "ca",
                        "-ext",
                        "san=uri:spiffe://regionpair.io/region/" + region + ",dns:localhost,ip:127.0.0.1",
                        "-ext",
                        "eku=serverAuth,clientAuth");
            }
            var pki = new DemoPki(folder, KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray()));
            pki.writePem(regions);
            return pki;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The Secret with which a region's operators identify to the other region's. */
    public Secret peerSecret(String region, String namespace) {
        return new SecretBuilder()
                .withNewMetadata()
                .withName("regionpair-peer")
                .withNamespace(namespace)
                .endMetadata()
                .withType("kubernetes.io/tls")
                .addToStringData("tls.crt", read(region + ".crt"))
                .addToStringData("tls.key", read(region + ".key"))
                .addToStringData("ca.crt", read("ca.crt"))
                .build();
    }

    private void writePem(List<String> regions) throws IOException, GeneralSecurityException {
        write("ca.crt", "CERTIFICATE", store.getCertificate("ca").getEncoded());
        for (var region : regions) {
            write(region + ".crt", "CERTIFICATE", store.getCertificate(region).getEncoded());
            var key = store.getKey(region, PASSWORD.toCharArray());
            write(region + ".key", "PRIVATE KEY", key.getEncoded());
        }
    }

    private void write(String name, String label, byte[] content) throws IOException {
        var body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        Files.writeString(
                folder.resolve(name), "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n");
    }

    private String read(String name) {
        try {
            return Files.readString(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void keytool(Path file, String alias, String... more) throws IOException {
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
                "-validity",
                "30",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                PASSWORD));
        command.addAll(List.of(more));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException("keytool cannot make a certificate for " + alias + ": " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while making certificates", e);
        }
    }
}
