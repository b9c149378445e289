package io.regionpair.workload;

import com.fasterxml.jackson.databind.node.TextNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The value of a field lever: as text in the component, as JSON in the object. */
final class FieldValue {

    private static final Pattern LITERAL = Pattern.compile("true|false|0|-?[1-9][0-9]{0,17}");

    private FieldValue() {}

    /** Booleans and whole numbers are what they look like; everything else is a string. */
    static String json(String value) {
        return LITERAL.matcher(value).matches()
                ? value
                : TextNode.valueOf(value).toString();
    }

    /** The JSON of an object in which nothing but this path has a value, without the braces around it. */
    static String member(String path, String value) {
        var names = path.split("[.]", -1);
        return '"' + String.join("\":{\"", names) + "\":" + json(value) + "}".repeat(names.length - 1);
    }

    /** Absent when the object doesn't have the field. */
    static Optional<String> of(GenericKubernetesResource object, String path) {
        @Nullable Object value = object.getAdditionalProperties();
        for (var name : path.split("[.]", -1)) {
            value = value instanceof Map<?, ?> map ? map.get(name) : null;
        }
        return Optional.ofNullable(value).map(String::valueOf);
    }
}
