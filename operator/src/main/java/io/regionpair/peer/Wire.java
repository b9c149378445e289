package io.regionpair.peer;

import io.regionpair.api.Reason;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What the fields of the peer link's records may hold. */
final class Wire {

    static final String PASSIVE = "Passive";

    private static final Set<String> ROLES = Set.of(PASSIVE, "Promoting", "Active", "Demoting", "Frozen");
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-.a-z0-9]*[a-z0-9])?");
    private static final int MAX_NAME = 253;

    private Wire() {}

    static void name(String field, String value) {
        if (value.length() > MAX_NAME || !NAME.matcher(value).matches()) {
            throw new IllegalArgumentException(field + " isn't a name");
        }
    }

    static void text(String field, String value) {
        if (value.isBlank() || value.length() > 2 * MAX_NAME) {
            throw new IllegalArgumentException(field + " is empty or too long");
        }
    }

    static void role(String value) {
        if (!ROLES.contains(value)) {
            throw new IllegalArgumentException("role isn't one of " + ROLES);
        }
    }

    static void notNegative(String field, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(field + " is negative");
        }
    }

    static Optional<Reason> reason(String name) {
        try {
            return Optional.of(Reason.valueOf(name));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
