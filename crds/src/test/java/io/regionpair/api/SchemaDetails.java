package io.regionpair.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

/** What annotations can't say: list types, bounds of borrowed types, categories. */
final class SchemaDetails {

    private static final String TIME = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,9})?"
            + "(Z|[+-](0[0-9]|1[0-7]):[0-5][0-9])$";

    private final CustomResourceDefinition crd;
    private final Class<?> kind;
    private final JSONSchemaProps root;

    SchemaDetails(CustomResourceDefinition crd, Class<?> kind) {
        this.kind = kind;
        this.crd = crd;
        this.root = crd.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema();
    }

    CustomResourceDefinition add() {
        crd.getSpec().getNames().setCategories(List.of("regionpair"));
        removeUnknownWords(root);
        boundTimes(root);
        completeDefaults(root);
        orderColumns();
        switch (crd.getSpec().getNames().getKind()) {
            case "RegionPair" -> pair();
            case "RegionComponent" -> component();
            case "RegionRecord" -> record();
            case "RegionFence" -> fence();
            default ->
                throw new IllegalArgumentException(crd.getSpec().getNames().getKind());
        }
        return crd;
    }

    private void pair() {
        root.setDescription("Two regions, the arbitrator that names the active one, and the rules of a switch.");
        listMap("spec.regions", "name");
        listSet("spec.namespaces");
        listSet("spec.arbitrator.endpoints");
        listMap("status.arbitrator.endpoints", "url");
        conditions();
    }

    private void component() {
        root.setDescription("Some workloads of a namespace that switch together, or that are only watched.");
        listSet("spec.dependsOn");
        listSet("spec.accept");
        listMap("status.workloads", "apiVersion", "kind", "name");
        var labels = at("spec.workloads.selector.matchLabels");
        labels.setMaxProperties(20L);
        labels.setDescription("Labels that the workload must carry, each with exactly this value.");
        var value = labels.getAdditionalProperties().getSchema();
        value.setMaxLength(63L);
        var expressions = at("spec.workloads.selector.matchExpressions");
        expressions.setMaxItems(20L);
        expressions.setDescription("Further conditions on the workload's labels; all of them must hold.");
        var expression = expressions.getItems().getSchema();
        expression.setRequired(List.of("key", "operator"));
        describe(expression, "key", "The label's key.").setMaxLength(317L);
        describe(expression, "operator", "In, NotIn, Exists or DoesNotExist.")
                .setEnum(words("In", "NotIn", "Exists", "DoesNotExist"));
        var values = describe(expression, "values", "For In and NotIn: the label's values.");
        values.setMaxItems(50L);
        values.getItems().getSchema().setMaxLength(63L);
        conditions();
    }

    private void record() {
        // Void, in the class: there is no status.
        root.getProperties().remove("status");
        root.setDescription("What one region remembers about one pair. Written by the operator alone; it outlives its"
                + " RegionPair, and deleting it makes the operator forget which region was active.");
    }

    private void fence() {
        // Void, in the class: its one field stands at the top.
        root.getProperties().keySet().removeAll(List.of("spec", "status"));
        root.setDescription(
                "The roles of this region for all pairs, as the admission policies read them. Written by the"
                        + " operator alone.");
    }

    /** The API server holds a default against the rules as it stands, before it fills in the defaults of its fields. */
    private static void completeDefaults(JSONSchemaProps schema) {
        if (schema.getItems() != null) {
            completeDefaults(schema.getItems().getSchema());
        }
        if (schema.getProperties() == null) {
            return;
        }
        var fields = new TreeMap<>(schema.getProperties());
        fields.values().forEach(SchemaDetails::completeDefaults);
        if (schema.getDefault() instanceof ObjectNode whole) {
            fields.forEach((name, field) -> {
                if (field.getDefault() != null && !whole.has(name)) {
                    whole.set(name, field.getDefault());
                }
            });
        }
    }

    /** The API server's date-time admits commas, endless fractions and offsets that Java doesn't read; one would stop the operator. */
    private static void boundTimes(JSONSchemaProps schema) {
        if ("date-time".equals(schema.getFormat())) {
            schema.setPattern(TIME);
        }
        if (schema.getItems() != null) {
            boundTimes(schema.getItems().getSchema());
        }
        if (schema.getProperties() != null) {
            schema.getProperties().values().forEach(SchemaDetails::boundTimes);
        }
    }

    /** As annotated; the generator sorts them by path. */
    private void orderColumns() {
        var annotated = Arrays.stream(kind.getAnnotationsByType(AdditionalPrinterColumn.class))
                .map(AdditionalPrinterColumn::name)
                .toList();
        crd.getSpec()
                .getVersions()
                .getFirst()
                .getAdditionalPrinterColumns()
                .sort(Comparator.comparing(column -> annotated.indexOf(column.getName())));
    }

    private void conditions() {
        listMap("status.conditions", "type");
        var condition = at("status.conditions").getItems().getSchema();
        condition.setRequired(List.of("lastTransitionTime", "message", "reason", "status", "type"));
        describe(condition, "type", "What the condition is about.");
        describe(condition, "status", "True, False or Unknown.")
                // Not an enum: the generator doesn't quote True, and the API server would read a boolean.
                .setPattern("^(True|False|Unknown)$");
        describe(condition, "reason", "One word for why; docs/reasons.md explains each.");
        describe(condition, "message", "The facts, for people.");
        describe(condition, "lastTransitionTime", "When status changed last.").setFormat("date-time");
        describe(condition, "observedGeneration", "Generation of the spec that the condition is about.");
    }

    private void listMap(String path, String... keys) {
        var list = at(path);
        list.setXKubernetesListType("map");
        list.setXKubernetesListMapKeys(Arrays.asList(keys));
    }

    private void listSet(String path) {
        at(path).setXKubernetesListType("set");
    }

    /** The schema of a field; lists on the way are entered. */
    private JSONSchemaProps at(String path) {
        var schema = root;
        for (var name : path.split("\\.")) {
            if (schema.getItems() != null) {
                schema = schema.getItems().getSchema();
            }
            schema = Objects.requireNonNull(schema.getProperties().get(name), () -> "no field " + path);
        }
        return schema;
    }

    private static JSONSchemaProps describe(JSONSchemaProps parent, String field, String description) {
        var schema = Objects.requireNonNull(parent.getProperties().get(field), field);
        schema.setDescription(description);
        return schema;
    }

    private static List<JsonNode> words(String... words) {
        return Arrays.stream(words).<JsonNode>map(TextNode::new).toList();
    }

    /** The constant for words of newer versions isn't one that can be written. */
    private static void removeUnknownWords(JSONSchemaProps schema) {
        if (schema.getEnum() != null) {
            schema.setEnum(schema.getEnum().stream()
                    .filter(word -> !"Unknown".equals(word.asText()))
                    .toList());
        }
        if (schema.getItems() != null) {
            removeUnknownWords(schema.getItems().getSchema());
        }
        if (schema.getProperties() != null) {
            schema.getProperties().values().forEach(SchemaDetails::removeUnknownWords);
        }
    }
}
