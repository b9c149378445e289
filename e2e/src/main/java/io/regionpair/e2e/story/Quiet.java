package io.regionpair.e2e.story;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Tells whether something has been still for a while. Starts to look with the first question. */
final class Quiet {

    private final Duration window;
    private final Supplier<Map<String, String>> versions;
    private Map<String, String> last = Map.of();
    private long stillSince;

    Quiet(Duration window, Supplier<Map<String, String>> versions) {
        this.window = window;
        this.versions = versions;
    }

    /** Empty when the window has passed without a change; else what changed last. */
    List<String> disturbances() {
        var now = versions.get();
        if (!now.equals(last)) {
            var changed = now.entrySet().stream()
                    .filter(entry -> !entry.getValue().equals(last.get(entry.getKey())))
                    .map(Map.Entry::getKey)
                    .toList();
            last = now;
            stillSince = System.nanoTime();
            return changed.isEmpty() ? List.of("something was deleted") : changed;
        }
        var still = Duration.ofNanos(System.nanoTime() - stillSince);
        return still.compareTo(window) >= 0 ? List.of() : List.of("still for " + still.toMillis() + " ms");
    }
}
