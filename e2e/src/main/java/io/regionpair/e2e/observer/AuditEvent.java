package io.regionpair.e2e.observer;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Set;

/**
 * One line of an audit log.
 *
 * @param answered false: the request arrived, and this line says no more
 * @param receivedAt when the request arrived: nothing that it caused can have happened before
 * @param completedAt when the answer was complete: what it caused had happened by then
 * @param code HTTP status; 0 before the answer
 * @param name empty for what has none, such as the creation of a generated name
 * @param request body, a missing node if there was none
 * @param response body, a missing node if there was none
 */
record AuditEvent(
        boolean answered,
        Instant receivedAt,
        Instant completedAt,
        String verb,
        String user,
        String resource,
        String subresource,
        String namespace,
        String name,
        boolean dryRun,
        int code,
        JsonNode request,
        JsonNode response) {

    private static final Set<String> WRITES = Set.of("create", "update", "patch", "delete", "deletecollection");

    static AuditEvent of(JsonNode line) {
        var ref = line.path("objectRef");
        var response = line.path("responseObject");
        var name = ref.path("name").asText();
        return new AuditEvent(
                line.path("stage").asText().equals("ResponseComplete"),
                Instant.parse(line.path("requestReceivedTimestamp").asText()),
                Instant.parse(line.path("stageTimestamp").asText()),
                line.path("verb").asText(),
                line.path("user").path("username").asText(),
                ref.path("resource").asText(),
                ref.path("subresource").asText(),
                ref.path("namespace").asText(),
                name.isEmpty() ? response.path("metadata").path("name").asText() : name,
                line.path("requestURI").asText().contains("dryRun="),
                line.path("responseStatus").path("code").asInt(),
                line.path("requestObject"),
                response);
    }

    boolean write() {
        return WRITES.contains(verb) && !dryRun;
    }

    boolean succeeded() {
        return answered && code >= 200 && code < 300;
    }

    /** The names of this verb, resource and subresource in one, as RBAC spells them. */
    String operation() {
        return verb + " " + resource + (subresource.isEmpty() ? "" : "/" + subresource);
    }
}
