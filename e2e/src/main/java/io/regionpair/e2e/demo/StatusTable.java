package io.regionpair.e2e.demo;

import io.regionpair.api.ComponentCounts;
import io.regionpair.api.RegionPairStatus;
import io.regionpair.api.WaitingFor;
import io.regionpair.e2e.story.Pair;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What both regions say and run, as text. */
final class StatusTable {

    private static final String ROW = "%-7s %-10s %-7s %-6s %-6s %-26s %-34s %s%n";

    private StatusTable() {}

    static String of(Pair pair) {
        var table = new StringBuilder("pair " + pair.name() + "\n")
                .append(ROW.formatted(
                        "REGION", "ROLE", "ACTIVE", "TERM", "READY", "WAITING-FOR", "COMPONENTS", "PODS"));
        for (var cluster : pair.clusters()) {
            table.append(row(cluster.name(), pair));
        }
        return table.toString();
    }

    private static String row(String region, Pair pair) {
        var status = pair.status(region);
        return ROW.formatted(
                region,
                shown(status.map(RegionPairStatus::role)),
                shown(status.map(RegionPairStatus::arbitrator).map(arbitrator -> arbitrator.active())),
                shown(status.map(RegionPairStatus::term)),
                shown(status.flatMap(seen -> seen.conditions().stream()
                        .filter(condition -> condition.getType().equals("Ready"))
                        .map(condition -> condition.getStatus())
                        .findFirst())),
                shown(status.map(RegionPairStatus::waitingFor).map(WaitingFor::what)),
                components(status.map(RegionPairStatus::components).orElse(null)),
                pair.pods(region));
    }

    private static String components(@Nullable ComponentCounts counts) {
        return counts == null
                ? "-"
                : "%d running, %d stopped, %d blocked".formatted(counts.running(), counts.stopped(), counts.blocked());
    }

    private static String shown(Optional<?> value) {
        return value.map(Object::toString).orElse("-");
    }
}
