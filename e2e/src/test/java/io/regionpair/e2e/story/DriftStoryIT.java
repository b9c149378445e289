package io.regionpair.e2e.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.events.v1.Event;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Importance 2: whoever turns on a workload in the passive region is corrected at once and named. */
@SharesRig
class DriftStoryIT {

    @Test
    @Shows(InjectedFault.RAISED_BY_OTHERS)
    void aWorkloadThatIsScaledUpInThePassiveRegionIsSetBackAndTheManagerNamed(Rig rig) {
        // Without the admission fence the pod may exist for a moment: how long, RaiseLoopsStoryIT measures.
        try (var s = Scene.open(rig, "drift").unfenced()) {
            s.cast("store", Work.deployment("datanode", 1)).deploy().awaitActive("eu");
            s.switchTo("us");
            s.switchTo("eu");

            s.scale("us", "datanode", 2, "autopilot");

            s.untilEquals("it is set back", 0, () -> s.replicas("us", "datanode"));
            s.untilEquals("its pods are gone", 0, () -> s.pods("us", "datanode").size());
            s.awaitSaid("us", "ContentionDetected", "True/ReplicasContested");
            assertThat(s.condition("us", "ContentionDetected").orElseThrow().getMessage())
                    .contains("autopilot", "datanode");
            s.until(
                    "an event that names the manager",
                    () -> events(s, "us").stream()
                                    .anyMatch(event -> event.getReason().equals("ReplicasContested")
                                            && event.getNote().contains("autopilot"))
                            ? List.of()
                            : List.of("none"));
            assertThat(s.replicas("eu", "datanode")).isEqualTo(1);
            s.awaitSaid("us", "Ready", "True/PassiveByDesign");
            s.switchTo("us");
        }
    }

    @Test
    void whatOnlyTheOperatorCanSeeIsWrongHasAConditionWithAFix(Rig rig) {
        Scene.play(rig, "broken", s -> {
            s.cast("store", Work.deployment("datanode", 1))
                    .cast("missing", Work.deployment("nowhere", 1))
                    .cast("again", Work.deployment("shared", 1))
                    .cast("twice", Work.deployment("shared", 1));
            Scene.REGIONS.forEach(s::deployWorkloads);
            Scene.REGIONS.forEach(region -> s.client(region)
                    .apps()
                    .deployments()
                    .inNamespace(s.name())
                    .withName("nowhere")
                    .delete());
            Scene.REGIONS.forEach(s::deployPair);
            Scene.REGIONS.forEach(s::deployComponents);

            awaitStalled(s, "missing", "WorkloadMissing", "nowhere");
            awaitStalled(s, "again", "ClaimedTwice", "shared");
            awaitStalled(s, "twice", "ClaimedTwice", "shared");
            // The rest goes on.
            s.untilEquals(
                    "what is right runs in eu",
                    1,
                    () -> s.pods("eu", "datanode").size());
            s.awaitComponentSaid("eu", "store", "Ready", "True/Running");
            assertThat(s.pods("eu", "shared")).isEmpty();

            Scene.REGIONS.forEach(region -> s.removeComponent(region, "twice"));
            Scene.REGIONS.forEach(region -> s.deploy(region, Work.deployment("nowhere", 1)));
            s.awaitActive("eu");
            s.switchTo("us");
        });
    }

    @Test
    void aComponentInAForeignNamespaceSaysSo(Rig rig) {
        Scene.play(rig, "foreign", s -> {
            s.cast("store", Work.deployment("datanode", 1)).deploy().awaitActive("eu");
            s.editPair("{\"spec\":{\"namespaces\":[\"elsewhere\"]}}");
            for (var region : Scene.REGIONS) {
                s.awaitComponentSaid(region, "store", "Stalled", "True/NamespaceNotAllowed");
            }
            assertThat(s.pods("eu", "datanode")).hasSize(1);
            s.editPair("{\"spec\":{\"namespaces\":[\"" + s.name() + "\"]}}");
            s.awaitActive("eu");
        });
    }

    @Test
    void componentsHearAtOnceThatTheirPairIsGone(Rig rig) {
        Scene.play(rig, "orphans", s -> {
            s.cast("store", Work.deployment("datanode", 1)).deploy().awaitActive("eu");

            Scene.REGIONS.forEach(s::removePair);

            // Half of the framework's own periodic look, which would find it out as well.
            Deadline.until(
                    "both regions' components miss their pair",
                    Duration.ofSeconds(30),
                    () -> Scene.REGIONS.stream()
                            .map(region -> s.componentSaid(region, "store", "Stalled"))
                            .filter(said -> !said.equals("True/PairMissing"))
                            .toList());
        });
    }

    private static void awaitStalled(Scene s, String component, String reason, String named) {
        for (var region : Scene.REGIONS) {
            s.awaitComponentSaid(region, component, "Stalled", "True/" + reason);
            assertThat(s.componentCondition(region, component, "Stalled")
                            .orElseThrow()
                            .getMessage())
                    .contains(named);
        }
    }

    private static List<Event> events(Scene s, String region) {
        return s.client(region).events().v1().events().inAnyNamespace().list().getItems().stream()
                .filter(event -> s.name().equals(event.getRegarding().getName()))
                .toList();
    }
}
