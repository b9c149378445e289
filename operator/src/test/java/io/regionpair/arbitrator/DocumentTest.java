package io.regionpair.arbitrator;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.api.Reason;
import io.regionpair.protocol.Answer.Fenced;
import java.nio.charset.Charset;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentTest {

    private static final Instant NOW = Instant.parse("2026-11-24T06:00:00Z");
    private static final String LONG_ARRAY = "[" + "1,".repeat(9000) + "1]";

    private record Refused(String sentence, byte[] text, Reason reason) {
        @Override
        public String toString() {
            return sentence;
        }
    }

    private record Accepted(String sentence, String text, Document.Valid document) {
        @Override
        public String toString() {
            return sentence;
        }
    }

    static Stream<Refused> refused() {
        return Stream.of(
                        Stream.of(
                                malformed("empty", ""),
                                malformed("white space only", " \r\n\t"),
                                malformed("not JSON", "active: eu"),
                                malformed(
                                        "an HTML page with status 200", "<html><body>Welcome to nginx!</body></html>"),
                                malformed("null", "null"),
                                malformed("a number", "1"),
                                malformed("a string", "\"eu\""),
                                malformed("a boolean", "true"),
                                malformed("an array", "[]"),
                                malformed("the document inside an array", "[{\"active\":\"eu\"}]"),
                                malformed("an empty object", "{}"),
                                malformed("NaN", "NaN"),
                                malformed("single quotes", "{'active':'eu'}"),
                                malformed("names without quotes", "{active:\"eu\"}"),
                                malformed("a trailing comma", "{\"active\":\"eu\",}"),
                                malformed("a comment", "{\"active\":\"eu\"/* now */}"),
                                malformed("a line comment", "{\"active\":\"eu\"} // now"),
                                malformed("a control character in a string", "{\"active\":\"e\nu\"}"),
                                malformed("an unknown escape", "{\"active\":\"\\eu\"}"),
                                malformed("trailing letters", "{\"active\":\"eu\"}x"),
                                malformed("a trailing brace", "{\"active\":\"eu\"}}"),
                                malformed("two documents", "{\"active\":\"eu\"}\n{\"active\":\"us\"}"),
                                malformed("trailing NUL", "{\"active\":\"eu\"}\0"),
                                malformed("NUL before it", "\0{\"active\":\"eu\"}"),
                                malformed("a byte order mark", "\ufeff{\"active\":\"eu\"}"),
                                encoded("UTF-16 with byte order mark", "{\"active\":\"eu\"}", UTF_16),
                                encoded("UTF-16 without byte order mark", "{\"active\":\"eu\"}", UTF_16LE),
                                encoded("UTF-32", "{\"active\":\"eu\"}", Charset.forName("UTF-32BE")),
                                encoded("Latin-1", "{\"active\":\"eu\",\"note\":\"\u00fc\"}", ISO_8859_1),
                                new Refused("overlong UTF-8", overlong(), Reason.AnswerMalformed),
                                malformed("deep arrays", "{\"active\":\"eu\",\"x\":" + "[".repeat(5000) + "}"),
                                malformed("deep objects", "{\"active\":\"eu\",\"x\":" + "{\"x\":".repeat(2000) + "}"),
                                malformed("33 levels", "{\"active\":\"eu\",\"x\":" + nested(33) + "}"),
                                malformed(
                                        "a number of 2,000 digits",
                                        "{\"active\":\"eu\",\"x\":" + "9".repeat(2000) + "}")),
                        Stream.of(
                                malformed("active twice", "{\"active\":\"eu\",\"active\":\"us\"}"),
                                malformed("active twice, the same", "{\"active\":\"eu\",\"active\":\"eu\"}"),
                                malformed("active twice, once escaped", "{\"active\":\"eu\",\"\\u0061ctive\":\"us\"}"),
                                malformed("epoch twice", "{\"active\":\"eu\",\"epoch\":1,\"epoch\":2}"),
                                malformed("an unknown field twice", "{\"active\":\"eu\",\"x\":1,\"x\":1}"),
                                malformed("an inner field twice", "{\"active\":\"eu\",\"x\":{\"y\":1,\"y\":1}}")),
                        Stream.of(
                                malformed("active missing", "{\"secondary\":\"us\"}"),
                                malformed("active in capitals", "{\"Active\":\"eu\"}"),
                                malformed("active null", "{\"active\":null}"),
                                malformed("active a number", "{\"active\":1}"),
                                malformed("active a boolean", "{\"active\":true}"),
                                malformed("active a list", "{\"active\":[\"eu\"]}"),
                                malformed("active an object", "{\"active\":{\"region\":\"eu\"}}"),
                                unknown("active unknown", "{\"active\":\"ap\"}"),
                                unknown("active empty", "{\"active\":\"\"}"),
                                unknown("active in another case", "{\"active\":\"EU\"}"),
                                unknown("active with a space", "{\"active\":\"eu \"}"),
                                unknown("active with a look-alike letter", "{\"active\":\"\u0435u\"}"),
                                unknown("none in another case", "{\"active\":\"None\"}"),
                                unknown("a region called null", "{\"active\":\"null\"}"),
                                unknown("half a surrogate pair", "{\"active\":\"\\ud800\"}")),
                        Stream.of(
                                malformed("equal regions", "{\"active\":\"eu\",\"secondary\":\"eu\"}"),
                                malformed("none twice", "{\"active\":\"none\",\"secondary\":\"none\"}"),
                                malformed("secondary a number", "{\"active\":\"eu\",\"secondary\":2}"),
                                malformed("secondary a list", "{\"active\":\"eu\",\"secondary\":[\"us\"]}"),
                                malformed("secondary false", "{\"active\":\"eu\",\"secondary\":false}"),
                                unknown("secondary unknown", "{\"active\":\"eu\",\"secondary\":\"ap\"}"),
                                unknown("secondary empty", "{\"active\":\"eu\",\"secondary\":\"\"}"),
                                unknown("secondary none", "{\"active\":\"eu\",\"secondary\":\"none\"}")),
                        Stream.of(
                                        "-1",
                                        "1.0",
                                        "1e3",
                                        "1E0",
                                        "0.5",
                                        "\"8\"",
                                        "\"\"",
                                        "true",
                                        "[8]",
                                        "{}",
                                        "9223372036854775808",
                                        "-9223372036854775809",
                                        "1" + "0".repeat(900))
                                .map(epoch -> malformed(
                                        "epoch " + shortened(epoch), "{\"active\":\"eu\",\"epoch\":" + epoch + "}")),
                        Stream.of("08", "+8", "0x8", "NaN", "Infinity", "-", ".5", "8.", "1_000")
                                .map(epoch -> malformed(
                                        "epoch " + epoch + ", no JSON number",
                                        "{\"active\":\"eu\",\"epoch\":" + epoch + "}")),
                        Stream.of(
                                malformed("fenced a region", "{\"active\":\"us\",\"epoch\":8,\"fenced\":\"eu\"}"),
                                malformed("fenced true", "{\"active\":\"us\",\"epoch\":8,\"fenced\":true}"),
                                malformed("fenced empty", "{\"active\":\"us\",\"epoch\":8,\"fenced\":{}}"),
                                fencedMalformed("without region", "{\"epoch\":8}"),
                                fencedMalformed("without epoch", "{\"region\":\"eu\"}"),
                                fencedMalformed("with epoch null", "{\"region\":\"eu\",\"epoch\":null}"),
                                fencedMalformed("with epoch \"8\"", "{\"region\":\"eu\",\"epoch\":\"8\"}"),
                                fencedMalformed("with epoch 8.0", "{\"region\":\"eu\",\"epoch\":8.0}"),
                                fencedMalformed("with epoch -8", "{\"region\":\"eu\",\"epoch\":-8}"),
                                fencedMalformed("with region 1", "{\"region\":1,\"epoch\":8}"),
                                fencedMalformed(
                                        "with region twice", "{\"region\":\"us\",\"region\":\"eu\",\"epoch\":8}"),
                                unknown(
                                        "fenced an unknown region",
                                        "{\"active\":\"us\",\"epoch\":8,\"fenced\":{\"region\":\"ap\",\"epoch\":8}}"),
                                unknown(
                                        "fenced none",
                                        "{\"active\":\"us\",\"epoch\":8,\"fenced\":{\"region\":\"none\",\"epoch\":8}}")),
                        Stream.of(
                                        "\"\"",
                                        "\"yesterday\"",
                                        "\"2026-11-24\"",
                                        "\"2026-11-24T06:00:00\"",
                                        "1795500000",
                                        "{}")
                                .map(asOf -> malformed("asOf " + asOf, "{\"active\":\"eu\",\"asOf\":" + asOf + "}")),
                        Stream.of(
                                        "2026-11-24T05:58:59.999Z",
                                        "1970-01-01T00:00:00Z",
                                        "-1000000000-01-01T00:00:00Z",
                                        "2026-11-24T06:58:59+01:00",
                                        "2026-11-24T06:00:05.001Z",
                                        "2027-11-24T06:00:00Z",
                                        "+1000000000-12-31T23:59:59.999999999Z")
                                .map(asOf -> new Refused(
                                        "asOf " + asOf,
                                        utf8("{\"active\":\"eu\",\"asOf\":\"" + asOf + "\"}"),
                                        Reason.AnswerTooOld)),
                        Stream.of(
                                new Refused(
                                        "larger than 16 KiB",
                                        utf8("{\"active\":\"eu\",\"x\":" + LONG_ARRAY + "}"),
                                        Reason.AnswerTooLarge),
                                new Refused(
                                        "one byte larger than 16 KiB",
                                        utf8("{\"active\":\"eu\"}" + " ".repeat(Document.MAX_BYTES - 14)),
                                        Reason.AnswerTooLarge)))
                .flatMap(rows -> rows);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void refused(Refused row) {
        var document = read(row.text());

        assertThat(document).isInstanceOfSatisfying(Document.Rejected.class, rejected -> {
            assertThat(rejected.reason()).isEqualTo(row.reason());
            assertThat(rejected.detail()).isNotBlank().hasSizeLessThan(160).matches("\\P{Cntrl}+");
        });
    }

    @Test
    void refusesEveryTruncationOfADocument() {
        var whole =
                utf8("{\"active\":\"us\",\"secondary\":\"eu\",\"epoch\":8,\"fenced\":{\"region\":\"eu\",\"epoch\":8}}");

        var cut = IntStream.range(0, whole.length).mapToObj(length -> read(Arrays.copyOf(whole, length)));

        assertThat(cut)
                .allSatisfy(document -> assertThat(document)
                        .isInstanceOfSatisfying(
                                Document.Rejected.class,
                                rejected -> assertThat(rejected.reason()).isEqualTo(Reason.AnswerMalformed)));
    }

    static Stream<Accepted> accepted() {
        var eu = names("eu", OptionalLong.empty());
        return Stream.of(
                new Accepted("the two fields", "{\"active\":\"eu\",\"secondary\":\"us\"}", eu),
                new Accepted(
                        "the other way round",
                        "{\"secondary\":\"eu\",\"active\":\"us\"}",
                        names("us", OptionalLong.empty())),
                new Accepted("active alone", "{\"active\":\"eu\"}", eu),
                new Accepted("secondary null", "{\"active\":\"eu\",\"secondary\":null}", eu),
                new Accepted(
                        "every optional field null",
                        "{\"active\":\"eu\",\"secondary\":null,\"epoch\":null,\"asOf\":null,\"fenced\":null}",
                        eu),
                new Accepted("none", "{\"active\":\"none\"}", names("none", OptionalLong.empty())),
                new Accepted(
                        "none beside a secondary",
                        "{\"active\":\"none\",\"secondary\":\"us\"}",
                        names("none", OptionalLong.empty())),
                new Accepted("white space around", "\r\n\t {\n\"active\" : \"eu\" } \n", eu),
                new Accepted("escapes", "{\"\\u0061ctive\":\"\\u0065u\"}", eu),
                new Accepted(
                        "unknown fields",
                        "{\"active\":\"eu\",\"Active\":\"us\",\"replica\":\"us\",\"x\":[1.5e300,{\"active\":\"us\"}]}",
                        eu),
                new Accepted("30 levels in an unknown field", "{\"active\":\"eu\",\"x\":" + nested(30) + "}", eu),
                new Accepted(
                        "characters beyond ASCII", "{\"active\":\"eu\",\"note\":\"Z\u00fcrich \ud83d\ude80\"}", eu),
                new Accepted("16 KiB", "{\"active\":\"eu\"}" + " ".repeat(Document.MAX_BYTES - 15), eu),
                new Accepted("epoch 0", "{\"active\":\"eu\",\"epoch\":0}", names("eu", OptionalLong.of(0))),
                new Accepted(
                        "the largest epoch",
                        "{\"active\":\"eu\",\"epoch\":9223372036854775807}",
                        names("eu", OptionalLong.of(Long.MAX_VALUE))),
                new Accepted(
                        "fenced for this epoch",
                        "{\"active\":\"us\",\"epoch\":8,\"fenced\":{\"region\":\"eu\",\"epoch\":8,\"by\":\"ops\"}}",
                        new Document.Valid(
                                "us",
                                OptionalLong.of(8),
                                Optional.of(new Fenced("eu", 8)),
                                Optional.empty(),
                                Optional.empty())),
                new Accepted(
                        "fenced for an older epoch counts for nothing",
                        "{\"active\":\"us\",\"epoch\":9,\"fenced\":{\"region\":\"eu\",\"epoch\":8}}",
                        names("us", OptionalLong.of(9))),
                new Accepted(
                        "fenced for a newer epoch counts for nothing",
                        "{\"active\":\"us\",\"epoch\":7,\"fenced\":{\"region\":\"eu\",\"epoch\":8}}",
                        names("us", OptionalLong.of(7))),
                new Accepted(
                        "fenced without an epoch counts for nothing",
                        "{\"active\":\"us\",\"fenced\":{\"region\":\"eu\",\"epoch\":8}}",
                        names("us", OptionalLong.empty())),
                asOf("just now", "2026-11-24T06:00:00Z"),
                asOf("as old as allowed", "2026-11-24T05:59:00Z"),
                asOf("as far ahead as allowed", "2026-11-24T06:00:05Z"),
                asOf("in another time zone", "2026-11-24T07:00:00+01:00"));
    }

    @ParameterizedTest
    @CsvSource({
        "'\"5f1d7a84\"', 5f1d7a84",
        "'\"\"', ''",
        "7, ''",
        "null, ''",
        "'{\"of\":\"us\"}', ''",
    })
    void aRevisionIsATextAndNothingElseSpoilsTheDocument(String written, String revision) {
        var document = read(utf8("{\"active\":\"eu\",\"revision\":" + written + "}"));

        assertThat(((Document.Valid) document).active()).isEqualTo("eu");
        assertThat(((Document.Valid) document).revision().orElse("")).isEqualTo(revision);
    }

    @Test
    void aRevisionThatIsTooLongForARequestIsNone() {
        var longest = "r".repeat(Document.MAX_REVISION);

        assertThat(revisionOf(longest)).contains(longest);
        assertThat(revisionOf(longest + "r")).isEmpty();
    }

    private static Optional<String> revisionOf(String revision) {
        var document = read(utf8("{\"active\":\"eu\",\"revision\":\"" + revision + "\"}"));
        return ((Document.Valid) document).revision();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"epoch\":8",
                "\"epoch\":\"eight\"",
                "\"epoch\":-1",
                "\"fenced\":\"us\"",
                "\"epoch\":8,\"fenced\":{\"region\":\"us\",\"epoch\":8}"
            })
    void whoIgnoresEpochsReadsNothingOfThem(String field) {
        var text = utf8("{\"active\":\"eu\"," + field + "}");

        assertThat(Document.readWithoutEpoch(text, List.of("eu", "us"), Duration.ofSeconds(60), NOW))
                .isEqualTo(names("eu", OptionalLong.empty()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void accepted(Accepted row) {
        assertThat(read(utf8(row.text()))).isEqualTo(row.document());
    }

    @Test
    void keepsAHostileNameShortAndOnOneLine() {
        var document = read(utf8("{\"active\":\"\\n\\u001b[31m" + "x".repeat(9000) + "\"}"));

        assertThat(((Document.Rejected) document).detail())
                .isEqualTo("\"active\" is \"??[31m" + "x".repeat(34) + "…\", not one of [eu, us]");
    }

    private static Document read(byte[] text) {
        return Document.read(text, List.of("eu", "us"), Duration.ofSeconds(60), NOW);
    }

    private static Document.Valid names(String region, OptionalLong epoch) {
        return new Document.Valid(region, epoch, Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static Accepted asOf(String sentence, String asOf) {
        var instant = Optional.of(Instant.parse(asOf));
        return new Accepted(
                "asOf " + sentence,
                "{\"active\":\"eu\",\"asOf\":\"" + asOf + "\"}",
                new Document.Valid("eu", OptionalLong.empty(), Optional.empty(), instant, Optional.empty()));
    }

    private static Refused malformed(String sentence, String text) {
        return new Refused(sentence, utf8(text), Reason.AnswerMalformed);
    }

    private static Refused fencedMalformed(String sentence, String fenced) {
        return malformed("fenced " + sentence, "{\"active\":\"us\",\"epoch\":8,\"fenced\":" + fenced + "}");
    }

    private static Refused unknown(String sentence, String text) {
        return new Refused(sentence, utf8(text), Reason.UnknownRegion);
    }

    private static Refused encoded(String sentence, String text, Charset charset) {
        return new Refused(sentence, text.getBytes(charset), Reason.AnswerMalformed);
    }

    private static byte[] overlong() {
        // 0xC1 0xA5 is "e" in two bytes.
        return "{\"active\":\"\u00c1\u00a5u\"}".getBytes(ISO_8859_1);
    }

    private static String nested(int levels) {
        return "[".repeat(levels) + "]".repeat(levels);
    }

    private static String shortened(String text) {
        return text.length() > 30 ? "of " + text.length() + " digits" : text;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }
}
