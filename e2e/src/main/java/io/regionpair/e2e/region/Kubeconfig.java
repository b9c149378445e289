package io.regionpair.e2e.region;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;

/** A kubeconfig with one cluster and one user, whose names also bear the region, so that those of two regions can be merged. */
record Kubeconfig(String region, String server, String certificates, String user, String token) {

    void writeTo(Path file) {
        var data = Base64.getEncoder().encodeToString(certificates.getBytes(UTF_8));
        var text = """
                apiVersion: v1
                kind: Config
                current-context: %1$s
                contexts:
                  - name: %1$s
                    context: {cluster: %1$s, user: %1$s-%2$s}
                clusters:
                  - name: %1$s
                    cluster: {server: "%3$s", certificate-authority-data: %4$s}
                users:
                  - name: %1$s-%2$s
                    user: {token: "%5$s"}
                """.formatted(region, user, server, data, token);
        try {
            Files.writeString(file, text);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
