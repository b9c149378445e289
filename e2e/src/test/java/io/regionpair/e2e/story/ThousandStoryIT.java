package io.regionpair.e2e.story;

import io.regionpair.api.Role;
import io.regionpair.e2e.region.Component;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A thousand workloads on controller managers as they come, and what breaks in the middle of their switch. */
@HasRigAlone
class ThousandStoryIT {

    /** {@code -Dthousand=300} for a shorter one. */
    private static final int COUNT = Integer.getInteger("thousand", 1000);

    private static final int PER_COMPONENT = 200;

    @BeforeRelease
    @ParameterizedTest(name = "stop.method: {0}")
    @ValueSource(strings = {"Fast", "Orderly"})
    void aControllerManagerDiesAndAnApiServerIsRestartedInTheMiddle(String method, Rig rig) {
        Scene.play(rig, "thousand-" + method.toLowerCase(Locale.ROOT), s -> {
            FastStopStoryIT.permit(s);
            s.patient(Duration.ofMinutes(20));
            for (var from = 0; from < COUNT; from += PER_COMPONENT) {
                var component = "part-" + from / PER_COMPONENT;
                s.cast(component, works(from, Math.min(COUNT, from + PER_COMPONENT)))
                        .with(component, "stop: {method: " + method + "}");
            }
            s.deploy();
            s.awaitActive("eu");

            var named = Instant.now();
            s.arbitrator().name("us");
            s.awaitStored("eu", Role.Demoting);
            s.until("some are stopped", () -> runningPods(s, "eu") < COUNT ? List.of() : List.of("none is"));
            var eu = s.plane("eu");
            eu.kill(Component.CONTROLLER_MANAGER);
            eu.start(Component.CONTROLLER_MANAGER);
            s.awaitStored("us", Role.Active);
            var proved = Instant.now();

            s.until("some run in us", () -> runningPods(s, "us") > 0 ? List.of() : List.of("none does"));
            var us = s.plane("us");
            us.kill(Component.API_SERVER);
            us.start(Component.API_SERVER);
            // A start that takes longer than the lease ends the operator too.
            s.nursing().awaitActive("us");
            Figures.print(
                    "%d Deployments, %s, a controller manager killed while stopping and an API server while starting: proved after %d s,"
                            + " all run after %d s",
                    COUNT,
                    method,
                    Duration.between(named, proved).toSeconds(),
                    Duration.between(named, Instant.now()).toSeconds());
        });
    }

    private static long runningPods(Scene s, String region) {
        return s.client(region).pods().inNamespace(s.name()).list().getItems().stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .filter(pod -> !pod.getMetadata().getName().startsWith("online"))
                .count();
    }

    private static Work[] works(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(number -> Work.deployment("w" + number, 1))
                .toArray(Work[]::new);
    }
}
