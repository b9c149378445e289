package io.regionpair.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldValueTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "true | true",
                "false | false",
                "0 | 0",
                "-3 | -3",
                "12 | 12",
                "007 | \"007\"",
                "1.5 | \"1.5\"",
                "True | \"True\"",
                "suspended | \"suspended\"",
                "say \"no\" | \"say \\\"no\\\"\"",
                "back\\slash | \"back\\\\slash\"",
            })
    void isWrittenAsWhatItLooksLike(String value, String json) {
        assertThat(FieldValue.json(value)).isEqualTo(json);
    }

    /** A pod template has a spec of its own, and a name may come twice in a path. */
    @Test
    void isWrittenAlongItsPathWhateverItsNamesAre() {
        assertThat("{" + FieldValue.member("spec.template.spec.suspend", "true") + "}")
                .isEqualTo("{\"spec\":{\"template\":{\"spec\":{\"suspend\":true}}}}");
        assertThat("{" + FieldValue.member("spec.state", "a\nb") + "}").isEqualTo("{\"spec\":{\"state\":\"a\\nb\"}}");
    }

    @Test
    void isReadAlongItsPath() {
        var object = new GenericKubernetesResource();
        object.setAdditionalProperties(Map.of("spec", Map.of("job", Map.of("state", "running", "paused", true))));

        assertThat(FieldValue.of(object, "spec.job.state")).contains("running");
        assertThat(FieldValue.of(object, "spec.job.paused")).contains("true");
        assertThat(FieldValue.of(object, "spec.job.other")).isEmpty();
        assertThat(FieldValue.of(object, "spec.job.state.deeper")).isEmpty();
    }
}
