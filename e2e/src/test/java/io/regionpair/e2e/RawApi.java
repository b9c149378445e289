package io.regionpair.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** Sends the text of a manifest as it stands, so that nothing of ours reads it before the API server does. */
final class RawApi {

    private static final String YAML = "application/yaml";
    private static final Map<String, String> PLURALS = Map.of(
            "CronJob", "cronjobs",
            "Deployment", "deployments",
            "HorizontalPodAutoscaler", "horizontalpodautoscalers",
            "RegionComponent", "regioncomponents",
            "RegionFence", "regionfences",
            "RegionPair", "regionpairs",
            "RegionRecord", "regionrecords",
            "Service", "services",
            "StatefulSet", "statefulsets");

    private final KubernetesClient client;

    RawApi(KubernetesClient client) {
        this.client = client;
    }

    Answer create(String manifest) {
        return send(collection(manifest) + "?fieldValidation=Strict", request -> request.post(YAML, manifest));
    }

    /** What a create would answer; nothing is stored. */
    Answer wouldCreate(String manifest) {
        return send(
                collection(manifest) + "?fieldValidation=Strict&dryRun=All", request -> request.post(YAML, manifest));
    }

    /** What a change would answer; nothing is stored. */
    Answer wouldReplace(String manifest, String resourceVersion) {
        var versioned =
                manifest.replaceFirst("metadata:\n", "metadata:\n  resourceVersion: \"" + resourceVersion + "\"\n");
        return send(
                object(manifest) + "?fieldValidation=Strict&dryRun=All",
                request -> request.method("PUT", YAML, versioned));
    }

    Answer delete(String manifest) {
        return send(object(manifest), request -> request.delete(YAML, ""));
    }

    private Answer send(String path, UnaryOperator<HttpRequest.Builder> method) {
        var http = client.getHttpClient();
        var uri = URI.create(client.getMasterUrl().toString()).resolve(path);
        var request = method.apply(http.newHttpRequestBuilder().uri(uri)).build();
        try {
            var response = http.sendAsync(request, String.class).get(30, TimeUnit.SECONDS);
            return new Answer(response.code(), response.body());
        } catch (Exception e) {
            throw new IllegalStateException(path, e);
        }
    }

    private static String object(String manifest) {
        return collection(manifest) + "/" + tree(manifest).at("/metadata/name").asText();
    }

    private static String collection(String manifest) {
        var tree = tree(manifest);
        var namespace = tree.at("/metadata/namespace").asText();
        var version = tree.path("apiVersion").asText();
        return (version.equals("v1") ? "/api/" : "/apis/") + version
                + (namespace.isEmpty() ? "" : "/namespaces/" + namespace)
                + "/" + PLURALS.get(tree.path("kind").asText());
    }

    private static JsonNode tree(String manifest) {
        try {
            return new YAMLMapper().readTree(manifest);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    record Answer(int code, String body) {

        /** Of a refusal. */
        String message() {
            return json().path("message").asText();
        }

        String resourceVersion() {
            return json().at("/metadata/resourceVersion").asText();
        }

        private JsonNode json() {
            try {
                return new ObjectMapper().readTree(body);
            } catch (JsonProcessingException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
