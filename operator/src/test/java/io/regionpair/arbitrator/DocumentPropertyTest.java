package io.regionpair.arbitrator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class DocumentPropertyTest {

    private static final byte[] WHOLE =
            "{\"active\":\"us\",\"secondary\":\"eu\",\"epoch\":8,\"asOf\":\"2026-11-24T06:00:00Z\",\"fenced\":{\"region\":\"eu\",\"epoch\":8}}"
                    .getBytes(UTF_8);

    @Property
    void anyBytesAreJudgedWithoutAnException(@ForAll byte[] text) {
        assertThat(read(text)).isInstanceOf(Document.Rejected.class);
    }

    @Property
    void anyJsonLikeTextIsJudgedWithoutAnException(@ForAll("jsonLike") String text) {
        assertThat(read(text.getBytes(UTF_8))).isNotNull();
    }

    /** Whatever a flipped byte does, it never makes up a region, an epoch below zero or an assertion for another epoch. */
    @Property
    void aFlippedByteNeverMakesUpAnything(@ForAll("position") int position, @ForAll byte value) {
        var text = WHOLE.clone();
        text[position] = value;

        if (read(text) instanceof Document.Valid valid) {
            assertThat(valid.active()).isEqualTo("us");
            assertThat(valid.epoch().orElse(0)).isNotNegative();
            valid.fenced().ifPresent(fenced -> assertThat(valid.epoch()).hasValue(fenced.epoch()));
        }
    }

    @Provide
    Arbitrary<Integer> position() {
        return Arbitraries.integers().between(0, WHOLE.length - 1);
    }

    @Provide
    Arbitrary<String> jsonLike() {
        return Arbitraries.of(
                        "{",
                        "}",
                        "[",
                        "]",
                        ":",
                        ",",
                        "\"active\"",
                        "\"secondary\"",
                        "\"epoch\"",
                        "\"fenced\"",
                        "\"asOf\"",
                        "\"region\"",
                        "\"eu\"",
                        "\"us\"",
                        "\"none\"",
                        "1",
                        "-1",
                        "1e9",
                        "null",
                        "true",
                        "\"",
                        "\\",
                        "\u0000")
                .list()
                .ofMaxSize(30)
                .map(parts -> String.join("", parts));
    }

    private static Document read(byte[] text) {
        return Document.read(text, List.of("eu", "us"), Duration.ofSeconds(60), Instant.parse("2026-11-24T06:00:00Z"));
    }
}
