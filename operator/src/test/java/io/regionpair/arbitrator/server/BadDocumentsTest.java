package io.regionpair.arbitrator.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is in the file: what is served stays the last good document, and somebody is told. */
class BadDocumentsTest {

    private static final String GOOD = "{\"active\":\"eu\",\"secondary\":\"us\",\"epoch\":7}";

    @TempDir
    private Path folder;

    private Path file;
    private Instance instance;

    @BeforeEach
    void serveAGoodOne() throws Exception {
        file = folder.resolve("p.json");
        Files.writeString(file, GOOD);
        instance = Instance.started(folder, Optional.empty());
        assertThat(instance.serves()).isEqualTo("eu/7");
    }

    @AfterEach
    void stop() {
        instance.close();
    }

    private record Bad(String sentence, String name, byte[] text, String said) {
        @Override
        public String toString() {
            return sentence;
        }
    }

    static Stream<Bad> neverServed() {
        return Stream.of(inJson(), ofTheFields(), ofTheOrder(), inYaml()).flatMap(rows -> rows);
    }

    private static Stream<Bad> inJson() {
        return Stream.of(
                json("an empty file", "", "isn't one JSON object"),
                json("white space only", " \n\t", "isn't one JSON object"),
                json("an HTML page", "<html>eu</html>", "isn't JSON"),
                json("a number", "1", "isn't one JSON object"),
                json("null", "null", "isn't one JSON object"),
                json("a string", "\"eu\"", "isn't one JSON object"),
                json("an array", "[" + GOOD + "]", "isn't one JSON object"),
                json("two documents", GOOD + GOOD, "isn't JSON"),
                json("trailing letters", GOOD + "x", "isn't JSON"),
                json("a missing brace", GOOD.substring(0, GOOD.length() - 1), "isn't JSON"),
                json("half of it", GOOD.substring(0, GOOD.length() / 2), "isn't JSON"),
                json("a trailing comma", "{\"active\":\"eu\",\"secondary\":\"us\",}", "isn't JSON"),
                json("a comment", "{\"active\":\"eu\",/*no*/\"secondary\":\"us\"}", "isn't JSON"),
                json("single quotes", "{'active':'eu','secondary':'us'}", "isn't JSON"),
                json("YAML in a JSON file", "active: us\nsecondary: eu\nepoch: 8\n", "isn't JSON"),
                json("NUL bytes, as a crash leaves them", "\0".repeat(64), "isn't JSON"),
                json("NUL after it", GOOD + "\0", "isn't JSON"),
                json("a byte order mark", "\ufeff" + GOOD, "isn't JSON"),
                encoded("UTF-16", us(8), UTF_16),
                encoded("UTF-32", us(8), Charset.forName("UTF-32")),
                encoded("Latin-1", "{\"active\":\"us\",\"secondary\":\"eu\",\"x\":\"\u00fc\"}", ISO_8859_1),
                new Bad("bytes that are no text", "p.json", new byte[] {(byte) 0x80, (byte) 0xff, 0x00}, "isn't UTF-8"),
                json("16 KiB and a byte", us(8) + " ".repeat(16 * 1024 + 1 - us(8).length()), "larger than 16384"),
                json("a megabyte", us(8) + " ".repeat(1 << 20), "larger than 16384"),
                json("deep arrays", "{\"active\":" + "[".repeat(8000), "isn't JSON"),
                json("deep objects", "{\"active\":" + "{\"a\":".repeat(3000), "isn't JSON"),
                json(
                        "a number of 5,000 digits",
                        "{\"active\":\"us\",\"epoch\":" + "9".repeat(5000) + "}",
                        "isn't JSON"),
                json("active twice", "{\"active\":\"us\",\"active\":\"eu\",\"epoch\":8}", "a name comes twice"),
                json("epoch twice", "{\"active\":\"us\",\"secondary\":\"eu\",\"epoch\":8,\"epoch\":9}", "twice"),
                json("active twice, once escaped", "{\"active\":\"us\",\"\\u0061ctive\":\"eu\"}", "twice"));
    }

