package io.regionpair.ops;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS material from Secrets of one namespace ({@code tls.crt}, {@code tls.key}, {@code ca.crt}), read again and again so that a
 * renewed certificate counts without a restart. What was good stays in use while the Secret is missing, unreadable or broken: a
 * certificate has an end of its own, and an API server that is away is no reason to cut the link.
 */
public final class TlsSecrets implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(TlsSecrets.class);

    /**
     * From one reading of each Secret to the next. Rotations are announced days ahead, so ten times this would serve as well for them;
     * the first installation, where an operator waits for its certificate, wouldn't be happy with it.
     */
    public static final Duration INTERVAL = Duration.ofSeconds(30);

    private final KubernetesClient client;
    private final String namespace;
    private final MeterRegistry meters;
    private final InstantSource clock;
    private final Map<String, Watched> watched = new ConcurrentHashMap<>();
    private final Thread thread;

    private TlsSecrets(
            KubernetesClient client, String namespace, MeterRegistry meters, InstantSource clock, Duration interval) {
        this.client = client;
        this.namespace = namespace;
        this.meters = meters;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("tls-secrets").unstarted(() -> loop(interval));
    }

    /** Starts reading; nothing is read before the first {@link #secret}. */
    public static TlsSecrets start(
            KubernetesClient client, String namespace, MeterRegistry meters, InstantSource clock, Duration interval) {
        var secrets = new TlsSecrets(client, namespace, meters, clock, interval);
        secrets.thread.start();
        return secrets;
    }

    /** The material of one Secret, read now if it is the first time. One that doesn't exist yet is waited for. */
    public SecretTls secret(String name) {
        return watched.computeIfAbsent(name, this::watch);
    }

    /** Reads every Secret now. */
    public void refresh() {
        watched.values().forEach(Watched::read);
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    /** One Secret's material. */
    public interface SecretTls extends TlsSource {

        /** What is wrong with the Secret as it was last read, in one sentence; absent when all is well. */
        Optional<String> trouble();
    }

    private Watched watch(String name) {
        var secret = new Watched(name);
        secret.read();
        Gauge.builder("regionpair.certificate.expiry", secret::secondsLeft)
                .baseUnit("seconds")
                .description(
                        "Seconds until the certificate of this Secret expires; negative afterwards, NaN without one")
                .tag("secret", name)
                .strongReference(true)
                .register(meters);
        return secret;
    }

    private void loop(Duration interval) {
        try {
            while (true) {
                Thread.sleep(interval);
                refresh();
            }
        } catch (InterruptedException _) {
            // Closed.
        }
    }

    private final class Watched implements SecretTls {

        private final String name;
        private volatile Optional<TlsIdentity> current = Optional.empty();
        private volatile Optional<String> trouble = Optional.of("it wasn't read yet");
        private @Nullable Map<String, String> lastData;
        private Optional<String> defect = Optional.empty();

        Watched(String name) {
            this.name = name;
        }

        @Override
        public Optional<TlsIdentity> current() {
            return current;
        }

        @Override
        public Optional<String> trouble() {
            return trouble;
        }

        double secondsLeft() {
            return current.map(identity -> (double) Duration.between(clock.instant(), identity.notAfter())
                            .toSeconds())
                    .orElse(Double.NaN);
        }

        synchronized void read() {
            try {
                var secret =
                        client.secrets().inNamespace(namespace).withName(name).get();
                if (secret == null) {
                    complain("it doesn't exist");
                } else {
                    take(secret);
                }
            } catch (KubernetesClientException e) {
                complain("it can't be read (status " + e.getCode() + ")");
            } catch (RuntimeException e) {
                // Not caught, no Secret would ever be read again.
                complain("it can't be read (" + e.getClass().getSimpleName() + ")");
            }
        }

        private void take(Secret secret) {
            var data = secret.getData() == null ? Map.<String, String>of() : Map.copyOf(secret.getData());
            if (!data.equals(lastData)) {
                lastData = data;
                defect = use(data);
            }
            defect.ifPresentOrElse(this::complain, () -> trouble = Optional.empty());
        }

        private Optional<String> use(Map<String, String> data) {
            try {
                var identity = TlsIdentity.parse(value(data, "tls.crt"), value(data, "tls.key"), value(data, "ca.crt"));
                current = Optional.of(identity);
                log.atInfo()
                        .addKeyValue(LogKeys.SECRET, name)
                        .addKeyValue(LogKeys.NOT_AFTER, identity.notAfter())
                        .log("TLS material read");
                return Optional.empty();
            } catch (UnusableTlsException e) {
                return Optional.ofNullable(e.getMessage());
            }
        }

        private void complain(String sentence) {
            if (!trouble.equals(Optional.of(sentence))) {
                trouble = Optional.of(sentence);
                log.atWarn()
                        .addKeyValue(LogKeys.SECRET, name)
                        .addKeyValue(LogKeys.DETAIL, sentence)
                        .log("A TLS Secret can't be used");
            }
        }

        private static String value(Map<String, String> data, String key) throws UnusableTlsException {
            var value = data.get(key);
            if (value == null || value.isEmpty()) {
                throw new UnusableTlsException("it has no " + key);
            }
            try {
                return new String(Base64.getDecoder().decode(value), StandardCharsets.ISO_8859_1);
            } catch (IllegalArgumentException _) {
                throw new UnusableTlsException(key + " isn't base64");
            }
        }
    }
}
