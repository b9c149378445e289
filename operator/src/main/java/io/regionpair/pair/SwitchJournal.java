package io.regionpair.pair;

import io.regionpair.api.Reason;
import io.regionpair.api.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Measures the changes of one region's role: what began when, and how long each phase took. For people only. */
final class SwitchJournal {

    private static final int KEPT = 10;

    /**
     * One way from Passive to running, or from Active to Passive.
     *
     * @param to Active or Passive
     * @param phases name to duration, in order
     */
    record Entry(
            Role from,
            Role to,
            Reason cause,
            Instant startedAt,
            Optional<Instant> completedAt,
            Map<String, Duration> phases) {}

    private final List<Entry> entries = new ArrayList<>();
    private Instant phaseBegan = Instant.EPOCH;

    List<Entry> entries() {
        return List.copyOf(entries);
    }

    void roleChanged(Role before, Role after, Reason cause, Instant now) {
        switch (after) {
            case Promoting -> begin(Role.Passive, Role.Active, cause, now);
            case Demoting -> begin(before, Role.Passive, cause, now);
            case Active -> {
                if (before == Role.Promoting) {
                    phase("acknowledged", now);
                } else {
                    begin(before, Role.Active, cause, now);
                }
            }
            case Passive -> {
                if (before == Role.Demoting) {
                    phase("stopped", now);
                    complete(now);
                } else if (before == Role.Promoting && underWay()) {
                    entries.removeFirst();
                }
            }
            case Frozen, Unknown -> {
                // Nothing moves.
            }
        }
    }

    /** Everything that was to run is ready. */
    void allReady(Instant now) {
        if (underWay() && entries.getFirst().to() == Role.Active) {
            phase("ready", now);
            complete(now);
        }
    }

    private boolean underWay() {
        return !entries.isEmpty() && entries.getFirst().completedAt().isEmpty();
    }

    private void begin(Role from, Role to, Reason cause, Instant now) {
        entries.addFirst(new Entry(from, to, cause, now, Optional.empty(), Map.of()));
        while (entries.size() > KEPT) {
            entries.removeLast();
        }
        phaseBegan = now;
    }

    private void phase(String name, Instant now) {
        if (underWay()) {
            var entry = entries.getFirst();
            var phases = new LinkedHashMap<>(entry.phases());
            phases.put(name, Duration.between(phaseBegan, now));
            entries.set(
                    0, new Entry(entry.from(), entry.to(), entry.cause(), entry.startedAt(), Optional.empty(), phases));
            phaseBegan = now;
        }
    }

    private void complete(Instant now) {
        if (underWay()) {
            var entry = entries.getFirst();
            entries.set(
                    0,
                    new Entry(
                            entry.from(),
                            entry.to(),
                            entry.cause(),
                            entry.startedAt(),
                            Optional.of(now),
                            entry.phases()));
        }
    }
}
