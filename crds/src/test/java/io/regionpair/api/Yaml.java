package io.regionpair.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** Reads YAML as plain trees, and reads and writes the API's kinds exactly as the client does. */
final class Yaml {

    private static final YAMLMapper TREES = new YAMLMapper();
    private static final KubernetesSerialization CLIENT = new KubernetesSerialization(new ObjectMapper(), false);

    private Yaml() {}

    static List<JsonNode> documents(Path file) {
        try (var values = TREES.readerFor(JsonNode.class).<JsonNode>readValues(file.toFile())) {
            return values.readAll();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode tree(String yaml) {
        try {
            return TREES.readTree(yaml);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    static HasMetadata read(JsonNode tree) {
        var kind = tree.path("kind").asText();
        var type = CrdManifests.KINDS.stream()
                .filter(candidate -> candidate.getSimpleName().equals(kind))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no kind of this API: " + kind));
        return read(tree, type);
    }

    static <T> T read(JsonNode tree, Class<T> type) {
        return CLIENT.unmarshal(tree.toString(), type);
    }

    static JsonNode write(Object value) {
        return tree(CLIENT.asJson(value));
    }
}