    private static Stream<Bad> ofTheFields() {
        return Stream.of(
                json("an empty object", "{}", "has no \"active\""),
                json("no active", "{\"secondary\":\"eu\",\"epoch\":8}", "has no \"active\""),
                json("active null", fields("null", "\"eu\"", "8"), "has no \"active\""),
                json("active a number", fields("1", "\"eu\"", "8"), "\"active\" isn't a string"),
                json("active a list", fields("[\"us\"]", "\"eu\"", "8"), "\"active\" isn't a string"),
                json("active an object", fields("{}", "\"eu\"", "8"), "\"active\" isn't a string"),
                json("active in capitals", fields("\"US\"", "\"eu\"", "8"), "not one of"),
                json("active with a space", fields("\"us \"", "\"eu\"", "8"), "not one of"),
                json("active empty", fields("\"\"", "\"eu\"", "8"), "not one of"),
                json("active with a look-alike letter", fields("\"u\u0455\"", "\"eu\"", "8"), "not one of"),
                json("a third region", fields("\"ap\"", "\"eu\"", "8"), "not one of"),
                json("both regions equal", fields("\"us\"", "\"us\"", "8"), "are the same"),
                json("secondary a third region", fields("\"us\"", "\"ap\"", "8"), "not one of"),
                json("secondary none", fields("\"us\"", "\"none\"", "8"), "not one of"),
                json("secondary a boolean", fields("\"us\"", "false", "8"), "isn't a string"),
                json("none twice", fields("\"none\"", "\"none\"", "8"), "are the same"),
                json("epoch a string", fields("\"us\"", "\"eu\"", "\"8\""), "isn't an integer"),
                json("epoch with a fraction", fields("\"us\"", "\"eu\"", "8.0"), "isn't an integer"),
                json("epoch with an exponent", fields("\"us\"", "\"eu\"", "8e0"), "isn't an integer"),
                json("epoch below zero", fields("\"us\"", "\"eu\"", "-8"), "isn't an integer"),
                json("epoch too large", fields("\"us\"", "\"eu\"", "9223372036854775808"), "isn't an integer"),
                json("epoch true", fields("\"us\"", "\"eu\"", "true"), "isn't an integer"),
                json("a mistyped epoch", "{\"active\":\"us\",\"secondary\":\"eu\",\"epcoh\":8}", "\"epcoh\""),
                json(
                        "an unknown name",
                        "{\"active\":\"us\",\"secondary\":\"eu\",\"epoch\":8,\"note\":\"x\"}",
                        "\"note\""),
                json("the reference chart's word", "{\"active\":\"us\",\"replica\":\"eu\",\"epoch\":8}", "\"replica\""),
                json("a name in capitals", "{\"Active\":\"us\",\"secondary\":\"eu\",\"epoch\":8}", "\"Active\""),
                json(
                        "asOf, copied from an answer",
                        more("\"asOf\":\"2026-11-25T00:00:00Z\""),
                        "writes into each answer"),
                json("revision, copied from an answer", more("\"revision\":\"ab\""), "writes into each answer"),
                json("fenced a string", more("\"fenced\":\"eu\""), "isn't an object"),
                json("fenced empty", more("\"fenced\":{}"), "has no \"region\""),
                json("fenced without epoch", more("\"fenced\":{\"region\":\"eu\"}"), "has no \"epoch\""),
                json("fenced a third region", more("\"fenced\":{\"region\":\"ap\",\"epoch\":8}"), "not one of"),
                json("fenced the active region", more("\"fenced\":{\"region\":\"us\",\"epoch\":8}"), "active region"),
                json("fenced with more", more("\"fenced\":{\"region\":\"eu\",\"epoch\":8,\"by\":\"x\"}"), "\"by\""));
    }

    private static Stream<Bad> ofTheOrder() {
        return Stream.of(
                json("an older epoch", us(6), "older than 7"),
                json("epoch 0", us(0), "older than 7"),
                json("another region in the same epoch", us(7), "takes a new epoch"),
                json("no epoch any more", "{\"active\":\"us\",\"secondary\":\"eu\"}", "has no epoch"),
                json("epoch null", fields("\"us\"", "\"eu\"", "null"), "has no epoch"),
                json("the next epoch with the same region", fields("\"eu\"", "\"us\"", "8"), "grows exactly"));
    }

