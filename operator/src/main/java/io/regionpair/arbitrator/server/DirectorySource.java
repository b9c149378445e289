package io.regionpair.arbitrator.server;

import io.regionpair.arbitrator.Document;
import io.regionpair.arbitrator.server.Finding.Candidate;
import io.regionpair.arbitrator.server.Finding.Format;
import io.regionpair.arbitrator.server.Finding.Unreadable;
import io.regionpair.arbitrator.server.Finding.Unsettled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A folder of documents, {@code <pair>.json} or {@code <pair>.yaml}, as a ConfigMap is mounted, as a side-car writes it, or as an editor
 * saves it. Changes are told by the system where it can, and looked for every second anyway.
 */
final class DirectorySource implements DocumentSource {

    /**
     * A file that changed less than this ago may be half written. A half of an object in JSON can't be taken for a whole one; a half in
     * YAML can ({@code epoch: 8} of {@code epoch: 81}), so YAML is only read when it has lain still for this long.
     */
    static final Duration SETTLED = Duration.ofMillis(100);

    private static final int MAX_FILES = 10_000;

    private final Path folder;
    private final InstantSource clock;
    private @Nullable WatchService watch;
    private @Nullable WatchKey key;
    private boolean unsettled;

    DirectorySource(Path folder, InstantSource clock) {
        this.folder = folder;
        this.clock = clock;
    }

    @Override
    public String name() {
        return folder.toString();
    }

    @Override
    public Reading read() throws SourceUnavailableException {
        // Before the look: what changes after it must be told.
        watch();
        var pairs = new TreeMap<String, Finding>();
        var strays = new ArrayList<String>();
        for (var file : files()) {
            var found = DocumentName.of(String.valueOf(file.getFileName()));
            if (found.isEmpty()) {
                continue;
            }
            var name = found.get();
            if (name.isOfAPair()) {
                pairs.merge(name.pair(), look(file, name.format()), (_, _) -> twice(name.pair()));
            } else {
                strays.add(file.getFileName() + " isn't named after a pair");
            }
        }
        unsettled = pairs.values().stream().anyMatch(Unsettled.class::isInstance);
        return new Reading(pairs, strays);
    }

    private List<Path> files() throws SourceUnavailableException {
        try (var all = Files.list(folder)) {
            return all.limit(MAX_FILES).sorted().toList();
        } catch (IOException | RuntimeException e) {
            throw new SourceUnavailableException(
                    folder + " can't be listed (" + e.getClass().getSimpleName() + ")");
        }
    }

    private Finding twice(String pair) {
        return new Unreadable(
                folder.resolve(pair) + ".*", "there are several files for this pair; keep one of .json, .yaml, .yml");
    }

    private Finding look(Path file, Format format) {
        try {
            // A pipe, for instance, would be read for ever.
            if (!Files.isRegularFile(file)) {
                return new Unreadable(file.toString(), "it isn't a file");
            }
            var young = isYoung(file);
            if (young && format == Format.YAML) {
                return new Unsettled();
            }
            var text = read(file);
            return young && isBroken(text, format) ? new Unsettled() : new Candidate(file.toString(), text, format);
        } catch (IOException | RuntimeException e) {
            return new Unreadable(
                    file.toString(), "it can't be read (" + e.getClass().getSimpleName() + ")");
        }
    }

    private boolean isYoung(Path file) throws IOException {
        var age = Duration.between(Files.getLastModifiedTime(file).toInstant(), clock.instant());
        return !age.isNegative() && age.compareTo(SETTLED) < 0;
    }

    private static boolean isBroken(byte[] text, Format format) {
        try {
            DocumentText.parse(text, format);
            return false;
        } catch (UnfitException _) {
            return true;
        }
    }

    private static byte[] read(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return in.readNBytes(Document.MAX_BYTES + 1);
        }
    }

    @Override
    public void awaitChange(Duration atMost) throws InterruptedException {
        var patience = unsettled && SETTLED.compareTo(atMost) < 0 ? SETTLED : atMost;
        var told = watch();
        if (told.isEmpty()) {
            TimeUnit.NANOSECONDS.sleep(patience.toNanos());
            return;
        }
        var changed = told.get().poll(patience.toNanos(), TimeUnit.NANOSECONDS);
        if (changed != null) {
            changed.pollEvents();
            changed.reset();
        }
    }

    // Anew when the folder was replaced by another one of the same name.
    private Optional<WatchService> watch() {
        try {
            var service = watch == null ? folder.getFileSystem().newWatchService() : watch;
            watch = service;
            if (key == null || !key.isValid()) {
                key = folder.register(
                        service,
                        StandardWatchEventKinds.ENTRY_CREATE,
                        StandardWatchEventKinds.ENTRY_MODIFY,
                        StandardWatchEventKinds.ENTRY_DELETE);
            }
            return Optional.of(service);
        } catch (IOException | RuntimeException _) {
            // No watches left, or no folder: the look every second does.
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        try {
            if (watch != null) {
                watch.close();
            }
        } catch (IOException e) {
            throw new IllegalStateException("A watch of " + folder + " can't be closed", e);
        }
    }
}
