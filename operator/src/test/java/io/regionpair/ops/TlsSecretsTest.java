package io.regionpair.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true)
class TlsSecretsTest {

    private static final Instant NOW = Instant.parse("2026-11-24T06:00:00Z");
    private static final TestAuthority AUTHORITY = new TestAuthority("authority");

    private KubernetesClient client;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private TlsSecrets secrets;

    @AfterEach
    void stop() {
        secrets.close();
    }

    @Test
    void readsASecretAndSaysWhenItExpires() {
        put(AUTHORITY.issue(TestAuthority.ec(), NOW.plusSeconds(3600)));
        start(Duration.ofHours(1));

        var tls = secrets.secret("regionpair-peer");

        assertThat(tls.current()).isPresent();
        assertThat(tls.trouble()).isEmpty();
        assertThat(secondsLeft()).isEqualTo(3600);
    }

    @Test
    void readsOneSecretOnce() {
        start(Duration.ofHours(1));

        assertThat(secrets.secret("regionpair-peer")).isSameAs(secrets.secret("regionpair-peer"));
    }

    @Test
    void waitsForASecretThatDoesNotExistYet() {
        start(Duration.ofMillis(50));
        var tls = secrets.secret("regionpair-peer");
        assertThat(tls.current()).isEmpty();
        assertThat(tls.trouble()).contains("it doesn't exist");
        assertThat(secondsLeft()).isNaN();

        put(AUTHORITY.issue());

        await().until(() -> tls.current().isPresent());
        await().until(() -> tls.trouble().isEmpty());
    }

    @Test
    void noticesARenewalOnDemand() {
        put(AUTHORITY.issue(TestAuthority.ec(), NOW.plusSeconds(60)));
        start(Duration.ofHours(1));
        var tls = secrets.secret("regionpair-peer");
        var before = tls.current();
        secrets.refresh();
        assertThat(tls.current().get()).as("unchanged").isSameAs(before.get());

        put(AUTHORITY.issue(TestAuthority.ec(), NOW.plusSeconds(7200)));
        secrets.refresh();

        assertThat(tls.current().get()).isNotSameAs(before.get());
        assertThat(secondsLeft()).isEqualTo(7200);
    }

    @Test
    void keepsWhatWasGoodWhileTheSecretIsBrokenOrGone() {
        var issued = AUTHORITY.issue();
        put(issued);
        start(Duration.ofHours(1));
        var tls = secrets.secret("regionpair-peer");
        var good = tls.current();

        put(new TestAuthority.Issued(issued.certificate(), "junk"));
        secrets.refresh();
        assertThat(tls.current()).isEqualTo(good);
        assertThat(tls.trouble())
                .hasValueSatisfying(trouble -> assertThat(trouble).contains("PKCS8"));

        client.secrets().inNamespace("regionpair-system").delete();
        secrets.refresh();
        assertThat(tls.current()).isEqualTo(good);
        assertThat(tls.trouble()).contains("it doesn't exist");

        put(issued);
        secrets.refresh();
        assertThat(tls.trouble()).isEmpty();
    }

    @Test
    void saysWhichPartIsMissing() {
        client.resource(new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace("regionpair-system")
                        .withName("regionpair-peer")
                        .endMetadata()
                        .withData(Map.of())
                        .build())
                .create();
        start(Duration.ofHours(1));

        assertThat(secrets.secret("regionpair-peer").trouble()).contains("it has no tls.crt");
    }

    private void start(Duration interval) {
        secrets = TlsSecrets.start(client, "regionpair-system", meters, () -> NOW, interval);
    }

    private double secondsLeft() {
        return meters.get("regionpair.certificate.expiry")
                .tag("secret", "regionpair-peer")
                .gauge()
                .value();
    }

    private void put(TestAuthority.Issued issued) {
        var secret = new SecretBuilder()
                .withNewMetadata()
                .withNamespace("regionpair-system")
                .withName("regionpair-peer")
                .endMetadata()
                .withData(Map.of(
                        "tls.crt", base64(issued.certificate()),
                        "tls.key", base64(issued.key()),
                        "ca.crt", base64(AUTHORITY.certificate())))
                .build();
        client.resource(secret).createOr(it -> it.update());
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
