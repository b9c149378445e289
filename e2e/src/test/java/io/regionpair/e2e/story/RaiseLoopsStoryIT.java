package io.regionpair.e2e.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.e2e.observer.PodRun;
import io.regionpair.e2e.observer.Report;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Importance 1: delivery tools and autoscalers never give up, and where the pair is passive nothing may come of it. */
@HasRigAlone
class RaiseLoopsStoryIT {

    private static final Duration LONG = Duration.ofSeconds(10);

    private static final Work DATANODE = Work.deployment("datanode", 3);
    /**
     * A raise of it through {@code /scale} isn't refused, only its pods are: it is the operator who sets it back. Its proof of stop needs a
     * moment in which it is off, so raises ten times a second would make a switch wait for luck.
     */
    private static final Work JOURNAL = Work.deployment("journal", 3).isLabelledLate();

    @Test
    @Shows(InjectedFault.RAISED_BY_OTHERS)
    void behindTheFenceNoPodComesOfItAndSwitchesGoOn(Rig rig) {
        Scene.play(rig, "loops", s -> {
            cast(s).awaitActive("eu");
            var before = inEu(s);
            try (var raisers = raisers(s)
                    .scaleEachSecond("journal", 3)
                    .unsuspend("cleanup")
                    .createJobs("cleanup")) {
                // Where the pair is active such a pod is admitted, and nobody would stop it: it is of no workload.
                try (var strangers = Raisers.in(s, "us").createPods("stranger")) {
                    raisers.awaitAge(LONG);
                    assertThat(strangers.loop("create pod stranger").taken()).isZero();
                    Figures.print("raise loops behind the fence, in passive us:%s%s", raisers, strangers);
                }
                assertThat(raisers.loop("scale datanode").taken()).isZero();
                assertThat(raisers.loop("scale ReplicaSet of datanode").taken()).isZero();
                // A refusal would fail the whole sync of a delivery tool.
                assertThat(raisers.loop("apply datanode").refused()).isZero();
                assertThat(s.pair().pods("us")).isZero();
                assertThat(s.report().map(report -> report.runs("us")).orElse(List.of()))
                        .isEmpty();
                assertThat(inEu(s)).isEqualTo(before);
                s.awaitSaid("us", "ContentionDetected", "True/ReplicasContested");
                assertThat(s.condition("us", "ContentionDetected").orElseThrow().getMessage())
                        .contains("autoscaler", "journal");

                var there = s.switchTo("us");
                var back = s.switchTo("eu");

                System.out.println(there.table() + back.table());
                // A back-off of refused pods would have grown as long as the loops went on, and would wait as long
                // again.
                assertThat(there.between("us is active", "us runs everything")).isLessThan(LONG);
            }
            s.awaitActive("eu");
        });
    }

    /** The price of going without: pods run until the operator has set their workload back, and that is measured. */
    @Test
    @BeforeRelease
    @Shows(InjectedFault.RAISED_BY_OTHERS)
    void withoutTheFencePodsRunForAMomentEachTime(Rig rig) {
        try (var s = Scene.open(rig, "loops-unfenced").unfenced()) {
            cast(s).awaitActive("eu");
            var before = inEu(s);
            try (var raisers = raisers(s).scale("journal", 3)) {
                raisers.awaitAge(LONG);
                Figures.print("raise loops without the fence, in passive us:%s", raisers);
            }

            s.awaitActive("eu");
            assertThat(inEu(s)).isEqualTo(before);
            assertThat(s.said("us", "ContentionDetected")).isEqualTo("True/ReplicasContested");
            s.report().ifPresent(RaiseLoopsStoryIT::tellExposure);
        }
    }

    private static Scene cast(Scene s) {
        return s.cast("store", DATANODE, Work.statefulSet("namenode", 1))
                .cast("old", JOURNAL)
                .cast("jobs", Work.cronJob("cleanup"))
                .deploy();
    }

    private static Raisers raisers(Scene s) {
        return Raisers.in(s, "us")
                .scale("datanode", 3)
                .apply(DATANODE.running(3))
                .scaleReplicaSet("datanode", 3);
    }

    private static Map<String, String> inEu(Scene s) {
        var hands = new TreeMap<>(s.hands());
        hands.keySet().removeIf(key -> !key.startsWith("eu "));
        return hands;
    }

    private static void tellExposure(Report report) {
        var runs = report.runs("us").stream().map(PodRun::time).toList();
        assertThat(runs).as("without any, the figure would be of nothing").isNotEmpty();
        var times = runs.stream().map(time -> time.duration().orElseThrow()).toList();
        Figures.print(
                "exposure without the fence: %d pods in %d s of loops, longest %d ms, together %d ms",
                times.size(),
                LONG.toSeconds(),
                times.stream().mapToLong(Duration::toMillis).max().orElseThrow(),
                times.stream().mapToLong(Duration::toMillis).sum());
    }
}
