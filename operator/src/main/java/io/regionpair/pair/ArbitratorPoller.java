package io.regionpair.pair;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.regionpair.api.ArbitratorTls;
import io.regionpair.api.EpochPolicy;
import io.regionpair.api.Reason;
import io.regionpair.api.Region;
import io.regionpair.api.RegionPairSpec;
import io.regionpair.arbitrator.client.ArbitratorClient;
import io.regionpair.arbitrator.client.ArbitratorSettings;
import io.regionpair.arbitrator.client.Offer;
import io.regionpair.arbitrator.client.PollLoop;
import io.regionpair.arbitrator.client.PollResult;
import io.regionpair.arbitrator.client.Reply;
import io.regionpair.arbitrator.client.UnusableSettingsException;
import io.regionpair.protocol.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks one pair's arbitrator with the settings and certificates of the moment. What makes polling impossible (a missing Secret, a bad
 * URL) is an answer too, so that it shows where people look.
 */
final class ArbitratorPoller implements PollLoop.Poll, AutoCloseable {

    /** From one reading of the Secrets to the next. */
    private static final Duration SECRETS = Duration.ofSeconds(30);

    private final KubernetesClient client;
    private final String namespace;
    private final RegionPairSpec spec;
    private final LongSupplier nanos;
    private final InstantSource clock;
    private @Nullable ArbitratorSettings settings;
    private volatile @Nullable ArbitratorClient open;
    private long secretsReadAt;

    ArbitratorPoller(
            KubernetesClient client, String namespace, RegionPairSpec spec, LongSupplier nanos, InstantSource clock) {
        this.client = client;
        this.namespace = namespace;
        this.spec = spec;
        this.nanos = nanos;
        this.clock = clock;
    }

    @Override
    public synchronized PollResult poll() throws InterruptedException {
        try {
            return current().poll();
        } catch (UnusableSettingsException e) {
            return failed(Reason.ArbitratorUnreachable, String.valueOf(e.getMessage()));
        } catch (SecretTroubleException e) {
            return failed(Reason.CertificateMissing, String.valueOf(e.getMessage()));
        }
    }

    /** Not under the lock: while one endpoint lets us wait, the ordinary polls go on, and other endpoints may keep those busy. */
    @Override
    public PollResult pollNext(int endpoint, Offer offer) throws InterruptedException {
        var client = open;
        return client == null
                ? failed(Reason.ArbitratorUnreachable, "the settings are being changed")
                : client.pollNext(endpoint, offer);
    }

    private PollResult failed(Reason reason, String detail) {
        var now = nanos.getAsLong();
        var replies = spec.arbitrator().endpoints().stream()
                .map(endpoint -> Reply.of(new Answer.Unreachable(endpoint, reason, detail)))
                .toList();
        return new PollResult(replies, now, now);
    }

    private ArbitratorClient current() throws UnusableSettingsException, SecretTroubleException {
        var tls = spec.arbitrator().tls();
        var due = open == null || (tls != null && nanos.getAsLong() - secretsReadAt > SECRETS.toNanos());
        if (due) {
            secretsReadAt = nanos.getAsLong();
            var fresh = settings(tls);
            if (open == null || !fresh.equals(settings)) {
                close();
                open = ArbitratorClient.open(fresh, nanos, clock);
                settings = fresh;
            }
        }
        return Objects.requireNonNull(open);
    }

    private ArbitratorSettings settings(@Nullable ArbitratorTls tls) throws SecretTroubleException {
        var arbitrator = spec.arbitrator();
        return new ArbitratorSettings(
                arbitrator.endpoints(),
                Duration.ofSeconds(Objects.requireNonNullElse(arbitrator.requestTimeoutSeconds(), 2)),
                Duration.ofSeconds(Objects.requireNonNullElse(arbitrator.maxAgeSeconds(), 60)),
                spec.regions().stream().map(Region::name).toList(),
                arbitrator.epoch() != EpochPolicy.Ignored,
                tls == null ? Optional.empty() : Optional.of(tls(tls)));
    }

    private ArbitratorSettings.Tls tls(ArbitratorTls tls) throws SecretTroubleException {
        Optional<String> authorities = Optional.empty();
        if (tls.caSecretName() != null) {
            authorities = Optional.of(text(secret(tls.caSecretName()), "ca.crt"));
        }
        Optional<ArbitratorSettings.Identity> identity = Optional.empty();
        if (tls.clientSecretName() != null) {
            var secret = secret(tls.clientSecretName());
            identity = Optional.of(new ArbitratorSettings.Identity(text(secret, "tls.crt"), text(secret, "tls.key")));
        }
        return new ArbitratorSettings.Tls(authorities, identity);
    }

    private Secret secret(String name) throws SecretTroubleException {
        var secret = client.secrets().inNamespace(namespace).withName(name).get();
        if (secret == null) {
            throw new SecretTroubleException("Secret " + namespace + "/" + name + " for the arbitrator doesn't exist");
        }
        return secret;
    }

    private static String text(Secret secret, String key) throws SecretTroubleException {
        var data = secret.getData() == null ? null : secret.getData().get(key);
        if (data == null) {
            throw new SecretTroubleException("Secret " + secret.getMetadata().getName() + " has no " + key);
        }
        return new String(Base64.getDecoder().decode(data), StandardCharsets.UTF_8);
    }

    private static final class SecretTroubleException extends Exception {
        SecretTroubleException(String message) {
            super(message);
        }
    }

    @Override
    public synchronized void close() {
        if (open != null) {
            open.close();
            open = null;
        }
    }
}
