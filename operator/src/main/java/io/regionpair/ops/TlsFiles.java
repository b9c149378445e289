package io.regionpair.ops;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS material from files, as a Secret is mounted, read again and again so that a renewed certificate counts without a restart. What
 * was good stays in use while the files are missing or don't fit each other, as they do for a moment when they are replaced one by one.
 */
public final class TlsFiles implements TlsSource, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(TlsFiles.class);

    /** From one reading to the next. Renewals are announced days ahead; this is short so that people who try it out see it happen. */
    public static final Duration INTERVAL = Duration.ofSeconds(5);

    /**
     * Which files.
     *
     * @param certificates own first, then intermediates
     * @param key of the first certificate
     * @param clientAuthorities absent: clients aren't asked for a certificate
     */
    public record Settings(Path certificates, Path key, Optional<Path> clientAuthorities) {}

    private final Settings settings;
    private final Thread thread;
    private List<String> texts;
    private volatile TlsIdentity current;
    private volatile Optional<String> trouble = Optional.empty();

    private TlsFiles(Settings settings, List<String> texts, TlsIdentity first, Duration interval) {
        this.settings = settings;
        this.texts = texts;
        this.current = first;
        this.thread = Thread.ofVirtual().name("tls-files").unstarted(() -> loop(interval));
    }

    /**
     * Reads the files, and goes on reading them.
     *
     * @throws UnusableTlsException when they can't be used now
     */
    public static TlsFiles start(Settings settings, MeterRegistry meters, InstantSource clock, Duration interval)
            throws UnusableTlsException {
        var texts = read(settings);
        var files = new TlsFiles(settings, texts, parse(texts), interval);
        Gauge.builder("regionpair.certificate.expiry", files, self -> self.secondsLeft(clock))
                .baseUnit("seconds")
                .description("Seconds until the certificate expires; negative afterwards")
                .tag("secret", settings.certificates().toString())
                .strongReference(true)
                .register(meters);
        files.thread.start();
        return files;
    }

    @Override
    public Optional<TlsIdentity> current() {
        return Optional.of(current);
    }

    /** What is wrong with the files as they were last read, in one sentence; absent when all is well. */
    public Optional<String> trouble() {
        return trouble;
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private double secondsLeft(InstantSource clock) {
        return Duration.between(clock.instant(), current.notAfter()).toSeconds();
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

    private void refresh() {
        try {
            var now = read(settings);
            if (!now.equals(texts)) {
                var identity = parse(now);
                current = identity;
                texts = now;
                log.atInfo()
                        .addKeyValue(LogKeys.FILE, settings.certificates())
                        .addKeyValue(LogKeys.NOT_AFTER, identity.notAfter())
                        .log("TLS material read");
            }
            trouble = Optional.empty();
        } catch (UnusableTlsException e) {
            complain(String.valueOf(e.getMessage()));
        }
    }

    private void complain(String sentence) {
        if (!trouble.equals(Optional.of(sentence))) {
            trouble = Optional.of(sentence);
            log.atWarn()
                    .addKeyValue(LogKeys.FILE, settings.certificates())
                    .addKeyValue(LogKeys.DETAIL, sentence)
                    .log("TLS files can't be used");
        }
    }

    private static List<String> read(Settings settings) throws UnusableTlsException {
        var certificates = text(settings.certificates());
        var key = text(settings.key());
        return settings.clientAuthorities().isEmpty()
                ? List.of(certificates, key)
                : List.of(certificates, key, text(settings.clientAuthorities().get()));
    }

    private static TlsIdentity parse(List<String> texts) throws UnusableTlsException {
        return texts.size() == 2
                ? TlsIdentity.parse(texts.get(0), texts.get(1))
                : TlsIdentity.parse(texts.get(0), texts.get(1), texts.get(2));
    }

    private static String text(Path file) throws UnusableTlsException {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UnusableTlsException(
                    file + " can't be read (" + e.getClass().getSimpleName() + ")");
        }
    }
}
