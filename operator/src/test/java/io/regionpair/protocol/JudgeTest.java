package io.regionpair.protocol;

import static io.regionpair.protocol.ARegion.fences;
import static io.regionpair.protocol.ARegion.names;
import static io.regionpair.protocol.ARegion.silent;
import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.api.Reason;
import io.regionpair.protocol.Params.Epochs;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
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
                row("one of two is no majority", NONE, "NoMajority", names("eu"), silent()),
                row("two of three", NONE, "for", names("eu"), silent(), names("eu")),
                row("two of three against one", NONE, "for", names("eu"), names("us"), names("eu")),
                row("one of three", NONE, "NoMajority", names("eu"), silent(), silent()),
                row("the wrong ones count among all", NONE, "NoMajority", names("us"), WRONG, WRONG),
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

    /** What one instance can say, beside a stored epoch of 5. */
    private enum Said {
        FOR(names("eu", 5)),
        AGAINST(names("us", 5)),
        NONE_ACTIVE(names("none", 5)),
        NEWER_FOR(names("eu", 6)),
        NEWER_AGAINST(names("us", 6)),
        OLDER_FOR(names("eu", 4)),
        OLDER_AGAINST(names("us", 4)),
        INVALID(WRONG),
        UNREACHABLE(silent());

        private static final Set<Said> INVALID_ONES = Set.of(OLDER_FOR, OLDER_AGAINST, INVALID);

        private final Answer answer;

        Said(Answer answer) {
            this.answer = answer;
        }

        boolean isValid() {
            return !INVALID_ONES.contains(this) && this != UNREACHABLE;
        }
    }

    /** The specification's sentences (4-safety 2.3), counted without anything of the judge's. */
    private static String expected(List<Said> round) {
        // Two of two, two of three.
        var majority = 2;
        if (round.contains(Said.NEWER_AGAINST)) {
            return "against us 6 newer";
        }
        if (Collections.frequency(round, Said.NEWER_FOR) >= majority) {
            return "for 6";
        }
        if (!round.contains(Said.NEWER_FOR)) {
            if (Collections.frequency(round, Said.FOR) >= majority) {
                return "for 5";
            }
            if (Collections.frequency(round, Said.AGAINST) >= majority) {
                return "against us 5";
            }
            if (Collections.frequency(round, Said.NONE_ACTIVE) >= majority) {
                return "against none 5";
            }
        }
        var words = round.stream().filter(Said::isValid).distinct().count();
        if (words > 0) {
            return words > 1 ? "InstancesDisagree" : "NoMajority";
        }
        return round.stream()
                .filter(Said.INVALID_ONES::contains)
                .findFirst()
                .map(first -> first == Said.INVALID ? "AnswerMalformed" : "EpochRolledBack")
                .orElse("ArbitratorUnreachable");
    }

    static Stream<List<Said>> rounds() {
        var two = Stream.of(Said.values()).flatMap(a -> Stream.of(Said.values()).map(b -> List.of(a, b)));
        var three = Stream.of(Said.values())
                .flatMap(a -> Stream.of(Said.values())
                        .flatMap(b -> Stream.of(Said.values()).map(c -> List.of(a, b, c))));
        return Stream.concat(two, three);
    }

    @Test
    void everyCombinationOfTwoAndThreeInstances() {
        var judge = new Judge(ARegion.aRegion().params(), e(5));
        var verdicts = new TreeMap<String, Integer>();

        for (var round : rounds().toList()) {
            var verdict =
                    text(judge.judge(round.stream().map(said -> said.answer).toList()));
            assertThat(verdict).as(round.toString()).isEqualTo(expected(round));
            verdicts.merge(verdict, 1, Integer::sum);
        }

        System.out.println("rounds of two and three instances: " + verdicts);
        assertThat(verdicts)
                .containsOnlyKeys(
                        "for 5",
                        "for 6",
                        "against us 5",
                        "against us 6 newer",
                        "against none 5",
                        "InstancesDisagree",
                        "NoMajority",
                        "AnswerMalformed",
                        "EpochRolledBack",
                        "ArbitratorUnreachable");
        assertThat(verdicts.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(9 * 9 + 9 * 9 * 9);
    }

    /** Without epochs there is nothing newer and nothing older: majorities alone. */
    @Test
    void everyCombinationOfTwoAndThreeInstancesWithoutEpochs() {
        var judge = new Judge(ARegion.aRegion().params(), NONE);
        var withoutEpoch = Map.of(
                Said.FOR, names("eu"),
                Said.AGAINST, names("us"),
                Said.NONE_ACTIVE, names("none"),
                Said.INVALID, WRONG,
                Said.UNREACHABLE, silent());

        var judged = rounds().filter(withoutEpoch.keySet()::containsAll).toList();
        for (var round : judged) {
            var answers = round.stream().map(withoutEpoch::get).toList();
            assertThat(text(judge.judge(answers)))
                    .as(round.toString())
                    .isEqualTo(expected(round).replace(" 5", ""));
        }

        assertThat(judged).hasSize(5 * 5 + 5 * 5 * 5);
    }

    /** Two regions read the same round, and at most one of them takes it for its own. */
    @Test
    void noRoundIsForBothRegions() {
        var eu = new Judge(ARegion.aRegion().params(), e(5));
        var us = new Judge(ARegion.aRegion().with(JudgeTest::seenFromTheOther).params(), e(5));

        var forSomebody = 0;
        for (var round : rounds().toList()) {
            var answers = round.stream().map(said -> said.answer).toList();
            var takers = Stream.of(eu, us)
                    .map(judge -> judge.judge(answers))
                    .filter(Verdict.For.class::isInstance)
                    .count();
            assertThat(takers).as(round.toString()).isLessThan(2);
            forSomebody += (int) takers;
        }

        assertThat(forSomebody).isPositive();
    }

    private static Params seenFromTheOther(Params p) {
        return new Params(
                p.peer(),
                p.self(),
                p.confirmations(),
                p.epochs(),
                p.acting(),
                p.paused(),
                p.force(),
                p.leaving(),
                p.askEvery());
    }

    @Test
    void saysWhoSaysWhat() {
        var judge = new Judge(ARegion.aRegion().params(), e(5));

        assertThat(judge.judge(List.of(names("us", 5), silent(), names("eu", 6))))
                .isEqualTo(new Verdict.Undecided(
                        Reason.InstancesDisagree, "of 3 endpoints 1 says us at epoch 5, 1 says eu at epoch 6"));
        assertThat(judge.judge(List.of(WRONG, silent(), names("eu", 6))))
                .isEqualTo(new Verdict.Undecided(Reason.NoMajority, "of 3 endpoints 1 says eu at epoch 6"));
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
