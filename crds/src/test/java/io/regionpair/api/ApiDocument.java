package io.regionpair.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** {@code docs/api.md}: the fields of the schemas as tables, one for each object, sorted by name. */
final class ApiDocument {

    private final StringBuilder text = new StringBuilder();

    private ApiDocument() {}

    static String text() {
        var document = new ApiDocument();
        document.text.append("""
                <!-- Generated from the schemas in crds/manifests; don't edit. -->
                # API reference

                Group `regionpair.io`, version `v1alpha1`. Users write RegionPair and RegionComponent, the same in both clusters; the operator keeps
                RegionRecord and RegionFence for itself. Reasons are explained in [reasons.md](reasons.md).
                """);
        var schemas = new TreeMap<String, JsonNode>();
        CrdManifests.generate().values().stream()
                .map(Yaml::tree)
                .forEach(crd -> schemas.put(crd.at("/spec/names/kind").asText(), crd));
        for (var kind : CrdManifests.KINDS) {
            document.kind(kind.getSimpleName(), schemas.get(kind.getSimpleName()));
        }
        return document.text.toString();
    }

    private void kind(String name, JsonNode crd) {
        var schema = crd.at("/spec/versions/0/schema/openAPIV3Schema");
        text.append("\n## ").append(name).append("\n\n");
        text.append(schema.path("description").asText()).append('\n');
        rules(schema);
        if (schema.path("properties").has("roles")) {
            table(name, schema);
            return;
        }
        schema.path("properties").properties().forEach(part -> object(name + "." + part.getKey(), part.getValue()));
    }

    private void object(String path, JsonNode schema) {
        text.append("\n### ").append(path).append("\n\n");
        text.append(schema.path("description").asText()).append('\n');
        table(path, schema);
    }

    private void table(String path, JsonNode schema) {
        text.append("\n| field | type | description |\n| --- | --- | --- |\n");
        var required = new HashSet<String>();
        schema.path("required").forEach(field -> required.add(field.asText()));
        schema.path("properties").properties().forEach(field -> row(field.getKey(), field.getValue(), required));
        rules(schema);
        schema.path("properties").properties().forEach(field -> {
            var part = field.getValue();
            var items = part.path("items");
            if (part.has("properties")) {
                object(path + "." + field.getKey(), part);
            } else if (items.has("properties")) {
                text.append("\n### ")
                        .append(path)
                        .append('.')
                        .append(field.getKey())
                        .append("[]\n");
                table(path + "." + field.getKey() + "[]", items);
            }
        });
    }

    private void row(String name, JsonNode field, Set<String> required) {
        text.append("| `%s`%s | %s | %s |%n"
                .formatted(
                        name,
                        required.contains(name) ? " (required)" : "",
                        type(field),
                        cell(field.path("description").asText())));
    }

    private static String type(JsonNode field) {
        if (field.has("enum")) {
            var words = new ArrayList<String>();
            field.path("enum").forEach(word -> words.add("`" + word.asText() + "`"));
            return String.join(", ", words);
        }
        if (field.has("items")) {
            return "list of " + type(field.path("items"));
        }
        if (field.has("additionalProperties")) {
            return "map of " + type(field.path("additionalProperties"));
        }
        return field.path("format").asText().equals("date-time")
                ? "time"
                : field.path("type").asText();
    }

    private void rules(JsonNode schema) {
        List<String> messages = new ArrayList<>();
        schema.path("x-kubernetes-validations")
                .forEach(rule -> messages.add(rule.path("message").asText()));
        if (!messages.isEmpty()) {
            text.append("\nRefused otherwise, with these words:\n\n");
            messages.forEach(message -> text.append("* ").append(message).append('\n'));
        }
    }

    private static String cell(String description) {
        return description.replace("|", "\\|").replace("\n", " ");
    }
}
