package io.regionpair.api;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Unmodifiable copies for the records' constructors; absent becomes empty. */
final class Copies {

    private Copies() {}

    static <T> List<T> of(@Nullable List<T> values) {
        return values == null ? List.of() : List.copyOf(values);
    }

    /** Sorted, so that the order of a written object never depends on how it was built. */
    static <V> Map<String, V> of(@Nullable Map<String, V> values) {
        return values == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(values));
    }
}
