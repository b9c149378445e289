package io.regionpair.e2e.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.regionpair.e2e.observer.Write;
import java.util.Comparator;
import org.junit.jupiter.api.Test;

/**
 * An OrderedReady StatefulSet doesn't go to 0 while two of its pods are unready: its controller waits for the lower one to become ready before
 * it removes the higher one. Just the state in which a failing region is.
 */
@SharesRig
class StuckPodsStoryIT {

    @Test
    void whoeverStandsInTheWayIsNamedAndAPersonHelps(Rig rig) {
        Scene.play(rig, "stuck", s -> {
            s.cast("store", Work.statefulSet("namenode", 3)).deploy().awaitActive("eu");
            unready(s);

            s.arbitrator().name("us");
            s.awaitComponentSaid("eu", "store", "Ready", "False/PodsNotRemoved");
            assertThat(s.componentCondition("eu", "store", "Ready")
                            .orElseThrow()
                            .getMessage())
                    .contains("Delete namenode-2");
            assertThat(s.pods("eu", "namenode")).hasSize(3);

            s.pods("eu", "namenode").stream()
                    .sorted(Comparator.<Pod, String>comparing(
                                    pod -> pod.getMetadata().getName())
                            .reversed())
                    .forEach(pod -> s.client("eu").resource(pod).delete());
            s.awaitActive("us");
        });
    }

    @Test
    void theOperatorHelpsWhereTheComponentSaysSo(Rig rig) {
        Scene.play(rig, "unstuck", s -> {
            FastStopStoryIT.permit(s);
            s.cast("store", Work.statefulSet("namenode", 3))
                    .with("store", "stop: {deleteBlockingPods: true}")
                    .deploy()
                    .awaitActive("eu");
            unready(s);

            s.arbitrator().name("us");
            s.awaitActive("us");

            assertThat(s.report().orElseThrow().writes())
                    .filteredOn(write -> write.operation().equals("delete pods"))
                    .extracting(Write::name)
                    .startsWith("namenode-2")
                    .doesNotHaveDuplicates();
        });
    }

    private static void unready(Scene s) {
        for (var pod : s.pods("eu", "namenode")) {
            s.client("eu")
                    .resource(pod)
                    .subresource("status")
                    .edit(there -> new PodBuilder(there)
                            .editStatus()
                            .editMatchingCondition(
                                    condition -> condition.getType().equals("Ready"))
                            .withStatus("False")
                            .endCondition()
                            .endStatus()
                            .build());
        }
    }
}