    private static Stream<Bad> inYaml() {
        return Stream.of(
                yaml("a region that YAML takes for a boolean", "active: no\nsecondary: eu\nepoch: 8", "isn't a string"),
                yaml("a tab", "active:\tus\n\tsecondary: eu", "isn't YAML"),
                yaml("JSON's brace alone", "{", "isn't YAML"),
                yaml("a list", "- active: us", "isn't one YAML object"),
                yaml("a word", "us", "isn't one YAML object"),
                yaml("two documents", "active: us\nsecondary: eu\nepoch: 8\n---\nactive: eu\n", "isn't YAML"),
                yaml("a name twice", "active: us\nactive: eu\nepoch: 8\n", "twice"),
                yaml("an alias", "active: &r us\nsecondary: eu\nepoch: 8\nfenced: *r\n", "anchors, aliases or tags"),
                yaml("a merge", "<<: {active: us}\nsecondary: eu\nepoch: 8\n", "\"<<\""),
                yaml("a tag", "active: !!python/object us\nsecondary: eu\nepoch: 8\n", "anchors, aliases or tags"),
                yaml("a bomb of aliases", bomb(), "anchors, aliases or tags"),
                yaml("epoch a date", "active: us\nsecondary: eu\nepoch: 2026-11-25\n", "isn't an integer"),
                yaml("epoch quoted", "active: us\nsecondary: eu\nepoch: \"8\"\n", "isn't an integer"),
                yaml("epoch with an underscore", "active: us\nsecondary: eu\nepoch: 1_0\n", "isn't an integer"),
                yaml("epoch octal", "active: us\nsecondary: eu\nepoch: 010\n", "isn't an integer"),
                yaml("epoch hexadecimal", "active: us\nsecondary: eu\nepoch: 0x10\n", "isn't an integer"),
                yaml("epoch in base sixty", "active: us\nsecondary: eu\nepoch: 1:30\n", "isn't an integer"),
                yaml("epoch with a sign", "active: us\nsecondary: eu\nepoch: +8\n", "isn't an integer"),
                yaml("an older epoch", "active: us\nsecondary: eu\nepoch: 6\n", "older than 7"),
                yaml("deep", "active: " + "[".repeat(500), "isn't YAML"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void neverServed(Bad bad) throws Exception {
        Files.delete(file);
        Files.write(folder.resolve(bad.name()), bad.text());

        instance.look();

        assertThat(instance.serves()).isEqualTo("eu/7");
        assertThat(instance.trouble()).contains(bad.said()).contains(bad.name()).hasSizeLessThan(400);
        assertThat(instance.trouble()).matches("\\P{Cntrl}+");
        assertThat(instance.pair().rejected()).isEqualTo(1);
        instance.look();
        assertThat(instance.pair().rejected())
                .as("counted once, however often it is seen")
                .isEqualTo(1);

        Files.delete(folder.resolve(bad.name()));
        Files.writeString(file, us(8));
        instance.look();
        assertThat(instance.serves()).isEqualTo("us/8");
        assertThat(instance.trouble()).isEmpty();
    }

    @Test
    void thereAreMoreThanSixtyOfThem() {
        assertThat(neverServed().count()).isGreaterThan(60);
    }

    @Test
    void standsForNothingAtTheFirstStartEither() throws Exception {
        for (var bad : neverServed()
                .filter(bad -> !bad.said().matches("older.*|takes.*|has no epoch|grows.*|not one of"))
                .toList()) {
            Files.deleteIfExists(file);
            Files.write(folder.resolve(bad.name()), bad.text());
            try (var fresh = Instance.started(folder, Optional.empty(), "eu", "us")) {
                assertThat(fresh.serves()).as(bad.sentence()).isEqualTo("nothing");
                assertThat(Readiness.trouble(fresh.pairs, fresh.keeper)).isPresent();
            }
            Files.delete(folder.resolve(bad.name()));
        }
    }

    @Test
    void noTruncationOfAPlainEditIsServedInJson() throws Exception {
        var next = us(81).getBytes(UTF_8);

        var seen = new ArrayList<String>();
        for (var length = 0; length < next.length; length++) {
            Files.write(file, Arrays.copyOf(next, length));
            seen.add(instance.look().serves());
        }

        assertThat(seen).hasSize(next.length).containsOnly("eu/7");
    }

    @Test
    void noTruncationOfAPlainEditIsServedInYamlWhileItIsYoung() throws Exception {
        Files.delete(file);
        var yaml = folder.resolve("p.yaml");
        var next = "active: us\nsecondary: eu\nepoch: 81\n".getBytes(UTF_8);
        var seen = new ArrayList<String>();

        for (var length = 0; length <= next.length; length++) {
            Files.write(yaml, Arrays.copyOf(next, length));
            Files.setLastModifiedTime(yaml, FileTime.from(instance.now.minusMillis(length)));
            seen.add(instance.look().serves());
        }
        assertThat(seen).hasSize(next.length + 1).containsOnly("eu/7");
        assertThat(instance.pair().rejected())
                .as("nobody is alarmed by an edit")
                .isZero();

        instance.now = instance.now.plus(Duration.ofMillis(100));
        assertThat(instance.look().serves()).isEqualTo("us/81");
    }

    @Test
    void aHalfWrittenFileAlarmsNobodyUntilItLiesStill() throws Exception {
        Files.writeString(file, GOOD.substring(0, 20));
        Files.setLastModifiedTime(file, FileTime.from(instance.now.minusMillis(50)));

        instance.look();
        assertThat(instance.trouble()).isEmpty();

        instance.now = instance.now.plusMillis(60);
        instance.look();
        assertThat(instance.trouble()).contains("isn't JSON");
    }

    @Test
    void ageGrowsWhileTheDocumentIsRefused() throws Exception {
        var good = instance.pair().served().orElseThrow().asOf();
        instance.now = instance.now.plusSeconds(5);
        instance.look();
        assertThat(instance.pair().served().orElseThrow().asOf()).isEqualTo(good.plusSeconds(5));

        Files.writeString(file, us(6));
        instance.now = instance.now.plusSeconds(5);
        instance.look();

        assertThat(instance.pair().served().orElseThrow().asOf()).isEqualTo(good.plusSeconds(5));
        assertThat(Readiness.trouble(instance.pairs, instance.keeper))
                .as("every instance would turn its clients away at once")
                .isEmpty();
    }

    static List<String> unreadable() {
        return List.of("a folder", "nothing any more", "a broken link", "a link to itself", "two files", "a pipe");
    }

    @ParameterizedTest
    @MethodSource("unreadable")
    void keepsTheLastGoodOneInPlaceOf(String what) throws Exception {
        switch (what) {
            case "a folder" -> {
                Files.delete(file);
                Files.createDirectory(file);
            }
            case "nothing any more" -> Files.delete(file);
            case "a broken link" -> {
                Files.delete(file);
                Files.createSymbolicLink(file, folder.resolve("gone"));
            }
            case "a link to itself" -> {
                Files.delete(file);
                Files.createSymbolicLink(file, file.getFileName());
            }
            case "two files" -> Files.writeString(folder.resolve("p.yaml"), "active: us\nsecondary: eu\nepoch: 8\n");
            default -> {
                Files.delete(file);
                new ProcessBuilder("mkfifo", file.toString()).start().waitFor();
                assertThat(file).exists();
            }
        }

        instance.look();

        assertThat(instance.serves()).isEqualTo("eu/7");
        assertThat(instance.trouble()).isNotEmpty();
    }

    private static String us(long epoch) {
        return fields("\"us\"", "\"eu\"", Long.toString(epoch));
    }

    private static String fields(String active, String secondary, String epoch) {
        return "{\"active\":%s,\"secondary\":%s,\"epoch\":%s}".formatted(active, secondary, epoch);
    }

    private static String more(String field) {
        return "{\"active\":\"us\",\"secondary\":\"eu\",\"epoch\":8," + field + "}";
    }

    private static String bomb() {
        var bomb = new StringBuilder("a: &a [us,us,us]\n");
        for (var level = 'b'; level < 'k'; level++) {
            bomb.append("%1$c: &%1$c [*%2$c,*%2$c,*%2$c]\n".formatted(level, (char) (level - 1)));
        }
        return bomb.toString();
    }

    private static Bad json(String sentence, String text, String said) {
        return new Bad(sentence, "p.json", text.getBytes(UTF_8), said);
    }

    private static Bad yaml(String sentence, String text, String said) {
        return new Bad("YAML, " + sentence, "p.yaml", text.getBytes(UTF_8), said);
    }

    private static Bad encoded(String sentence, String text, Charset charset) {
        return new Bad(
                sentence,
                "p.json",
                text.getBytes(charset),
                charset.equals(UTF_16) || charset.equals(ISO_8859_1) ? "isn't UTF-8" : "isn't JSON");
    }
}
