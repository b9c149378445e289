package io.regionpair.arbitrator.server;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.regionpair.protocol.Answer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is said of one pair. Valid by construction: made by {@link CandidateReader} only.
 *
 * @param active a region or {@link Answer#NONE}
 * @param secondary absent only where {@code active} is none
 * @param epoch absent when the source has none
 * @param fenced only when it was made for exactly this epoch
 */
record PairDocument(String active, Optional<String> secondary, OptionalLong epoch, Optional<Answer.Fenced> fenced) {

    /** As many as keep two documents of one pair apart for ever, and few enough to be compared by eye. */
    private static final int REVISION_BYTES = 8;

    private static final JsonMapper JSON = new JsonMapper();

    /** The same for equal documents, whoever serves them. */
    String revision() {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(bytes(fields()));
            return HexFormat.of().formatHex(digest, 0, REVISION_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("Every Java platform has SHA-256", e);
        }
    }

    /** As a source has it. */
    byte[] text() {
        return bytes(fields());
    }

    /** What a static web server has in its file. */
    byte[] twoFields() {
        return bytes(names());
    }

    /** Everything, with the instant when this was known to be what the source says. */
    byte[] whole(Instant asOf) {
        var instant = asOf.truncatedTo(ChronoUnit.MILLIS).toString();
        return bytes(fields().put("revision", revision()).put("asOf", instant));
    }

    /** The two regions of the pair; empty when it doesn't name both. */
    List<String> regions() {
        return active.equals(Answer.NONE) || secondary.isEmpty() ? List.of() : List.of(active, secondary.get());
    }

    /** For people: {@code eu, epoch 7, us fenced}. */
    String inWords() {
        return active
                + (epoch.isPresent() ? ", epoch " + epoch.getAsLong() : ", no epoch")
                + fenced.map(assertion -> ", " + assertion.region() + " fenced").orElse("");
    }

    private ObjectNode names() {
        return JSON.createObjectNode().put("active", active).put("secondary", secondary.orElse(null));
    }

    /** As JSON, for the caller to add to. */
    ObjectNode fields() {
        var fields = names();
        epoch.ifPresent(number -> fields.put("epoch", number));
        fenced.ifPresent(assertion ->
                fields.putObject("fenced").put("region", assertion.region()).put("epoch", assertion.epoch()));
        return fields;
    }

    private static byte[] bytes(ObjectNode node) {
        return (node + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
