package io.regionpair.e2e.observer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Optional;

/** An object of one region, named as in an audit log. */
record ObjectName(String resource, String namespace, String name) {

    /** The controller that owns this object, which is in the same namespace. */
    static Optional<ObjectName> controllerOf(JsonNode object) {
        for (var owner : object.path("metadata").path("ownerReferences")) {
            if (owner.path("controller").asBoolean()) {
                return Optional.of(new ObjectName(
                        owner.path("kind").asText().toLowerCase(Locale.ROOT) + "s",
                        object.path("metadata").path("namespace").asText(),
                        owner.path("name").asText()));
            }
        }
        return Optional.empty();
    }
}
