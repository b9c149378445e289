package io.regionpair.arbitrator.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.regionpair.arbitrator.etcd.EtcdSettings;
import io.regionpair.arbitrator.server.Finding.Candidate;
import io.regionpair.arbitrator.server.Finding.Format;
import io.regionpair.cli.SetSettings;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code arbitrator set} writes onto what is there. */
class NextDocumentTest {

    /** Before; the options; the document after. A dash: there is none. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", quoteCharacter = '`', textBlock = """
            -                                         | active=eu regions=eu,us              | {"active":"eu","secondary":"us","epoch":1}
            -                                         | active=us regions=eu,us              | {"active":"us","secondary":"eu","epoch":1}
            -                                         | active=eu secondary=us               | {"active":"eu","secondary":"us","epoch":1}
            -                                         | active=eu secondary=us first=9       | {"active":"eu","secondary":"us","epoch":9}
            -                                         | active=none regions=eu,us            | {"active":"none","secondary":"us","epoch":1}
            -                                         | active=eu regions=eu,us fenced=us    | {"active":"eu","secondary":"us","epoch":1,"fenced":{"region":"us","epoch":1}}
            {"active":"eu","secondary":"us","epoch":7} | active=us                            | {"active":"us","secondary":"eu","epoch":8}
            {"active":"eu","secondary":"us","epoch":7} | active=us fenced=eu                  | {"active":"us","secondary":"eu","epoch":8,"fenced":{"region":"eu","epoch":8}}
            {"active":"eu","secondary":"us","epoch":7} | active=us regions=us,eu secondary=eu | {"active":"us","secondary":"eu","epoch":8}
            {"active":"eu","secondary":"us","epoch":7} | active=none                          | {"active":"none","secondary":"us","epoch":8}
            {"active":"none","secondary":"us","epoch":8} | active=eu regions=eu,us            | {"active":"eu","secondary":"us","epoch":9}
            {"active":"eu","secondary":"us","epoch":7} | active=eu                            | {"active":"eu","secondary":"us","epoch":7}
            {"active":"eu","secondary":"us","epoch":7} | active=eu fenced=us                  | {"active":"eu","secondary":"us","epoch":7,"fenced":{"region":"us","epoch":7}}
            {"active":"eu","secondary":"us","epoch":7,"fenced":{"region":"us","epoch":7}} | active=eu | {"active":"eu","secondary":"us","epoch":7,"fenced":{"region":"us","epoch":7}}
            {"active":"eu","secondary":"us","epoch":7,"fenced":{"region":"us","epoch":7}} | active=us | {"active":"us","secondary":"eu","epoch":8}
            {"active":"eu","secondary":"us"}           | active=eu                            | {"active":"eu","secondary":"us"}
            {"active":"eu","secondary":"us"}           | active=us                            | {"active":"us","secondary":"eu","epoch":1}
            {"active":"eu","secondary":"us"}           | active=us first=5                    | {"active":"us","secondary":"eu","epoch":5}
            """)
    void follows(@Nullable String before, String options, String after) throws Exception {
        assertThat(next(before, options)).isEqualTo(document(after, List.of("eu", "us")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", quoteCharacter = '`', textBlock = """
            -                                          | active=eu                            | it isn't known which two regions the pair has; --regions says it
            -                                          | active=none secondary=us             | it isn't known which two regions
            {"active":"none","secondary":"us","epoch":8} | active=eu                          | it isn't known which two regions
            {"active":"eu","secondary":"us","epoch":7} | active=ap                            | "active" is "ap", not one of [eu, us]
            {"active":"eu","secondary":"us","epoch":7} | active=us secondary=us               | "active" and "secondary" are the same
            {"active":"eu","secondary":"us","epoch":7} | active=us secondary=ap               | "secondary" is "ap", not one of [eu, us]
            {"active":"eu","secondary":"us","epoch":7} | active=us fenced=us                  | "fenced" names the active region
            {"active":"eu","secondary":"us","epoch":7} | active=us fenced=ap                  | "fenced.region" is "ap"
            {"active":"eu","secondary":"us","epoch":7} | active=us first=9                    | --first-epoch is for a pair without an epoch, and it has 7
            {"active":"eu","secondary":"us","epoch":7} | active=eu first=9                    | --first-epoch is for a pair without an epoch
            {"active":"eu","secondary":"us"}           | active=eu fenced=us                  | the document has none until "active" changes
            """)
    void refuses(@Nullable String before, String options, String sentence) {
        assertThatExceptionOfType(UnfitException.class)
                .isThrownBy(() -> next(before, options))
                .withMessageContaining(sentence);
    }

    private static PairDocument next(@Nullable String before, String options) throws UnfitException {
        var regions = before != null && before.contains("none") ? List.of("eu", "us") : List.<String>of();
        var document = before == null ? Optional.<PairDocument>empty() : Optional.of(document(before, regions));
        return NextDocument.after(document, wanted(options), "/regionpair/p");
    }

    private static PairDocument document(String text, List<String> regions) throws UnfitException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        return CandidateReader.read(new Candidate("p", bytes, Format.JSON), regions);
    }

    private static SetSettings wanted(String options) {
        var regions =
                option(options, "regions").map(text -> List.of(text.split(","))).orElse(List.of());
        return new SetSettings(
                "p",
                option(options, "active").orElseThrow(),
                option(options, "secondary"),
                regions,
                OptionalLong.empty(),
                option(options, "first")
                        .map(Long::parseLong)
                        .map(OptionalLong::of)
                        .orElse(OptionalLong.empty()),
                option(options, "fenced"),
                new EtcdSettings(List.of(), "/regionpair/", Optional.empty(), Optional.empty(), Optional.empty()));
    }

    private static Optional<String> option(String options, String name) {
        return Stream.of(options.split(" "))
                .filter(option -> option.startsWith(name + "="))
                .map(option -> option.substring(name.length() + 1))
                .findFirst();
    }
}
