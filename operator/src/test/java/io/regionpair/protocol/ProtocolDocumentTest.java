package io.regionpair.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ProtocolDocumentTest {

    @Test
    void theDocumentNamesEveryRuleInTheOrderOfTheCode() throws IOException {
        var document = Files.readString(Path.of("../docs/protocol.md"));
        var rows = document.lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.substring(3, line.indexOf('`', 3)))
                .toList();

        assertThat(rows)
                .containsExactlyElementsOf(
                        Rules.ALL.stream().map(Rules.Rule::name).toList());
    }

    @Test
    void theDocumentNamesWhatDecidesBesideTheRules() throws IOException {
        assertThat(Files.readString(Path.of("../docs/protocol.md")))
                .contains(
                        "`unread`", "`storing`", "`T7 uninterpretable`", "`T9 no record`", "`leaving`", "`observing`");
    }
}
