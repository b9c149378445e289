package io.regionpair.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DocumentsTest {

    private static final Path DOCS = Generated.ROOT.resolve("docs");

    @Test
    void reasonsAreDocumented() throws IOException {
        Generated.assertUpToDate(DOCS.resolve("reasons.md"), ReasonsDocument.text());
    }

    @Test
    void fieldsAreDocumented() throws IOException {
        Generated.assertUpToDate(DOCS.resolve("api.md"), ApiDocument.text());
    }

    @Test
    void theReferenceShowsFieldsAtEveryDepthAndTheRules() {
        assertThat(ApiDocument.text())
                .contains(
                        "### RegionPair.spec.takeover.timing",
                        "### RegionComponent.spec.workloads[].selector.matchExpressions[]")
                .contains("| `fenceSeconds` | integer |", "| `name` (required) | string |", "`Acknowledged`, `Timed`")
                .contains("* takeover.policy: Timed needs arbitratorLoss: StepDown");
    }
}
