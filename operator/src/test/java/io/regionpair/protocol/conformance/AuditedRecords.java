package io.regionpair.protocol.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.regionpair.api.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The RegionRecords of real clusters, from the audit logs of their API servers: every write that succeeded, whole, in its order. */
final class AuditedRecords {

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * One write.
     *
     * @param byOperator else a test or a person wrote it
     * @param byReading it says that it rests on the other region's record, which was read
     * @param record absent after a removal
     */
    record Write(String pair, long version, boolean byOperator, boolean byReading, Optional<Stored> record) {}

    private AuditedRecords() {}

    /** The writes of one region, in the order of their versions. */
    static List<Write> read(Path log) {
        try (Stream<String> lines = Files.lines(log)) {
            var writes = new ArrayList<Write>();
            lines.filter(line -> line.contains("\"regionrecords\""))
                    .forEach(line -> parse(line).ifPresent(writes::add));
            writes.sort(Comparator.comparingLong(Write::version));
            return writes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What two logs say of each pair that both regions have. */
    static Map<String, PairHistory> histories(Path first, Path second) {
        var histories = new HashMap<String, PairHistory>();
        var regions = List.of(first, second);
        for (var log : regions) {
            var region = log.getParent().getFileName().toString();
            for (var write : read(log)) {
                var history = histories.computeIfAbsent(
                        write.pair(),
                        _ -> new PairHistory(
                                regions.stream()
                                        .map(path ->
                                                path.getParent().getFileName().toString())
                                        .toList(),
                                false,
                                false));
                tell(history, region, write);
            }
        }
        return histories;
    }

    private static void tell(PairHistory history, String region, Write write) {
        if (write.record().isEmpty()) {
            history.forget(region);
        } else if (write.byOperator()) {
            history.stored(region, write.record().get(), write.byReading());
        } else {
            history.set(region, write.record().get());
        }
    }

    private static Optional<Write> parse(String line) {
        try {
            var event = JSON.readTree(line);
            var code = event.path("responseStatus").path("code").asInt();
            var written = event.path("stage").asText().equals("ResponseComplete") && code >= 200 && code < 300;
            if (!written || !event.path("objectRef").path("resource").asText().equals("regionrecords")) {
                return Optional.empty();
            }
            var removed = event.path("verb").asText().startsWith("delete");
            var object = event.path(removed ? "requestObject" : "responseObject");
            return Optional.of(new Write(
                    event.path("objectRef").path("name").asText(),
                    version(event, removed),
                    event.path("user").path("username").asText().endsWith(":regionpair-operator"),
                    object.path("spec")
                            .path("lastDecision")
                            .path("reason")
                            .asText()
                            .equals(Reason.PeerClusterRead.name()),
                    removed ? Optional.empty() : Optional.of(stored(object.path("spec")))));
        } catch (IOException torn) {
            // An API server was killed in the middle of a line.
            return Optional.empty();
        }
    }

    private static long version(JsonNode event, boolean removed) {
        var response = event.path("responseObject");
        return response.path("metadata").path("resourceVersion").asLong(removed ? Long.MAX_VALUE : 0);
    }

    private static Stored stored(JsonNode spec) {
        var covered = new HashMap<String, String>();
        spec.path("coverage")
                .path("components")
                .properties()
                .forEach(entry -> covered.put(entry.getKey(), entry.getValue().asText()));
        var lost = new HashSet<String>();
        spec.path("lostPods").forEach(pod -> lost.add(pod.path("uid").asText()));
        return new Stored(
                spec.path("role").asText(),
                spec.path("term").asLong(),
                spec.path("maxEpoch").asLong(-1),
                spec.path("attempt").asText(""),
                spec.path("grantedTo").path("attempt").asText(""),
                spec.path("coverage").path("all").asBoolean(),
                covered,
                lost,
                spec.has("assertion"));
    }
}
