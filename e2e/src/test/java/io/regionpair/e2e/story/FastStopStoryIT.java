package io.regionpair.e2e.story;

import static io.regionpair.e2e.story.Scene.REGIONS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code stop.method: Fast}: what the controller manager would do one by one, the operator does at once; and the proof is the same. */
@SharesRig
class FastStopStoryIT {

    /** More than the controller manager's clients may send at once. */
    private static final int MANY = 25;

    @Test
    void manyWorkloadsAreStoppedAndStartedAgain(Rig rig) {
        Scene.play(rig, "fast-many", s -> {
            permit(s);
            deploy(s, many());
            s.switchTo("us");
            s.switchTo("eu");
            for (var region : REGIONS) {
                assertThat(s.componentSaid(region, "store", "Stalled")).startsWith("False/");
            }
        });
    }

    /** Where the fence refuses pods, what a lagging controller would make isn't seen. */
    @Test
    void withoutTheFenceToo(Rig rig) {
        Scene.play(rig, "fast-unfenced", s -> {
            permit(s);
            s.unfenced();
            deploy(s, many());
            s.switchTo("us");
            s.switchTo("eu");
        });
    }

    @Test
    void podsKeepTheirGracePeriod(Rig rig) {
        Scene.play(rig, "fast-grace", s -> {
            permit(s);
            deploy(s, Work.deployment("datanode", 2), Work.statefulSet("namenode", 2));
            s.stopping("eu", "datanode", "4s");

            s.arbitrator().name("us");
            s.awaitComponentSaid("eu", "store", "Ready", "False/PodsStillTerminating");
            s.awaitActive("us");
            // That us waited for it is what the observer saw, whatever this test saw in time.
            assertThat(s.status("eu").orElseThrow().lastSwitch().phases())
                    .singleElement()
                    .satisfies(stopped -> assertThat(stopped.millis()).isGreaterThan(4000));
        });
    }

    @Test
    void withoutThePermissionItIsStoppedByItsControllersAndSaysSo(Rig rig) {
        Scene.play(rig, "fast-forbidden", s -> {
            deploy(s, Work.deployment("datanode", 1).stopping("4s"));

            s.arbitrator().name("us");
            s.awaitComponentSaid("eu", "store", "Stalled", "True/PermissionMissing");
            s.awaitActive("us");
        });
    }

    private static Work[] many() {
        return Stream.concat(
                        IntStream.range(0, MANY).mapToObj(i -> Work.deployment("datanode-" + i, 1)),
                        IntStream.range(0, 3).mapToObj(i -> Work.statefulSet("namenode-" + i, 2)))
                .toArray(Work[]::new);
    }

    private static void deploy(Scene s, Work... works) {
        s.cast("store", works).with("store", "stop: {method: Fast}").deploy().awaitActive("eu");
    }

    /** What the chart's rbac.fastStop grants, in the story's namespace alone. */
    static void permit(Scene s) {
        for (var region : REGIONS) {
            Manifests.apply(s.pair().cluster(region), Manifests.parse("""
                    apiVersion: v1
                    kind: Namespace
                    metadata: {name: %1$s}
                    ---
                    apiVersion: rbac.authorization.k8s.io/v1
                    kind: Role
                    metadata: {name: fast-stop, namespace: %1$s}
                    rules:
                      - {apiGroups: [apps], resources: [replicasets/scale], verbs: [get, patch]}
                      - {apiGroups: [""], resources: [pods], verbs: [delete]}
                    ---
                    apiVersion: rbac.authorization.k8s.io/v1
                    kind: RoleBinding
                    metadata: {name: fast-stop, namespace: %1$s}
                    roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: fast-stop}
                    subjects: [{kind: ServiceAccount, name: regionpair-operator, namespace: regionpair-system}]
                    """.formatted(s.name())));
        }
    }
}
