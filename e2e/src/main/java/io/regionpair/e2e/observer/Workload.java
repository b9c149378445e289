package io.regionpair.e2e.observer;

import java.util.Locale;

/** A workload to be judged. */
public record Workload(String namespace, String kind, String name, Mode mode) {

    /** Where its pods may run. */
    public enum Mode {
        ACTIVE_PASSIVE,
        ACTIVE_ACTIVE
    }

    public static Workload activePassive(String namespace, String kind, String name) {
        return new Workload(namespace, kind, name, Mode.ACTIVE_PASSIVE);
    }

    public static Workload activeActive(String namespace, String kind, String name) {
        return new Workload(namespace, kind, name, Mode.ACTIVE_ACTIVE);
    }

    ObjectName objectName() {
        return new ObjectName(kind.toLowerCase(Locale.ROOT) + "s", namespace, name);
    }
}
