package io.regionpair.e2e.observer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** A growing audit log, read bit by bit. */
final class AuditLog {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private long position;
    private int unreadableLines;

    AuditLog(Path file) {
        this.file = file;
    }

    /** What was written since the last call, in the order of the file. A line that is still being written is left for later. */
    List<AuditEvent> read() {
        var events = new ArrayList<AuditEvent>();
        for (var line : newLines().split("\n", -1)) {
            if (!line.isEmpty()) {
                parse(line, events);
            }
        }
        return events;
    }

    /** Lines that are no JSON: an API server was killed in the middle of one. */
    int unreadableLines() {
        return unreadableLines;
    }

    private void parse(String line, List<AuditEvent> events) {
        try {
            events.add(AuditEvent.of(JSON.readTree(line)));
        } catch (JsonProcessingException torn) {
            unreadableLines++;
        }
    }

    private String newLines() {
        if (!Files.exists(file)) {
            return "";
        }
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            var bytes = ByteBuffer.allocate(Math.toIntExact(channel.size() - position));
            channel.read(bytes, position);
            var length = bytes.position();
            while (length > 0 && bytes.get(length - 1) != '\n') {
                length--;
            }
            position += length;
            return new String(bytes.array(), 0, length, UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
