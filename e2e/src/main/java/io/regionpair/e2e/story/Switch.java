package io.regionpair.e2e.story;

import static java.util.stream.Collectors.joining;

import io.regionpair.api.RegionPairStatus;
import io.regionpair.api.Role;
import io.regionpair.e2e.arbitrator.DocumentFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** One switch, from the arbitrator's new word until everything runs in the other region, with the time of each step. */
public final class Switch {

    private final Pair pair;
    private final String from;
    private final String to;
    private final Consumer<String> live;
    private final long began = System.nanoTime();
    private final Map<String, Duration> steps = new LinkedHashMap<>();
    private final List<String> reports = new ArrayList<>();
    private final Map<String, String> lastLines = new LinkedHashMap<>();

    private Switch(Pair pair, String to, Consumer<String> live) {
        this.pair = pair;
        this.to = to;
        this.from = pair.clusters().stream()
                .map(cluster -> cluster.name())
                .filter(region -> !region.equals(to))
                .findFirst()
                .orElseThrow();
        this.live = live;
    }

    /**
     * Changes the document and follows what happens.
     *
     * @param live told each change as it is seen
     */
    public static Switch perform(Pair pair, String to, DocumentFile document, Duration limit, Consumer<String> live) {
        var change = new Switch(pair, to, live);
        document.name(to);
        change.step("arbitrator names " + to);
        Deadline.until(to + " has taken over from " + change.from, limit, change::look);
        change.keepReports();
        return change;
    }

    /** Milliseconds from the document's change, in the order in which the steps were first seen. */
    public Map<String, Duration> steps() {
        return steps;
    }

    public Duration total() {
        return steps.values().stream().max(Duration::compareTo).orElse(Duration.ZERO);
    }

    /** From one step to another, as they were first seen. */
    public Duration between(String step, String later) {
        return at(later).minus(at(step));
    }

    private Duration at(String step) {
        var at = steps.get(step);
        if (at == null) {
            throw new IllegalArgumentException("no step " + step + " among " + steps.keySet());
        }
        return at;
    }

    public String table() {
        var table = new StringBuilder("switch " + from + " -> " + to + "\n");
        steps.forEach((step, at) -> table.append("  %-34s %6d ms%n".formatted(step, at.toMillis())));
        reports.forEach(report -> table.append("  ").append(report).append("\n"));
        return table.toString();
    }

    // Now, because a later switch replaces them.
    private void keepReports() {
        for (var region : List.of(from, to)) {
            pair.status(region)
                    .map(RegionPairStatus::lastSwitch)
                    .ifPresent(report -> reports.add(region + " reports " + report.from() + " -> " + report.to() + ": "
                            + report.phases().stream()
                                    .map(phase -> phase.name() + " " + phase.millis() + " ms")
                                    .collect(joining(", "))));
        }
    }

    private List<String> look() {
        var pods = pair.pods(from);
        for (var region : List.of(from, to)) {
            tell(region, pair.status(region), region.equals(from) ? pods : pair.pods(to));
        }
        stepWhen(pair.role(from) == Role.Demoting, from + " stops");
        stepWhen(pods == 0, from + " has no pods");
        stepWhen(pair.role(from) == Role.Passive, from + " is passive");
        stepWhen(pair.role(to) == Role.Promoting, to + " waits for its right to start");
        stepWhen(pair.role(to) == Role.Active, to + " is active");
        var missing = pair.missing(to);
        stepWhen(missing.isEmpty(), to + " runs everything");
        return missing;
    }

    private void tell(String region, Optional<RegionPairStatus> status, int pods) {
        var line = status.map(seen -> "%s %s, term %s%s"
                                .formatted(
                                        region,
                                        seen.role(),
                                        seen.term(),
                                        seen.waitingFor() == null
                                                ? ""
                                                : ", waiting for "
                                                        + seen.waitingFor().what()))
                        .orElse(region + " says nothing")
                + ", pods " + pods;
        if (!line.equals(lastLines.put(region, line))) {
            live.accept("%7.1f s  %s".formatted((System.nanoTime() - began) / 1e9, line));
        }
    }

    private void stepWhen(boolean seen, String what) {
        if (seen) {
            step(what);
        }
    }

    private void step(String what) {
        steps.putIfAbsent(what, Duration.ofNanos(System.nanoTime() - began));
    }
}
