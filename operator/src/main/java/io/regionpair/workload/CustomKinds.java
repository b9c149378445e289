package io.regionpair.workload;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.regionpair.workload.Lever.Served;
import io.regionpair.workload.Wanted.Resolution;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Kinds that not every cluster has, as the API server serves them: by discovery, generic objects and their {@code /scale}. */
final class CustomKinds {

    /** For how long what the API server serves is remembered. A CRD comes and goes with installations, not with switches. */
    private static final Duration REMEMBERED = Duration.ofSeconds(30);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<List<OwnerReference>> REFERENCES = new TypeReference<>() {};

    /** What a group version serves: kind to plural name, and which of these have a {@code /scale}. */
    private record Group(Instant at, Map<String, String> plurals, List<String> scaled) {}

    /** The replicas of one object, as its {@code /scale} shows them. */
    record ScaleSeen(String uid, String resourceVersion, int wanted, int there, LabelSelector selector) {}

    private final KubernetesClient client;
    private final InstantSource clock;
    private final Map<String, Group> groups = new ConcurrentHashMap<>();

    CustomKinds(KubernetesClient client, InstantSource clock) {
        this.client = client;
        this.clock = clock;
    }

    /** Everything but {@link Resolution.Forbidden}, which only shows when its objects are listed. */
    Resolution resolve(Wanted wanted) {
        var group = group(wanted.apiVersion());
        var plural = group.plurals().get(wanted.kind());
        if (plural == null) {
            return new Resolution.NotServed();
        }
        var served = new Served(wanted.apiVersion(), wanted.kind(), plural);
        if (wanted.field().isPresent()) {
            return new Resolution.Driven(new Lever.Field(served, wanted.field().get()));
        }
        return group.scaled().contains(plural)
                ? new Resolution.Driven(new Lever.Scale(served))
                : new Resolution.NoLever();
    }

    Stream<GenericKubernetesResource> list(Served kind, List<String> namespaces) {
        var everywhere = client.genericKubernetesResources(context(kind));
        return Lists.scopes(namespaces).stream()
                .flatMap(scope -> Lists.in(everywhere, scope).list().getItems().stream());
    }

    /** Absent when the object is gone. */
    Optional<ScaleSeen> scale(Served kind, String namespace, String name) {
        return get(path(kind, namespace, name) + "/scale").map(scale -> {
            var meta = scale.path("metadata");
            return new ScaleSeen(
                    meta.path("uid").asText(),
                    meta.path("resourceVersion").asText(),
                    // Absent at 0.
                    scale.path("spec").path("replicas").asInt(0),
                    scale.path("status").path("replicas").asInt(0),
                    selector(scale.path("status").path("selector").asText("")));
        });
    }

    /**
     * Who controls this owner.
     *
     * @return absent when it isn't there any more, or may not be looked at, or its kind isn't served; a list of at most one otherwise
     */
    Optional<List<OwnerReference>> above(String namespace, OwnerReference owner) {
        var plural = group(owner.getApiVersion()).plurals().get(owner.getKind());
        if (plural == null) {
            return Optional.empty();
        }
        try {
            var served = new Served(owner.getApiVersion(), owner.getKind(), plural);
            return get(path(served, namespace, owner.getName()))
                    .filter(object -> owner.getUid()
                            .equals(object.path("metadata").path("uid").asText()))
                    .map(object -> controllers(object.path("metadata").path("ownerReferences")));
        } catch (KubernetesClientException e) {
            if (e.getCode() == 403) {
                return Optional.empty();
            }
            throw e;
        }
    }

    static ResourceDefinitionContext context(Served kind) {
        var slash = kind.apiVersion().indexOf('/');
        return new ResourceDefinitionContext.Builder()
                .withGroup(slash < 0 ? "" : kind.apiVersion().substring(0, slash))
                .withVersion(kind.apiVersion().substring(slash + 1))
                .withKind(kind.kind())
                .withPlural(kind.plural())
                .withNamespaced(true)
                .build();
    }

    private Group group(String apiVersion) {
        var now = clock.instant();
        var known = groups.get(apiVersion);
        if (known != null && known.at().plus(REMEMBERED).isAfter(now)) {
            return known;
        }
        var found = discover(apiVersion, now);
        groups.put(apiVersion, found);
        return found;
    }

    private Group discover(String apiVersion, Instant now) {
        var resources = client.getApiResources(apiVersion);
        var served = resources == null ? List.<APIResource>of() : resources.getResources();
        var plurals = new HashMap<String, String>();
        served.stream()
                .filter(resource -> !resource.getName().contains("/") && Boolean.TRUE.equals(resource.getNamespaced()))
                .forEach(resource -> plurals.put(resource.getKind(), resource.getName()));
        var scaled = served.stream()
                .map(APIResource::getName)
                .filter(name -> name.endsWith("/scale"))
                .map(name -> name.substring(0, name.indexOf('/')))
                .toList();
        return new Group(now, Map.copyOf(plurals), scaled);
    }

    private Optional<JsonNode> get(String path) {
        var text = client.raw(path);
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readTree(text));
        } catch (IOException e) {
            throw new KubernetesClientException("what the API server answered at " + path + " isn't JSON", e);
        }
    }

    private static String path(Served kind, String namespace, String name) {
        return (kind.apiVersion().contains("/") ? "/apis/" : "/api/") + kind.apiVersion() + "/namespaces/" + namespace
                + "/" + kind.plural() + "/" + name;
    }

    private static List<OwnerReference> controllers(JsonNode references) {
        return JSON.convertValue(references.isMissingNode() ? JSON.createArrayNode() : references, REFERENCES).stream()
                .filter(reference -> Boolean.TRUE.equals(reference.getController()))
                .toList();
    }

    /**
     * The selector in the text form of {@code /scale}. One that says more than equalities selects nothing here: the pods are known by their
     * owners then.
     */
    private static LabelSelector selector(String text) {
        var labels = new HashMap<String, String>();
        for (var term : text.split(",", -1)) {
            var sides = term.strip().split("==?", 2);
            if (sides.length != 2 || sides[0].contains("!") || sides[0].contains("(")) {
                return new LabelSelector();
            }
            labels.put(sides[0].strip(), sides[1].strip());
        }
        return new LabelSelectorBuilder().withMatchLabels(labels).build();
    }
}
