package io.regionpair.arbitrator.etcd;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** The messages of etcd's v3 API, in JSON: keys and values in Base64, 64-bit numbers as strings, zeros and empty lists left out. */
final class Json {

    static final JsonMapper MAPPER = new JsonMapper();

    private final String prefix;

    Json(String prefix) {
        this.prefix = prefix;
    }

    /** Everything under the prefix. Not asking for "serializable" is what makes a majority stand behind the answer. */
    ObjectNode everything() {
        return object().put("key", encoded(prefix)).put("range_end", encoded(end()));
    }

    ObjectNode one(String name) {
        return object().put("key", encoded(prefix + name));
    }

    /** Writes if the key was last written at this revision (0: if there is no such key); else reads it. In one step. */
    ObjectNode write(String name, long revision, byte[] value) {
        var key = encoded(prefix + name);
        var transaction = object();
        transaction
                .putArray("compare")
                .addObject()
                .put("key", key)
                .put("target", "MOD")
                .put("result", "EQUAL")
                .put("mod_revision", Long.toString(revision));
        transaction
                .putArray("success")
                .addObject()
                .putObject("request_put")
                .put("key", key)
                .put("value", Base64.getEncoder().encodeToString(value));
        transaction.putArray("failure").addObject().putObject("request_range").put("key", key);
        return transaction;
    }

    ObjectNode watch() {
        var watch = object();
        watch.set("create_request", everything());
        return watch;
    }

    static ObjectNode login(String name, String password) {
        return object().put("name", name).put("password", password);
    }

    /** What an answer to {@link #everything} or {@link #one} has. */
    List<Entry> entries(JsonNode answer) {
        var entries = new ArrayList<Entry>();
        for (var each : answer.path("kvs")) {
            var key = new String(decoded(each.path("key")), StandardCharsets.UTF_8);
            entries.add(new Entry(
                    key.substring(Math.min(prefix.length(), key.length())),
                    decoded(each.path("value")),
                    each.path("mod_revision").asLong()));
        }
        return entries;
    }

    /** What was found by a write that wasn't done. */
    List<Entry> found(JsonNode answer) {
        return entries(answer.path("responses").path(0).path("response_range"));
    }

    // The first string that is greater than everything with the prefix, which ends with a slash.
    private String end() {
        return prefix.substring(0, prefix.length() - 1) + (char) ('/' + 1);
    }

    private static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] decoded(JsonNode text) {
        return Base64.getDecoder().decode(text.asText(""));
    }
}
