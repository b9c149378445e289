package io.regionpair.arbitrator;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.regionpair.api.Reason;
import io.regionpair.protocol.Answer;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The rules of {@link Document}, in the order in which they are judged; the first broken one names the reason. */
final class DocumentReader {

    private static final int MAX_DEPTH = 32;
    private static final int MAX_QUOTED = 40;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final List<String> regions;
    private final Duration maxAge;
    private final Instant now;
    private final boolean heedsEpochs;

    DocumentReader(List<String> regions, Duration maxAge, Instant now, boolean heedsEpochs) {
        this.regions = regions;
        this.maxAge = maxAge;
        this.now = now;
        this.heedsEpochs = heedsEpochs;
    }

    Document read(byte[] text) {
        try {
            return judge(parse(text));
        } catch (Refusal refusal) {
            return new Document.Rejected(refusal.reason, refusal.detail);
        }
    }

    private Document judge(JsonNode document) throws Refusal {
        var active = active(document);
        checkSecondary(document, active);
        var epoch = heedsEpochs ? epoch(document) : OptionalLong.empty();
        var fenced = heedsEpochs ? fenced(document, epoch) : Optional.<Answer.Fenced>empty();
        return new Document.Valid(active, epoch, fenced, asOf(document), revision(document));
    }

    private static JsonNode parse(byte[] text) throws Refusal {
        if (text.length > Document.MAX_BYTES) {
            throw new Refusal(Reason.AnswerTooLarge, "the document is larger than " + Document.MAX_BYTES + " bytes");
        }
        JsonNode document;
        try {
            document = JSON.readTree(decode(text));
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            throw malformed("it isn't JSON"
                    + (at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")"));
        }
        if (!document.isObject()) {
            throw malformed("it isn't a JSON object");
        }
        return document;
    }

    private static String decode(byte[] text) throws Refusal {
        try {
            return ForeignText.decoded(text);
        } catch (CharacterCodingException _) {
            throw malformed("it isn't UTF-8");
        }
    }

    private String active(JsonNode document) throws Refusal {
        var active = text(document, "active").orElseThrow(() -> malformed("it has no \"active\""));
        if (!active.equals(Answer.NONE)) {
            checkKnown("active", active);
        }
        return active;
    }

    private void checkSecondary(JsonNode document, String active) throws Refusal {
        var secondary = text(document, "secondary");
        if (secondary.isEmpty()) {
            return;
        }
        if (secondary.get().equals(active)) {
            throw malformed("\"active\" and \"secondary\" are the same");
        }
        checkKnown("secondary", secondary.get());
    }

    private static OptionalLong epoch(JsonNode object) throws Refusal {
        var epoch = field(object, "epoch");
        if (epoch == null) {
            return OptionalLong.empty();
        }
        if (!epoch.isIntegralNumber() || !epoch.canConvertToLong() || epoch.longValue() < 0) {
            throw malformed("\"epoch\" isn't an integer from 0 to " + Long.MAX_VALUE);
        }
        return OptionalLong.of(epoch.longValue());
    }

    private Optional<Answer.Fenced> fenced(JsonNode document, OptionalLong epoch) throws Refusal {
        var fenced = field(document, "fenced");
        if (fenced == null) {
            return Optional.empty();
        }
        if (!fenced.isObject()) {
            throw malformed("\"fenced\" isn't an object");
        }
        var region = text(fenced, "region").orElseThrow(() -> malformed("\"fenced\" has no \"region\""));
        checkKnown("fenced.region", region);
        var of = epoch(fenced).stream().boxed().findFirst().orElseThrow(() -> malformed("\"fenced\" has no \"epoch\""));
        // A forgotten assertion must die with the next change of "active" (design: the arbitrator's document).
        return epoch.equals(OptionalLong.of(of)) ? Optional.of(new Answer.Fenced(region, of)) : Optional.empty();
    }

    private Optional<Instant> asOf(JsonNode document) throws Refusal {
        var text = text(document, "asOf");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        var asOf = instant(text.get());
        if (asOf.isBefore(now.minus(maxAge))) {
            throw new Refusal(Reason.AnswerTooOld, "\"asOf\" is more than " + maxAge.toSeconds() + " s ago");
        }
        if (asOf.isAfter(now.plus(Document.AS_OF_AHEAD))) {
            throw new Refusal(
                    Reason.AnswerTooOld,
                    "\"asOf\" is more than " + Document.AS_OF_AHEAD.toSeconds() + " s ahead of this clock");
        }
        return Optional.of(asOf);
    }

    private static Optional<String> revision(JsonNode document) {
        return Optional.ofNullable(field(document, "revision"))
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .filter(text -> !text.isEmpty() && text.length() <= Document.MAX_REVISION);
    }

    private static Instant instant(String text) throws Refusal {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException _) {
            throw malformed("\"asOf\" isn't an instant like 2026-11-24T06:00:00Z");
        }
    }

    private static Optional<String> text(JsonNode object, String name) throws Refusal {
        var value = field(object, name);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw malformed("\"" + name + "\" isn't a string");
        }
        return Optional.of(value.textValue());
    }

    private static @Nullable JsonNode field(JsonNode object, String name) {
        var value = object.get(name);
        return value == null || value.isNull() ? null : value;
    }

    private void checkKnown(String name, String region) throws Refusal {
        if (!regions.contains(region)) {
            throw new Refusal(
                    Reason.UnknownRegion, "\"" + name + "\" is " + quoted(region) + ", not one of " + regions);
        }
    }

    private static String quoted(String text) {
        return "\"" + ForeignText.plain(text, MAX_QUOTED) + "\"";
    }

    private static Refusal malformed(String detail) {
        return new Refusal(Reason.AnswerMalformed, detail);
    }

    /** Ends the judging at the first broken rule; never leaves this class. */
    private static final class Refusal extends Exception {

        private final transient Reason reason;
        private final String detail;

        Refusal(Reason reason, String detail) {
            super(detail, null, false, false);
            this.reason = reason;
            this.detail = detail;
        }
    }
}
