package io.regionpair.e2e.story;

import static io.regionpair.e2e.story.Scene.REGIONS;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.regionpair.api.RegionComponent;
import io.regionpair.api.RegionPairStatus;
import io.regionpair.api.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * How long a region takes to prove that many Deployments have stopped, fast and orderly, in turn on the same two control planes with
 * controller managers as they come. Seconds are this machine's; the ratio is what counts.
 */
@HasRigAlone
class FastStopTimesStoryIT {

    /** In each of two components; as many as one may list, or {@code -Dfast.each}. */
    private static final int EACH = Integer.getInteger("fast.each", 200);

    private static final List<String> ROUNDS = List.of("Orderly", "Fast", "Fast", "Orderly");

    @Test
    @BeforeRelease
    void fastBesideOrderly(Rig rig) {
        Scene.play(rig, "fast-times", s -> {
            FastStopStoryIT.permit(s);
            s.patient(Duration.ofMinutes(10))
                    .cast("one", works("one"))
                    .cast("two", works("two"))
                    .deploy();
            s.awaitActive("eu");
            var orderly = new ArrayList<Duration>();
            var fast = new ArrayList<Duration>();
            var from = "eu";
            for (var method : ROUNDS) {
                (method.equals("Fast") ? fast : orderly).add(stop(s, from, method));
                from = Scene.other(from);
            }
            Figures.print(
                    "%d Deployments, stop proved in ms: orderly %s, fast %s", 2 * EACH, millis(orderly), millis(fast));
            var ratio = (double) sum(orderly) / sum(fast);
            Figures.print("orderly / fast = %.1f", ratio);
            assertThat(ratio).as("how much faster").isGreaterThan(3);
        });
    }

    private static Duration stop(Scene s, String from, String method) {
        for (var region : REGIONS) {
            for (var component : List.of("one", "two")) {
                s.client(region)
                        .resources(RegionComponent.class)
                        .inNamespace(s.name())
                        .withName(component)
                        .patch(
                                PatchContext.of(PatchType.JSON_MERGE),
                                "{\"spec\":{\"stop\":{\"method\":\"" + method + "\"}}}");
            }
        }
        var to = Scene.other(from);
        var begun = Instant.now();
        s.arbitrator().name(to);
        s.awaitStored(to, Role.Active);
        s.awaitActive(to);
        s.until(
                "the switch is told",
                () -> s.status(from)
                        .map(RegionPairStatus::lastSwitch)
                        .filter(last ->
                                last.completedAt() != null && last.startedAt().isAfter(begun))
                        .map(_ -> List.<String>of())
                        .orElse(List.of(from + " tells nothing")));
        var last = s.status(from).map(RegionPairStatus::lastSwitch).orElseThrow();
        return Duration.between(last.startedAt(), last.completedAt());
    }

    private static Work[] works(String component) {
        return IntStream.range(0, EACH)
                .mapToObj(number -> Work.deployment(component + "-" + number, 1))
                .toArray(Work[]::new);
    }

    private static long sum(List<Duration> times) {
        return times.stream().mapToLong(Duration::toMillis).sum();
    }

    private static List<Long> millis(List<Duration> times) {
        return times.stream().map(Duration::toMillis).toList();
    }
}
