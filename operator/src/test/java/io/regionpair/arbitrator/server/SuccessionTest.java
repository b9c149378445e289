package io.regionpair.arbitrator.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.protocol.Answer;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuccessionTest {

    @ParameterizedTest(name = "{1} after {0}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            eu/7   | eu/7   | yes
            eu/7   | us/8   | yes
            eu/7   | us/9   | yes
            eu/7   | eu/9   | yes
            eu/7   | none/8 | yes
            none/8 | eu/9   | yes
            eu/7   | eu/7+  | yes
            eu/7+  | eu/7   | yes
            eu     | us     | yes
            eu     | us/0   | yes
            eu/7   | us/7   | a change of "active" takes a new epoch
            eu/7   | none/7 | a change of "active" takes a new epoch
            eu/7   | us/6   | its epoch 6 is older than 7
            eu/7   | eu/6   | its epoch 6 is older than 7
            eu/7   | us     | it has no epoch, and epoch 7 was served before
            eu/7   | eu     | it has no epoch, and epoch 7 was served before
            eu/7   | eu/8   | an epoch grows exactly when "active" changes
            """)
    void mayFollow(String before, String next, String verdict) {
        var objection = Succession.objection(document(before), document(next));

        if (verdict.equals("yes")) {
            assertThat(objection).isEmpty();
        } else {
            assertThat(objection)
                    .hasValueSatisfying(sentence -> assertThat(sentence).contains(verdict));
        }
    }

    private static PairDocument document(String text) {
        var parts = text.replace("+", "").split("/", -1);
        var epoch = parts.length == 2 ? OptionalLong.of(Long.parseLong(parts[1])) : OptionalLong.empty();
        var fenced = text.endsWith("+")
                ? Optional.of(new Answer.Fenced("us", epoch.getAsLong()))
                : Optional.<Answer.Fenced>empty();
        return new PairDocument(parts[0], Optional.empty(), epoch, fenced);
    }
}
