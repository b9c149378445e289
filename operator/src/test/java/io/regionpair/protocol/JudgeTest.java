package io.regionpair.protocol;

import static io.regionpair.protocol.ARegion.fences;
import static io.regionpair.protocol.ARegion.names;
import static io.regionpair.protocol.ARegion.silent;
import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.api.Reason;
import io.regionpair.protocol.Params.Epochs;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JudgeTest {

    private static final OptionalLong NONE = OptionalLong.empty();
    private static final Answer WRONG = new Answer.Invalid("one", Reason.AnswerMalformed, "not JSON");

    private record Row(String sentence, Epochs epochs, OptionalLong stored, List<Answer> answers, String verdict) {
        @Override
        public String toString() {
            return sentence;
        }
    }

    private static Row row(String sentence, OptionalLong stored, String verdict, Answer... answers) {
        return new Row(sentence, Epochs.Optional, stored, List.of(answers), verdict);
    }

    private static Row row(Epochs epochs, String sentence, OptionalLong stored, String verdict, Answer... answers) {
        return new Row(sentence, epochs, stored, List.of(answers), verdict);
    }

    private static OptionalLong e(long epoch) {
        return OptionalLong.of(epoch);
    }

    static Stream<Row> rows() {
        return Stream.of(majorities(), epochs(), fenced()).flatMap(rows -> rows);
    }

    private static Stream<Row> majorities() {
        return Stream.of(
                row("nobody was asked", NONE, "ArbitratorUnreachable"),
                row("one names this region", NONE, "for", names("eu")),
                row("one names the peer", NONE, "against us", names("us")),
                row("one names none", NONE, "against none", names("none")),
                row("one is silent", NONE, "ArbitratorUnreachable", silent()),
                row("a wrong response says more than none", NONE, "AnswerMalformed", silent(), WRONG),
                row("one of two is no majority", NONE, "InstancesDisagree", names("eu"), silent()),
                row("two of three", NONE, "for", names("eu"), silent(), names("eu")),
                row("two of three against one", NONE, "for", names("eu"), names("us"), names("eu")),
                row("one of three", NONE, "InstancesDisagree", names("eu"), silent(), silent()),
                row("the wrong ones count among all", NONE, "InstancesDisagree", names("us"), WRONG, WRONG),
                row("three that say three things", NONE, "InstancesDisagree", names("us"), names("eu"), names("none")),
                row("two halves", NONE, "InstancesDisagree", names("us"), names("us"), names("eu"), names("eu")));
    }

    private static Stream<Row> epochs() {
        return Stream.of(
                row("the stored epoch again", e(5), "for 5", names("eu", 5)),
                row("an older one", e(5), "EpochRolledBack", names("eu", 4)),
                row("an older one against", e(5), "EpochRolledBack", names("us", 4)),
                row("a newer one", e(5), "for 6", names("eu", 6)),
                row("a newer one against", e(5), "against us 6 newer", names("us", 6)),
                row("the stored one against", e(5), "against us 5", names("us", 5)),
                row("the first one against", NONE, "against us 1 newer", names("us", 1)),
                row("none any more", e(5), "EpochMissing", names("eu")),
                row("none where one is required", NONE, "for", names("eu")),
                row(Epochs.Required, "none where one is needed", NONE, "EpochMissing", names("eu")),
                row(Epochs.Ignored, "none, and it doesn't matter", e(5), "for", names("eu")),
                row(Epochs.Ignored, "an older one, and it doesn't matter", e(5), "against us", names("us", 3)),
                row(Epochs.Ignored, "a newer one is no hurry", e(5), "against us", names("us", 9)),
                row(
                        "one newer against is enough",
                        e(5),
                        "against us 6 newer",
                        names("eu", 5),
                        names("eu", 5),
                        names("us", 6)),
                row("one newer for isn't", e(5), "InstancesDisagree", names("us", 5), names("us", 5), names("eu", 6)),
                row("a majority for with one that lags", e(5), "for 6", names("us", 5), names("eu", 6), names("eu", 6)),
                row("one that lags takes the majority", e(5), "InstancesDisagree", names("eu", 5), names("eu", 6)),
                row("an epoch beside none", NONE, "InstancesDisagree", names("us"), names("eu", 2)),
                row(
                        "the same newer epoch for and against",
                        e(5),
                        "against us 6 newer",
                        names("eu", 6),
                        names("us", 6)));
    }

    private static Stream<Row> fenced() {
        return Stream.of(
                row("the peer is gone", e(5), "for 6 fenced", fences("eu", "us", 6)),
                row("this region is gone, which is no word about the peer", e(5), "for 6", fences("eu", "eu", 6)),
                row(
                        "gone for another epoch",
                        e(5),
                        "for 6",
                        new Answer.Names("one", "eu", e(6), Optional.of(new Answer.Fenced("us", 5)))),
                row(
                        "gone without an epoch",
                        NONE,
                        "for",
                        new Answer.Names("one", "eu", NONE, Optional.of(new Answer.Fenced("us", 0)))),
                row(Epochs.Ignored, "gone, and epochs are ignored", NONE, "for", fences("eu", "us", 6)),
                row("gone by a minority", e(5), "for 6", fences("eu", "us", 6), names("eu", 6), names("eu", 6)),
                row(
                        "gone by a majority",
                        e(5),
                        "for 6 fenced",
                        fences("eu", "us", 6),
                        fences("eu", "us", 6),
                        silent()));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void manyAnswersAreOneVerdict(Row row) {
        var params = ARegion.aRegion().epochs(row.epochs()).params();
        var verdict = new Judge(params, row.stored()).judge(row.answers());
        assertThat(text(verdict)).isEqualTo(row.verdict());
    }

    private static String text(Verdict verdict) {
        return switch (verdict) {
            case Verdict.For f -> "for" + text(f.epoch()) + (f.fenced() ? " fenced" : "");
            case Verdict.Against a -> "against " + a.named() + text(a.epoch()) + (a.newer() ? " newer" : "");
            case Verdict.Undecided u -> u.reason().name();
        };
    }

    private static String text(OptionalLong epoch) {
        return epoch.isPresent() ? " " + epoch.getAsLong() : "";
    }
}
