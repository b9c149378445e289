package io.regionpair.arbitrator.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.regionpair.protocol.Answer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/**
 * What this instance gave last of each pair, in a folder that outlives it. Written before an answer is given for the first time, so that
 * after a restart nothing older is; unless the folder can't be written, which is said. One instance owns one folder.
 */
final class LastGiven implements AutoCloseable {

    private static final String ENDING = ".given";
    private static final JsonMapper JSON = new JsonMapper();

    /**
     * What was given of one pair.
     *
     * @param regions the pair's two; empty: nobody has said them yet
     * @param asOf when the document was first given, not when it was last known to be current
     */
    record Given(PairDocument document, List<String> regions, Instant asOf) {}

    private final Path folder;
    private final FileChannel lockFile;
    private final FileLock lock;

    private LastGiven(Path folder, FileChannel lockFile, FileLock lock) {
        this.folder = folder;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    /**
     * Takes the folder, and makes it if it isn't there.
     *
     * @throws IOException when it can't be used, or another instance uses it; the message is for people
     */
    static LastGiven open(Path folder) throws IOException {
        Files.createDirectories(folder);
        var file = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            var lock = file.tryLock();
            if (lock != null) {
                return new LastGiven(folder, file, lock);
            }
        } catch (OverlappingFileLockException _) {
            // Held by this very process: said below as well.
        }
        file.close();
        throw new IOException(folder + " is used by another instance; each needs a folder of its own");
    }

    /**
     * Everything, by pair.
     *
     * @throws IOException when something there can't be read: going on without it might give what is older
     */
    Map<String, Given> read() throws IOException {
        var all = new TreeMap<String, Given>();
        try (var files = Files.newDirectoryStream(folder, "*" + ENDING)) {
            for (var file : files) {
                var name = String.valueOf(file.getFileName());
                all.put(name.substring(0, name.length() - ENDING.length()), read(file));
            }
        }
        return all;
    }

    private static Given read(Path file) throws IOException {
        try {
            var root = JSON.readTree(Files.readString(file));
            var document = new PairDocument(
                    text(root, "active"),
                    Optional.ofNullable(root.path("secondary").textValue()),
                    root.hasNonNull("epoch") ? OptionalLong.of(number(root, "epoch")) : OptionalLong.empty(),
                    root.hasNonNull("fenced")
                            ? Optional.of(new Answer.Fenced(
                                    text(root.path("fenced"), "region"), number(root.path("fenced"), "epoch")))
                            : Optional.empty());
            var regions = StreamSupport.stream(root.path("regions").spliterator(), false)
                    .map(JsonNode::asText)
                    .toList();
            return new Given(document, regions, Instant.parse(text(root, "asOf")));
        } catch (JsonProcessingException | IllegalArgumentException | DateTimeException e) {
            throw new IOException(
                    file + " isn't what an instance left there; without it something older than before might be served."
                            + " Remove it once you know that the source is right",
                    e);
        }
    }

    private static String text(JsonNode node, String name) {
        if (!node.path(name).isTextual()) {
            throw new IllegalArgumentException(name);
        }
        return node.path(name).textValue();
    }

    private static long number(JsonNode node, String name) {
        if (!node.path(name).isIntegralNumber()) {
            throw new IllegalArgumentException(name);
        }
        return node.path(name).longValue();
    }

    /** Returns when it is on the disk. */
    void write(String pair, Given given) throws IOException {
        var next = folder.resolve(pair + ".next");
        try (var file = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            var bytes = ByteBuffer.wrap(text(given).getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.force(true);
        }
        Files.move(next, folder.resolve(pair + ENDING), StandardCopyOption.ATOMIC_MOVE);
        try (var itself = FileChannel.open(folder)) {
            itself.force(true);
        }
    }

    private static String text(Given given) {
        var root = given.document().fields();
        var regions = root.putArray("regions");
        given.regions().forEach(regions::add);
        return root.put("asOf", given.asOf().toString()) + "\n";
    }

    @Override
    public void close() {
        try {
            lock.release();
            lockFile.close();
        } catch (IOException e) {
            throw new IllegalStateException(folder + " can't be given back", e);
        }
    }
}
