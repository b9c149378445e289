package io.regionpair.peer;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.regionpair.api.Reason;
import io.regionpair.ops.StrictJson;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The answer to one {@link Question}. The first five values repeat the question's.
 *
 * @param passive yes: role Passive is stored, every workload of {@code covered} is proved stopped or absent, and the attempt was granted
 * @param reason why, as the name of a {@link Reason}; the other region may know newer ones, see {@link #knownReason}
 * @param message a sentence for people
 * @param role the answering region's stored role
 * @param term its last known term
 * @param epoch the highest epoch that it accepted; absent in two-field mode
 * @param covered what a yes covers; empty in a no
 * @param replicas how many replicas workloads had when they last ran there
 */
public record Reply(
        @JsonProperty(required = true) int protocolVersion,
        @JsonProperty(required = true) String pair,
        @JsonProperty(required = true) String from,
        @JsonProperty(required = true) String to,
        @JsonProperty(required = true) String attempt,
        @JsonProperty(required = true) boolean passive,
        @JsonProperty(required = true) String reason,
        @JsonProperty(required = true) String message,
        @JsonProperty(required = true) String role,
        @JsonProperty(required = true) long term,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) OptionalLong epoch,
        @JsonProperty(required = true) List<Covered> covered,
        @JsonProperty(required = true) List<Replicas> replicas) {

    public Reply {
        Wire.name("pair", pair);
        Wire.name("from", from);
        Wire.name("to", to);
        Wire.text("attempt", attempt);
        Wire.text("reason", reason);
        message = StrictJson.shown(message);
        Wire.role(role);
        Wire.notNegative("term", term);
        Wire.notNegative("epoch", epoch.orElse(0));
        covered = List.copyOf(covered);
        replicas = List.copyOf(replicas);
        if (passive && !role.equals(Wire.PASSIVE)) {
            throw new IllegalArgumentException("Only role Passive can say yes, not " + role);
        }
        if (!passive && !covered.isEmpty()) {
            throw new IllegalArgumentException("Only a yes covers workloads");
        }
    }

    /**
     * A component's workloads that were proved stopped or absent.
     *
     * @param component {@code namespace/name}
     * @param workloads {@code apps/v1/Deployment/name}, in the component's namespace
     */
    public record Covered(
            @JsonProperty(required = true) String component,
            @JsonProperty(required = true) List<String> workloads) {
        public Covered {
            Wire.text("component", component);
            workloads = List.copyOf(workloads);
        }
    }

    /** A workload's last count. */
    public record Replicas(
            @JsonProperty(required = true) String namespace,
            @JsonProperty(required = true) String kind,
            @JsonProperty(required = true) String name,
            @JsonProperty(required = true) int replicas) {
        public Replicas {
            Wire.text("namespace", namespace);
            Wire.text("kind", kind);
            Wire.text("name", name);
            Wire.notNegative("replicas", replicas);
        }
    }

    /** Yes to this question. */
    public static Reply yes(
            Question question, Reason reason, State state, List<Covered> covered, List<Replicas> replicas) {
        return to(question, true, reason, reason.meaning(), state, covered, replicas);
    }

    /** No to this question. */
    public static Reply no(Question question, Reason reason, String message, State state) {
        return to(question, false, reason, message, state, List.of(), List.of());
    }

    private static Reply to(
            Question question,
            boolean passive,
            Reason reason,
            String message,
            State state,
            List<Covered> covered,
            List<Replicas> replicas) {
        return new Reply(
                question.protocolVersion(),
                question.pair(),
                question.from(),
                question.to(),
                question.attempt(),
                passive,
                reason.name(),
                message,
                state.role(),
                state.term(),
                state.epoch(),
                covered,
                replicas);
    }

    /** The reason, when this version knows it. */
    public Optional<Reason> knownReason() {
        return Wire.reason(reason);
    }

    /** Whether this belongs to exactly this question. */
    public boolean repeats(Question question) {
        return protocolVersion == question.protocolVersion()
                && pair.equals(question.pair())
                && from.equals(question.from())
                && to.equals(question.to())
                && attempt.equals(question.attempt());
    }
}
