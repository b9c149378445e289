package io.regionpair.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DescriptionsTest {

    /** "docs/reasons.md" and "regionpair.io" have dots inside; a sentence ends in one. */
    private static final Pattern SENTENCES = Pattern.compile("\\S.*[.]", Pattern.DOTALL);

    @Test
    void everyFieldOfEverySchemaHasADescription() {
        var undescribed = new ArrayList<String>();
        CrdManifests.generate().forEach((file, manifest) -> {
            var schema = Yaml.tree(manifest).at("/spec/versions/0/schema/openAPIV3Schema");
            assertThat(schema.path("properties").isEmpty()).as(file).isFalse();
            collect(file, schema, undescribed);
        });

        assertThat(undescribed).isEmpty();
    }

    @Test
    void descriptionsNameTheDefaultOfTheField() {
        var silent = new ArrayList<String>();
        CrdManifests.generate()
                .forEach((file, manifest) -> collectSilentDefaults(
                        file, Yaml.tree(manifest).at("/spec/versions/0/schema/openAPIV3Schema"), silent));

        assertThat(silent).isEmpty();
    }

    @Test
    void reasonsAndConditionsAreExplainedInOneSentenceEach() {
        assertThat(Arrays.stream(Reason.values()).map(Reason::meaning))
                .allMatch(meaning -> meaning.matches("\\S[^.]*([.]\\S[^.]*)*[.]"));
        assertThat(Arrays.stream(ConditionType.values()).map(ConditionType::meaning))
                .allMatch(meaning -> meaning.matches("\\S[^.]*([.]\\S[^.]*)*[.]"));
    }

    private static void collect(String path, JsonNode schema, List<String> undescribed) {
        schema.path("properties").properties().forEach(field -> {
            var name = path + "." + field.getKey();
            if (!SENTENCES
                    .matcher(field.getValue().path("description").asText())
                    .matches()) {
                undescribed.add(name);
            }
            collect(name, field.getValue(), undescribed);
            collect(name, field.getValue().path("items"), undescribed);
        });
    }

    private static void collectSilentDefaults(String path, JsonNode schema, List<String> silent) {
        schema.path("properties").properties().forEach(field -> {
            var name = path + "." + field.getKey();
            var value = field.getValue().path("default");
            var description = field.getValue().path("description").asText();
            if (value.isValueNode() && !value.isMissingNode() && !namesDefault(description, value.asText())) {
                silent.add(name + ": " + value.asText());
            }
            collectSilentDefaults(name, field.getValue(), silent);
            collectSilentDefaults(name, field.getValue().path("items"), silent);
        });
    }

    private static boolean namesDefault(String description, String value) {
        return description.matches(
                "(?s).*(\\b" + Pattern.quote(value) + " \\(default\\b|\\bdefault " + Pattern.quote(value) + "\\b).*");
    }
}
