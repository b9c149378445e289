package io.regionpair.ops;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the program says about itself to a kubelet. <em>Alive</em>: its own loops turn; a restart would help if not. <em>Ready</em>: it
 * started and has seen its first sources; being leader is no part of it. Nothing outside the process may be among the liveness checks
 * (informers, API server, peer): a restart cures none of those and would cost the leases.
 */
public final class Health {

    /** One named question about the program. Must return at once. */
    @FunctionalInterface
    public interface Check {

        /** What is wrong, in a few words; empty when all is well. */
        Optional<String> trouble();
    }

    private final Map<String, Check> liveness = new ConcurrentHashMap<>();
    private final Map<String, Check> readiness = new ConcurrentHashMap<>();

    /** Adds a check, or replaces the one of this name. */
    public void addLiveness(String name, Check check) {
        liveness.put(name, check);
    }

    /** For what has ended, such as the loop of a deleted pair. */
    public void removeLiveness(String name) {
        liveness.remove(name);
    }

    /** Adds a check, or replaces the one of this name. */
    public void addReadiness(String name, Check check) {
        readiness.put(name, check);
    }

    /** Names of failing checks with what is wrong, sorted; empty when alive. */
    public Map<String, String> notAlive() {
        return failing(liveness);
    }

    /** Names of failing checks with what is wrong, sorted; empty when ready. Who has no readiness check yet isn't ready. */
    public Map<String, String> notReady() {
        return readiness.isEmpty() ? Map.of("start", "the program is starting") : failing(readiness);
    }

    private static Map<String, String> failing(Map<String, Check> checks) {
        var failing = new LinkedHashMap<String, String>();
        checks.keySet().stream().sorted().forEach(name -> {
            var check = checks.get(name);
            if (check != null) {
                trouble(check).ifPresent(trouble -> failing.put(name, trouble));
            }
        });
        return failing;
    }

    private static Optional<String> trouble(Check check) {
        try {
            return check.trouble();
        } catch (RuntimeException e) {
            return Optional.of("the check failed (" + e.getClass().getSimpleName() + ")");
        }
    }
}
