package io.regionpair.arbitrator.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.regionpair.arbitrator.Document;
import io.regionpair.arbitrator.ForeignText;
import io.regionpair.protocol.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Judges one text by itself. It must be what an operator accepts, and a little more: names that no document has are refused, since
 * {@code epcoh} would be ignored in silence by every reader.
 */
final class CandidateReader {

    private static final Set<String> NAMES = Set.of("active", "secondary", "epoch", "fenced");
    private static final Set<String> FENCED_NAMES = Set.of("region", "epoch");

    /** Written by the server into each answer. In a file, they were copied from one. */
    private static final Set<String> STAMPED = Set.of("asOf", "revision");

    private static final Pattern REGION = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    private CandidateReader() {}

    /**
     * Reads a text.
     *
     * @param known the pair's two regions; empty when nobody knows them yet: then the text must name both
     */
    static PairDocument read(Finding.Candidate candidate, List<String> known) throws UnfitException {
        var object = DocumentText.parse(candidate.text(), candidate.format());
        checkNames(object);
        putEpoch(object, candidate.epoch());
        var regions = known.isEmpty() ? regionsNamedBy(object) : known;
        var valid = asAnOperatorReads(object, regions);
        if (valid.fenced().map(Answer.Fenced::region).equals(Optional.of(valid.active()))) {
            throw new UnfitException("\"fenced\" names the active region");
        }
        var document =
                new PairDocument(valid.active(), secondary(object, valid, regions), valid.epoch(), valid.fenced());
        // What counts is what will be sent.
        asAnOperatorReads(DocumentText.parse(document.whole(Instant.EPOCH), Finding.Format.JSON), regions);
        return document;
    }

    // A text may say which epoch its author expects; that is no second opinion.
    private static void putEpoch(ObjectNode object, OptionalLong counted) throws UnfitException {
        if (counted.isEmpty()) {
            return;
        }
        var written = object.path("epoch");
        if (written.isIntegralNumber() && !written.asText().equals(Long.toString(counted.getAsLong()))) {
            throw new UnfitException("its epoch " + plain(written.asText()) + " isn't " + counted.getAsLong()
                    + ", which the source counts; leave it out or write that one");
        }
        if (!object.hasNonNull("epoch")) {
            object.put("epoch", counted.getAsLong());
        }
    }

    /** What a person should know of a document that is valid, a sentence each. */
    static List<String> doubts(Finding.Candidate candidate, PairDocument document) throws UnfitException {
        var object = DocumentText.parse(candidate.text(), candidate.format());
        return object.hasNonNull("fenced") && document.fenced().isEmpty()
                ? List.of("\"fenced\" was made for another epoch and counts for nothing")
                : List.of();
    }

    private static void checkNames(ObjectNode object) throws UnfitException {
        for (var name : new TreeSet<>(names(object))) {
            if (STAMPED.contains(name)) {
                throw new UnfitException(
                        "it has \"" + name + "\", which the server writes into each answer and no document has");
            }
            if (!NAMES.contains(name)) {
                throw new UnfitException(unknown(name, NAMES));
            }
        }
        if (object.get("fenced") instanceof ObjectNode fenced) {
            for (var name : new TreeSet<>(names(fenced))) {
                if (!FENCED_NAMES.contains(name)) {
                    throw new UnfitException("in \"fenced\" " + unknown(name, FENCED_NAMES));
                }
            }
        }
    }

    private static List<String> names(ObjectNode object) {
        return object.properties().stream().map(java.util.Map.Entry::getKey).toList();
    }

    private static String unknown(String name, Set<String> known) {
        return "it has \"" + plain(name) + "\"; what it may have is " + String.join(", ", new TreeSet<>(known));
    }

    private static List<String> regionsNamedBy(ObjectNode object) throws UnfitException {
        var active = object.path("active");
        var secondary = object.path("secondary");
        var named = Stream.of(active, secondary)
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .distinct()
                .toList();
        if (named.size() == 2 && !named.contains(Answer.NONE)) {
            for (var region : named) {
                checkRegion(region);
            }
            return named;
        }
        if (named.size() == 1 && active.isTextual() && secondary.isTextual()) {
            throw new UnfitException("\"active\" and \"secondary\" are the same");
        }
        for (var field : List.of("active", "secondary")) {
            var value = object.path(field);
            if (!value.isMissingNode() && !value.isNull() && !value.isTextual()) {
                throw new UnfitException("\"" + field + "\" isn't a string");
            }
        }
        throw new UnfitException(
                "it doesn't name both regions, and nothing else says which ones the pair has;" + " --regions does");
    }

    private static void checkRegion(String region) throws UnfitException {
        if (!REGION.matcher(region).matches()) {
            throw new UnfitException(
                    "\"" + plain(region) + "\" can't be a region: lower-case letters, digits and dashes");
        }
    }

    private static Document.Valid asAnOperatorReads(ObjectNode object, List<String> regions) throws UnfitException {
        var text = object.toString().getBytes(StandardCharsets.UTF_8);
        return switch (Document.read(text, regions, Duration.ZERO, Instant.EPOCH)) {
            case Document.Valid valid -> valid;
            case Document.Rejected rejected -> throw new UnfitException(rejected.detail());
        };
    }

    private static Optional<String> secondary(ObjectNode object, Document.Valid valid, List<String> regions) {
        var written = Optional.ofNullable(object.path("secondary").textValue());
        if (written.isPresent() || valid.active().equals(Answer.NONE)) {
            return written;
        }
        return regions.stream().filter(region -> !region.equals(valid.active())).findFirst();
    }

    private static String plain(String text) {
        return ForeignText.plain(text, 40);
    }
}
