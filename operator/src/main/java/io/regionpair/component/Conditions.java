package io.regionpair.component;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.regionpair.api.ConditionType;
import io.regionpair.api.Reason;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Builds a list of conditions from the one that was there before: the transition time of each stays while its status stays. The list is
 * always built whole, since under server-side apply a condition that is left out is deleted.
 */
public final class Conditions {

    private final List<Condition> before;
    private final long generation;
    private final Instant now;
    private final List<Condition> built = new ArrayList<>();

    public Conditions(List<Condition> before, long generation, Instant now) {
        this.before = List.copyOf(before);
        this.generation = generation;
        this.now = now.truncatedTo(ChronoUnit.SECONDS);
    }

    public Conditions set(ConditionType type, boolean status, Reason reason, String message) {
        return set(type, status ? "True" : "False", reason, message);
    }

    public Conditions unknown(ConditionType type, Reason reason, String message) {
        return set(type, "Unknown", reason, message);
    }

    private Conditions set(ConditionType type, String status, Reason reason, String message) {
        built.add(new ConditionBuilder()
                .withType(type.name())
                .withStatus(status)
                .withReason(reason.name())
                .withMessage(message)
                .withObservedGeneration(generation)
                .withLastTransitionTime(since(type, status))
                .build());
        return this;
    }

    private String since(ConditionType type, String status) {
        return before.stream()
                .filter(old -> type.name().equals(old.getType()) && status.equals(old.getStatus()))
                .map(Condition::getLastTransitionTime)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(now.toString());
    }

    public List<Condition> build() {
        return List.copyOf(built);
    }
}
