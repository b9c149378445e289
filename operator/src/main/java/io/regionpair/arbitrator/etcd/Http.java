package io.regionpair.arbitrator.etcd;

import io.regionpair.arbitrator.client.ArbitratorSettings;
import io.regionpair.arbitrator.client.NameLookup;
import io.regionpair.arbitrator.client.TlsMaterial;
import io.regionpair.arbitrator.client.UnusableSettingsException;
import io.regionpair.ops.BareHttp;
import io.regionpair.ops.LogKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.Dns;
import okhttp3.OkHttpClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connections to etcd, made anew when the files with certificates have changed. Files that don't fit each other change nothing. */
final class Http implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Http.class);

    private static final Duration KEEP_ALIVE = Duration.ofMinutes(1);

    private final EtcdSettings settings;
    private Optional<ArbitratorSettings.Tls> texts;
    private OkHttpClient client;
    private String trouble = "";

    private Http(EtcdSettings settings, Optional<ArbitratorSettings.Tls> texts, OkHttpClient client) {
        this.settings = settings;
        this.texts = texts;
        this.client = client;
    }

    /**
     * Nothing is sent yet.
     *
     * @throws UnusableSettingsException when the files can't be used now
     */
    static Http open(EtcdSettings settings) throws UnusableSettingsException {
        var texts = read(settings);
        return new Http(settings, texts, client(texts));
    }

    /** With the certificates of now. */
    synchronized OkHttpClient client() {
        try {
            var now = read(settings);
            if (!now.equals(texts)) {
                var next = client(now);
                client.connectionPool().evictAll();
                client = next;
                texts = now;
                log.atInfo().addKeyValue(LogKeys.SOURCE, settings).log("TLS material for etcd read");
            }
            trouble = "";
        } catch (UnusableSettingsException e) {
            complain(String.valueOf(e.getMessage()));
        }
        return client;
    }

    private void complain(String sentence) {
        if (!trouble.equals(sentence)) {
            trouble = sentence;
            log.atWarn()
                    .addKeyValue(LogKeys.SOURCE, settings)
                    .addKeyValue(LogKeys.DETAIL, sentence)
                    .log("TLS files for etcd can't be used; those from before are");
        }
    }

    private static Optional<ArbitratorSettings.Tls> read(EtcdSettings settings) throws UnusableSettingsException {
        if (settings.authorities().isEmpty() && settings.identity().isEmpty()) {
            return Optional.empty();
        }
        var authorities = settings.authorities().isPresent()
                ? Optional.of(text(settings.authorities().get()))
                : Optional.<String>empty();
        var identity = settings.identity().isPresent()
                ? Optional.of(identity(settings.identity().get()))
                : Optional.<ArbitratorSettings.Identity>empty();
        return Optional.of(new ArbitratorSettings.Tls(authorities, identity));
    }

    private static ArbitratorSettings.Identity identity(EtcdSettings.Identity files) throws UnusableSettingsException {
        return new ArbitratorSettings.Identity(text(files.certificates()), text(files.key()));
    }

    /** The content of a file that a person named. */
    static String text(Path file) throws UnusableSettingsException {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UnusableSettingsException(
                    file + " can't be read (" + e.getClass().getSimpleName() + ")");
        }
    }

    private static OkHttpClient client(Optional<ArbitratorSettings.Tls> tls) throws UnusableSettingsException {
        var handshakes = TlsMaterial.read(tls, "etcd");
        return BareHttp.builder()
                .connectionPool(new ConnectionPool(5, KEEP_ALIVE.toMillis(), TimeUnit.MILLISECONDS))
                .dns(new NameLookup(Dns.SYSTEM))
                .sslSocketFactory(handshakes.sslSocketFactory(), handshakes.trustManager())
                .build();
    }

    @Override
    public synchronized void close() {
        client.dispatcher().cancelAll();
        client.connectionPool().evictAll();
    }
}
