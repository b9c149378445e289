package io.regionpair.e2e.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.api.Role;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The order that {@code dependsOn} makes, in both directions, and what becomes of it when somebody takes too long. */
@SharesRig
class OrderStoryIT {

    private static final Duration A_WHILE = Duration.ofSeconds(3);
    private static final Map<String, String> NOWHERE = Map.of("nobody", "has");

    @Test
    void whatDependsOnAnotherStartsWhenThatIsReady(Rig rig) {
        Scene.play(rig, "order-start", s -> {
            deploy(s);
            s.runsOn("us", "namenode", NOWHERE);

            s.arbitrator().name("us");
            s.awaitComponentSaid("us", "store", "Ready", "False/WaitingForDependency");
            s.holds("the store waits", A_WHILE, 0, () -> s.replicas("us", "datanode"));
            assertThat(s.stored("us")).contains(Role.Active);
            assertThat(s.replicas("us", "namenode")).isEqualTo(1);

            s.runsOn("us", "namenode", Map.of());
            s.awaitActive("us");
        });
    }

    @Test
    void itStartsAllTheSameWhenThatTakesTooLong(Rig rig) {
        Scene.play(rig, "order-start-late", s -> {
            s.with("metadata", "start: {levelTimeoutSeconds: 4}");
            deploy(s);
            s.runsOn("us", "namenode", NOWHERE);

            s.arbitrator().name("us");
            s.awaitComponentSaid("us", "metadata", "Stalled", "True/StartTimedOut");
            s.untilEquals("the store runs", 1, () -> s.replicas("us", "datanode"));
            assertThat(s.componentSaid("us", "metadata", "Ready")).isEqualTo("False/StartTimedOut");

            s.runsOn("us", "namenode", Map.of());
            s.awaitActive("us");
            s.awaitComponentSaid("us", "metadata", "Stalled", "False/Running");
        });
    }

    @Test
    void whatOthersDependOnStopsAfterThem(Rig rig) {
        Scene.play(rig, "order-stop", s -> {
            deploy(s);
            s.stopping("eu", "datanode", "5s");

            s.arbitrator().name("us");
            s.awaitComponentSaid("eu", "metadata", "Ready", "False/WaitingForDependency");
            s.holds("the metadata runs on", A_WHILE, 1, () -> s.replicas("eu", "namenode"));
            s.untilEquals("the metadata is stopped", 0, () -> s.replicas("eu", "namenode"));
            assertThat(s.pods("eu", "datanode")).isEmpty();
            s.awaitActive("us");
        });
    }

    /** The order is given up, and the proof isn't. */
    @Test
    void itStopsAllTheSameWhenTheyTakeTooLong(Rig rig) {
        Scene.play(rig, "order-stop-late", s -> {
            s.with("store", "stop: {timeoutSeconds: 3}");
            deploy(s);
            s.stopping("eu", "datanode", "never");

            s.arbitrator().name("us");
            s.awaitComponentSaid("eu", "store", "Stalled", "True/StopTimedOut");
            s.untilEquals("the metadata is stopped", 0, () -> s.replicas("eu", "namenode"));
            s.holds("us waits", A_WHILE, Role.Promoting, () -> s.stored("us").orElseThrow());

            s.stopping("eu", "datanode", "1s");
            s.awaitActive("us");
        });
    }

    private static void deploy(Scene s) {
        s.cast("metadata", Work.deployment("namenode", 1))
                .cast("store", Work.deployment("datanode", 1))
                .with("store", "dependsOn: [metadata]")
                .deploy()
                .awaitActive("eu");
    }
}
