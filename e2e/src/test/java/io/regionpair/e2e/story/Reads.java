package io.regionpair.e2e.story;

import io.regionpair.e2e.operator.OperatorAccess;
import io.regionpair.e2e.region.ControlPlane;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Instant;

/** What an operator reads, by the audit log of an API server that records reads. */
final class Reads {

    private Reads() {}

    /** How many lists it asked for between two moments. */
    static long lists(ControlPlane plane, Instant from, Instant to) {
        try (var lines = Files.lines(plane.auditLog().orElseThrow())) {
            return lines.filter(line -> line.contains(OperatorAccess.USER) && line.contains("\"verb\":\"list\""))
                    .map(line -> Instant.parse(stamp(line)))
                    .filter(at -> at.isAfter(from) && at.isBefore(to))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String stamp(String line) {
        var key = "\"requestReceivedTimestamp\":\"";
        var begin = line.indexOf(key) + key.length();
        return line.substring(begin, line.indexOf('"', begin));
    }
}
