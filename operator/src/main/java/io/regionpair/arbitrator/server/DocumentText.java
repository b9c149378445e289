package io.regionpair.arbitrator.server;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.regionpair.arbitrator.Document;
import io.regionpair.arbitrator.ForeignText;
import io.regionpair.arbitrator.server.Finding.Format;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.regex.Pattern;

/** From bytes to one object of JSON or YAML, and no further: no duplicate names, no second document, nothing huge or deep. */
final class DocumentText {

    private static final int MAX_DEPTH = 32;

    private static final StreamReadConstraints CONSTRAINTS =
            StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build();

    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(CONSTRAINTS)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final ObjectMapper YAML = YAMLMapper.builder(YAMLFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(CONSTRAINTS)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** Anchors, aliases and tags: a document needs none, and each has surprised somebody. */
    private static final Pattern YAML_MAGIC = Pattern.compile("(?m)(^|[\\s\\[{,:-])[&*!][^\\s]");

    private static final Pattern PLAIN_NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)");

    private DocumentText() {}

    static ObjectNode parse(byte[] text, Format format) throws UnfitException {
        if (text.length > Document.MAX_BYTES) {
            throw new UnfitException("it is larger than " + Document.MAX_BYTES + " bytes");
        }
        var decoded = decode(text);
        if (format == Format.YAML && YAML_MAGIC.matcher(decoded).find()) {
            throw new UnfitException("it uses YAML anchors, aliases or tags; a document needs none");
        }
        if (!(parse(decoded, format) instanceof ObjectNode object)) {
            throw new UnfitException("it isn't one " + format + " object");
        }
        return object;
    }

    private static JsonNode parse(String text, Format format) throws UnfitException {
        try {
            return format == Format.JSON ? JSON.readTree(text) : yaml(text);
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            throw new UnfitException("it isn't " + format
                    + (at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")")
                    + cause(e));
        } catch (RuntimeException e) {
            // The YAML library has limits of its own, with exceptions of its own.
            throw new UnfitException("it isn't " + format + " (" + e.getClass().getSimpleName() + ")");
        }
    }

    private static JsonNode yaml(String text) throws JsonProcessingException, UnfitException {
        var document = YAML.readTree(text);
        try (var tokens = YAML.createParser(text)) {
            for (var token = tokens.nextToken(); token != null; token = tokens.nextToken()) {
                // 010 is eight in YAML, 0x10 sixteen, 1_0 ten and 1:30 ninety.
                if (token == JsonToken.VALUE_NUMBER_INT
                        && !PLAIN_NUMBER.matcher(tokens.getText()).matches()) {
                    throw new UnfitException("a number in it isn't an integer in plain digits (line "
                            + tokens.currentTokenLocation().getLineNr() + ")");
                }
            }
        } catch (JsonProcessingException e) {
            throw e;
        } catch (IOException e) {
            throw new AssertionError("A string can always be read", e);
        }
        return document;
    }

    // Only what can't quote the text, which comes from outside and may be long.
    private static String cause(JsonProcessingException e) {
        return e.getOriginalMessage().startsWith("Duplicate field") ? ": a name comes twice" : "";
    }

    private static String decode(byte[] text) throws UnfitException {
        try {
            return ForeignText.decoded(text);
        } catch (CharacterCodingException _) {
            throw new UnfitException("it isn't UTF-8");
        }
    }
}
