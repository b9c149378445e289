package io.regionpair.e2e.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.api.Role;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Importance 1: a pod on a node that nobody hears from may run, however long the silence. */
@HasRigAlone
class SilentNodeStoryIT {

    /** The node is found silent by the real controller manager after its grace period of 50 s, so this takes more than a minute. */
    @Test
    @BeforeRelease
    @Shows(InjectedFault.SILENT_NODE)
    void theOtherRegionWaitsForANodeThatDoesNotReport(Rig rig) {
        Scene.play(rig, "silent-node", s -> {
            var plane = s.plane("eu");
            s.cast("store", Work.deployment("datanode", 1), Work.deployment("quick", 2))
                    .deploy()
                    .awaitActive("eu");
            var pod = s.pods("eu", "datanode").getFirst();
            var name = pod.getMetadata().getName();
            var node = pod.getSpec().getNodeName();
            try {
                plane.nodeFallsSilent(node);
                // Who doesn't hear ends nothing either.
                s.stopping("eu", "datanode", "never");
                s.arbitrator().name("us");

                s.awaitStored("eu", Role.Demoting);
                s.untilEquals("eu's controller manager misses the node", "Unknown", () -> {
                    plane.nodeFallsSilent(node);
                    return ready(s, node);
                });
                s.until(
                        "eu says which pod and which node",
                        () -> missingIn(
                                s.status("eu").orElseThrow().waitingFor().message(),
                                "pod " + name + " on node " + node,
                                "doesn't report"));
                s.awaitComponentSaid("eu", "store", "Ready", "False/NodeUnreachable");
                assertThat(s.pods("eu", "datanode").getFirst().getMetadata().getDeletionTimestamp())
                        .as("the pod is terminating")
                        .isNotNull();
                assertThat(s.stored("eu")).contains(Role.Demoting);
                assertThat(s.stored("us")).contains(Role.Promoting);
                assertThat(s.awaitWaiting("us", "WaitingForAcknowledgement").message())
                        .contains("Demoting");
                assertThat(s.pair().pods("us")).isZero();
            } finally {
                plane.nodeReports(node);
            }

            s.untilEquals("the node reports again", "True", () -> ready(s, node));
            assertThat(s.stored("us")).contains(Role.Promoting);
            s.stopping("eu", "datanode", "100ms");
            s.awaitActive("us");
        });
    }

    private static List<String> missingIn(String text, String... words) {
        return Stream.of(words)
                .filter(word -> !text.contains(word))
                .map(word -> "\"" + word + "\" is missing in: " + text)
                .toList();
    }

    /** Status of the condition Ready. */
    private static String ready(Scene s, String node) {
        return s.client("eu").nodes().withName(node).get().getStatus().getConditions().stream()
                .filter(condition -> condition.getType().equals("Ready"))
                .map(condition -> condition.getStatus())
                .findFirst()
                .orElse("none");
    }
}
