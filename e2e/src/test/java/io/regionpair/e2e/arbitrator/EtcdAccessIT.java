package io.regionpair.e2e.arbitrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.regionpair.e2e.operator.DemoPki;
import io.regionpair.e2e.process.CommandProcess;
import io.regionpair.e2e.process.Lifetime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The arbitrator at an etcd that lets in nobody without a certificate, and one that lets in nobody without a password. */
class EtcdAccessIT {

    private static final String PREFIX = "/regionpair/";
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private EtcdCluster etcd;

    @AfterEach
    void stop() {
        etcd.close();
    }

    @Test
    void showsItsCertificateAndTakesARenewedOne() throws Exception {
        var keys = folder.resolve("keys");
        var pki = DemoPki.create(keys, List.of("etcd")).authority("old").authority("new");
        pki.issue("before", "old", DemoPki.Subject.of("arbitrator")).write("arbitrator", "before");
        pki.issue("after", "new", DemoPki.Subject.of("arbitrator"));
        pki.write("clients", List.of(DemoPki.AUTHORITY, "old"));
        etcd = EtcdCluster.startWithTls(
                Files.createDirectory(folder.resolve("etcd")), keys, pki.context("before", List.of(DemoPki.AUTHORITY)));
        var authority = "--etcd-ca=" + keys.resolve("ca.crt");
        String[] certificate = {
            authority,
            "--etcd-certificate=" + keys.resolve("arbitrator.crt"),
            "--etcd-key=" + keys.resolve("arbitrator.key")
        };

        assertThat(set("eu", "--secondary=us", authority))
                .as("without a certificate")
                .returns(1, CommandProcess.Result::status)
                // Under TLS 1.3 a server says so after the handshake, and the cut may be seen before its words.
                .satisfies(result -> assertThat(result.err()).containsAnyOf("TLS: ", "the connection was cut"));
        assertThat(etcd.write(PREFIX + "p", Optional.empty(), "{\"active\":\"eu\",\"secondary\":\"us\",\"epoch\":1}"))
                .isTrue();
        try (var instance = instance(certificate);
                var follower = EpochFollower.start(instance.url("/v1/pairs/p"))) {
            awaitEpoch(follower, 1);
            pki.write("arbitrator", "after");
            pki.write("clients", List.of(DemoPki.AUTHORITY, "new"));
            // Knows the old certificate no more.
            etcd.restart(0);
            await().atMost(LIMIT)
                    .untilAsserted(
                            () -> assertThat(set("us", certificate).err()).isEmpty());
            awaitEpoch(follower, 2);
        }
    }

    @Test
    void logsInWithItsPassword() throws Exception {
        etcd = EtcdCluster.start(Files.createDirectory(folder.resolve("etcd")), 1);
        requirePasswords();
        var password = Files.writeString(folder.resolve("password"), "falsch");
        String[] user = {"--etcd-user=regionpair", "--etcd-password-file=" + password};

        assertThat(set("eu", "--secondary=us"))
                .returns(1, CommandProcess.Result::status)
                .satisfies(result -> assertThat(result.err()).contains("status 400, etcdserver: user name is empty"));
        assertThat(set("eu", user))
                .returns(1, CommandProcess.Result::status)
                .satisfies(result -> assertThat(result.err())
                        .contains("user regionpair can't log in: status 400, etcdserver: authentication failed"));
        Files.writeString(password, "geheim\n");
        assertThat(set("eu", "--regions=eu,us", user[0], user[1]).out()).isEqualTo("p: no document → eu, epoch 1\n");
        try (var instance = instance(user);
                var follower = EpochFollower.start(instance.url("/v1/pairs/p"))) {
            awaitEpoch(follower, 1);
            assertThat(set("us", user).out()).isEqualTo("p: eu, epoch 1 → us, epoch 2\n");
            awaitEpoch(follower, 2);
        }
    }

    private ArbitratorProcess instance(String... options) {
        return ArbitratorProcess.start(new ArbitratorProcess.Settings(
                "access",
                "--etcd=" + etcd.urls(),
                List.of("-XX:+UseSerialGC", "-Xmx64m"),
                List.of(options),
                folder.resolve("access.log"),
                Lifetime.tiedToUs()));
    }

    private static void awaitEpoch(EpochFollower follower, long epoch) {
        await().atMost(LIMIT).untilAsserted(() -> assertThat(follower.last()).isEqualTo(epoch));
    }

    private void requirePasswords() throws Exception {
        etcd.ask("auth/role/add", "{\"name\":\"root\"}");
        etcd.ask("auth/user/add", "{\"name\":\"root\",\"password\":\"x\"}");
        etcd.ask("auth/user/grant", "{\"user\":\"root\",\"role\":\"root\"}");
        etcd.ask("auth/role/add", "{\"name\":\"regionpair\"}");
        etcd.ask(
                "auth/role/grant",
                "{\"name\":\"regionpair\",\"perm\":{\"permType\":\"READWRITE\",\"key\":\"%s\",\"range_end\":\"%s\"}}"
                        .formatted(EtcdCluster.base64(PREFIX), EtcdCluster.base64("/regionpair0")));
        etcd.ask("auth/user/add", "{\"name\":\"regionpair\",\"password\":\"geheim\"}");
        etcd.ask("auth/user/grant", "{\"user\":\"regionpair\",\"role\":\"regionpair\"}");
        etcd.ask("auth/enable", "{}");
    }

    private CommandProcess.Result set(String active, String... options) {
        var all = new ArrayList<>(
                List.of("arbitrator", "set", "--etcd=" + etcd.urls(), "--pair=p", "--active=" + active));
        all.addAll(List.of(options));
        return CommandProcess.start(all.toArray(String[]::new)).await();
    }
}
