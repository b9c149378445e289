package io.regionpair.e2e.story;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.regionpair.e2e.process.Workspace;
import io.regionpair.e2e.region.Cluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Objects from YAML, as a user would apply them. */
final class Manifests {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private static final KubernetesSerialization OBJECTS = new KubernetesSerialization();

    private Manifests() {}

    /** The API's own, as they are committed. */
    static List<HasMetadata> crds() {
        return objects(documents(Workspace.root().resolve("crds/manifests")));
    }

    /**
     * A folder's objects, with the addresses in its RegionPairs replaced by those of this machine, and the active-passive workloads
     * turned off; real nodes get programs that they have. Samples leave the number of replicas out; without the admission fence such a workload starts one pod, in both
     * regions, at its very first apply.
     */
    static List<HasMetadata> sample(Path folder, Addresses addresses, Containers containers) {
        var documents = documents(folder);
        for (var document : documents) {
            replace(document, addresses);
            if (containers.real()) {
                replace(document, containers);
            }
            turnOff(document);
        }
        return objects(documents);
    }

    static List<HasMetadata> parse(String yaml) {
        return objects(documents(yaml));
    }

    /**
     * With server-side apply, Namespaces first and our own kinds last, so that what they name is there.
     *
     * @return what was stored, in the order in which it was applied
     */
    static List<HasMetadata> apply(Cluster cluster, List<HasMetadata> objects) {
        var stored = new ArrayList<HasMetadata>();
        for (var turn = 0; turn < 3; turn++) {
            for (var object : objects) {
                if (turnOf(object) == turn) {
                    stored.add(cluster.client()
                            .resource(object)
                            .fieldManager("user")
                            .forceConflicts()
                            .serverSideApply());
                }
            }
        }
        return stored;
    }

    /**
     * Where this run's arbitrator and operators are.
     *
     * @param arbitrator by the pair's name
     */
    record Addresses(UnaryOperator<String> arbitrator, Map<String, String> peerEndpoints) {}

    private static int turnOf(HasMetadata object) {
        if (object.getKind().equals("Namespace")) {
            return 0;
        }
        return object.getApiVersion().startsWith("regionpair.io/") ? 2 : 1;
    }

    private static void replace(JsonNode document, Addresses addresses) {
        if (!document.path("kind").asText().equals("RegionPair")) {
            return;
        }
        var arbitrator = (ObjectNode) document.at("/spec/arbitrator");
        arbitrator
                .putArray("endpoints")
                .add(addresses.arbitrator().apply(document.at("/metadata/name").asText()));
        // Of this machine: plain HTTP.
        arbitrator.remove("tls");
        for (var region : document.at("/spec/regions")) {
            var endpoint = addresses.peerEndpoints().get(region.path("name").asText());
            if (endpoint == null) {
                throw new IllegalStateException("the sample's regions must be "
                        + addresses.peerEndpoints().keySet() + ", not " + document.at("/spec/regions"));
            }
            ((ObjectNode) region).put("peerEndpoint", endpoint);
        }
    }

    /** What the sample's images would run can't be fetched here. */
    private static void replace(JsonNode document, Containers containers) {
        for (var place : List.of("/spec/template/spec", "/spec/jobTemplate/spec/template/spec")) {
            if (document.at(place) instanceof ObjectNode pod) {
                pod.setAll((ObjectNode)
                        documents("{" + containers.anywhere() + "}").getFirst());
            }
        }
    }

    private static void turnOff(JsonNode document) {
        if (!document.path("metadata").path("labels").has("regionpair.io/pair")) {
            return;
        }
        var spec = (ObjectNode) document.get("spec");
        switch (document.path("kind").asText()) {
            case "Deployment", "StatefulSet" -> spec.put("replicas", 0);
            case "CronJob" -> spec.put("suspend", true);
            default -> throw new IllegalStateException("cannot turn off: " + document.get("kind"));
        }
    }

    private static List<JsonNode> documents(Path folder) {
        try (var files = Files.list(folder)) {
            var documents = new ArrayList<JsonNode>();
            for (var file : files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList()) {
                documents.addAll(documents(Files.readString(file)));
            }
            return documents;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the manifests in " + folder, e);
        }
    }

    private static List<JsonNode> documents(String yaml) {
        try (MappingIterator<JsonNode> values = YAML.readerFor(JsonNode.class).readValues(yaml)) {
            return new ArrayList<>(
                    values.readAll().stream().filter(JsonNode::isObject).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<HasMetadata> objects(List<JsonNode> documents) {
        return documents.stream()
                .map(document -> OBJECTS.<HasMetadata>unmarshal(document.toString()))
                .toList();
    }
}
