package io.regionpair.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.api.Reason;
import io.regionpair.protocol.Params.Epochs;
import io.regionpair.protocol.Params.Leaving;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** In the table an answer is region[:epoch][!fenced region]; "-" is silence, "?" is rubbish. Region eu judges. */
class JudgeTest {

    @ParameterizedTest(name = "{0} with stored epoch {1} and epochs {2} is {3}")
    @CsvSource({
        "eu,                 ,  Optional, for",
        "us,                 ,  Optional, against us",
        "none,               ,  Optional, against none",
        "-,                  ,  Optional, undecided ArbitratorUnreachable",
        "?,                  ,  Optional, undecided AnswerMalformed",
        "- ?,                ,  Optional, undecided AnswerMalformed",
        "eu eu us,           ,  Optional, for",
        "eu us us,           ,  Optional, against us",
        "eu us none,         ,  Optional, undecided InstancesDisagree",
        "eu us,              ,  Optional, undecided InstancesDisagree",
        "eu - -,             ,  Optional, undecided InstancesDisagree",
        "us - -,             ,  Optional, undecided InstancesDisagree",
        "eu eu - -,          ,  Optional, undecided InstancesDisagree",
        "eu:7,               7, Optional, for 7",
        "us:7,               7, Optional, against us 7",
        "us:8,               7, Optional, against us 8 newer",
        "eu:8,               7, Optional, for 8",
        "eu:6,               7, Optional, undecided EpochRolledBack",
        "us:6,               7, Optional, undecided EpochRolledBack",
        "eu,                 7, Optional, undecided EpochMissing",
        "eu,                 ,  Required, undecided EpochMissing",
        "eu:1,               ,  Required, for 1",
        "eu,                 7, Ignored,  for",
        "us:3,               7, Ignored,  against us",
        "eu:7 eu:7 us:8,     7, Optional, against us 8 newer",
        "us:7 us:7 eu:8,     7, Optional, undecided InstancesDisagree",
        "us:7 eu:8 eu:8,     7, Optional, for 8",
        "eu:8 - -,           7, Optional, undecided InstancesDisagree",
        "eu:8!us,            7, Optional, for 8 fenced",
        "eu:8!eu,            7, Optional, for 8",
        "eu:8!us eu:8 eu:8,  7, Optional, for 8",
        "eu:8!us eu:8!us -,  7, Optional, for 8 fenced",
        "eu:8!us,            7, Ignored,  for",
    })
    void judges(String answers, Long stored, Epochs epochs, String verdict) {
        var params =
                new Params("eu", "us", 2, epochs, true, false, Optional.empty(), Leaving.No, Duration.ofMillis(500));
        var known = stored == null ? OptionalLong.empty() : OptionalLong.of(stored);

        var judged = new Judge(params, known).judge(answers(answers));

        assertThat(text(judged)).isEqualTo(verdict);
    }

    private static List<Answer> answers(String table) {
        var answers = new ArrayList<Answer>();
        for (var word : table.split(" +")) {
            var endpoint = "instance " + answers.size();
            answers.add(
                    switch (word) {
                        case "-" -> new Answer.Unreachable(endpoint, Reason.ArbitratorUnreachable, "refused");
                        case "?" -> new Answer.Invalid(endpoint, Reason.AnswerMalformed, "not JSON");
                        default -> names(endpoint, word);
                    });
        }
        return answers;
    }

    private static Answer names(String endpoint, String word) {
        var fence = word.split("!");
        var parts = fence[0].split(":");
        var epoch = parts.length == 1 ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(parts[1]));
        var fenced = fence.length == 1
                ? Optional.<Answer.Fenced>empty()
                : Optional.of(new Answer.Fenced(fence[1], epoch.orElseThrow()));
        return new Answer.Names(endpoint, parts[0], epoch, fenced);
    }

    private static String text(Verdict verdict) {
        return switch (verdict) {
            case Verdict.For f -> "for" + text(f.epoch()) + (f.fenced() ? " fenced" : "");
            case Verdict.Against a -> "against " + a.named() + text(a.epoch()) + (a.newer() ? " newer" : "");
            case Verdict.Undecided u -> "undecided " + u.reason();
        };
    }

    private static String text(OptionalLong epoch) {
        return epoch.isEmpty() ? "" : " " + epoch.getAsLong();
    }
}
