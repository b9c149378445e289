package io.regionpair.e2e.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.api.RegionPairStatus;
import io.regionpair.api.SwitchReport;
import io.regionpair.e2e.process.Lifetime;
import io.regionpair.e2e.process.Workspace;
import io.regionpair.e2e.region.TwoRegions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Importance 1: switches of any size, there and back, with what each part took beside what it costs at least. */
@HasRigAlone
class SwitchTimesStoryIT {

    private static final String ROW = "%-10s %5s %10s %10s %10s %10s %10s%n";
    private static final List<String> ROWS = new ArrayList<>();

    @AfterAll
    static void print() {
        Figures.print(
                "Milliseconds from the arbitrator's edit%n" + ROW,
                "SWITCH",
                "SIZE",
                "DEMOTING",
                "STOPPED",
                "ACTIVE",
                "READY",
                "FLOOR");
        ROWS.forEach(row -> Figures.print("%s", row));
    }

    /** Each build tells as much in {@link SwitchStoryIT}; here for one table of all sizes. */
    @BeforeRelease
    @ParameterizedTest(name = "{0} Deployments")
    @ValueSource(ints = {1, 20})
    void thereAndBack(int size, Rig rig) {
        thereAndBack(rig, size);
    }

    /** With a controller manager that is allowed more than 20 requests a second, or the table would show that. */
    @Test
    @BeforeRelease
    void twoHundredThereAndBack() {
        try (var regions = TwoRegions.start(
                        Workspace.newFolder("regions"), settings -> settings.withClientLimits(500, 1000));
                var rig = Rig.install(regions.all(), Workspace.newFolder("rigs"), Lifetime.tiedToUs())) {
            thereAndBack(rig, 200);
        }
    }

    @Test
    @BeforeRelease
    void fiftySwitchesInARow(Rig rig) {
        Scene.play(rig, "fifty", s -> {
            // Without the fence, which would hide a start that comes too early.
            s.unfenced().cast("store", works(3)).deploy().awaitActive("eu");
            var before = s.term("eu");
            for (var number = 1; number <= 50; number++) {
                s.switchTo(number % 2 == 0 ? "eu" : "us");
            }
            assertThat(s.term("eu")).isEqualTo(before + 50);
        });
    }

    private static void thereAndBack(Rig rig, int size) {
        Scene.play(rig, "times-" + size, s -> {
            s.cast("offline", works(size)).deploy().awaitActive("eu");
            var rows = new ArrayList<List<Long>>();
            for (var region : List.of("us", "eu")) {
                var edited = Instant.now();
                s.arbitrator().name(region);
                s.awaitActive(region);
                rows.add(parts(s, Scene.other(region), region, edited));
            }
            var floor =
                    Floor.measure(s.pair().cluster("eu"), s.pair().cluster("us"), "floor-" + size, size, Scene.LIMIT);
            row("eu -> us", size, rows.getFirst(), floor);
            row("us -> eu", size, rows.getLast(), floor);
        });
    }

    private static Work[] works(int size) {
        return IntStream.range(0, size)
                .mapToObj(number -> Work.deployment("offline-" + number, 1))
                .toArray(Work[]::new);
    }

    /** From the operators' own stamps: they run on this machine's clock, and no look from outside is as fine. */
    private static List<Long> parts(Scene s, String from, String to, Instant edited) {
        s.until(
                "both regions report the switch",
                () -> complete(s, from, edited) && complete(s, to, edited)
                        ? List.of()
                        : List.of(from + ": " + report(s, from), to + ": " + report(s, to)));
        var stop = report(s, from);
        var start = report(s, to);
        var acknowledged =
                start.startedAt().plusMillis(start.phases().getFirst().millis());
        return List.of(
                Duration.between(edited, stop.startedAt()).toMillis(),
                Duration.between(edited, stop.completedAt()).toMillis(),
                Duration.between(edited, acknowledged).toMillis(),
                Duration.between(edited, start.completedAt()).toMillis());
    }

    private static boolean complete(Scene s, String region, Instant edited) {
        var report = report(s, region);
        return report != null
                && report.completedAt() != null
                && report.startedAt().isAfter(edited);
    }

    private static SwitchReport report(Scene s, String region) {
        return s.status(region).map(RegionPairStatus::lastSwitch).orElse(null);
    }

    private static void row(String way, int size, List<Long> parts, Duration floor) {
        ROWS.add(ROW.formatted(way, size, parts.get(0), parts.get(1), parts.get(2), parts.get(3), floor.toMillis()));
    }
}
