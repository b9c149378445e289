package io.regionpair.e2e.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.api.Role;
import io.regionpair.e2e.arbitrator.DocumentFile;
import io.regionpair.e2e.arbitrator.StaticArbitrator;
import io.regionpair.e2e.process.Ports;
import io.regionpair.e2e.process.Workspace;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Importance 1: three plain instances that are listed one by one get the next document one after the other. As long as the first is alone
 * nobody starts; when the second follows there is one switch, which the third can't take back.
 */
@SharesRig
class RollOutStoryIT {

    private static final int INSTANCES = 3;

    /** For half of the time the old document has the majority, for the other half the new one. */
    private record RollOut(Duration mixed, boolean epochs) {

        Duration half() {
            return mixed.dividedBy(2);
        }

        /** An epoch begins a block of terms of its own. */
        long termOfTheNext(long term) {
            return epochs ? (2L << 20) + 1 : term + 1;
        }

        void update(StaticArbitrator instance) {
            name(instance, "us", 2);
        }

        void name(StaticArbitrator instance, String active, long epoch) {
            if (epochs) {
                instance.document().name(active, epoch);
            } else {
                instance.document().name(active);
            }
        }
    }

    @Test
    void instancesThatAreUpdatedOneByOneMakeOneSwitch(Rig rig) {
        play(rig, "roll-out", new RollOut(Duration.ofSeconds(15), false));
    }

    @BeforeRelease
    @ParameterizedTest(name = "epochs: {0}")
    @ValueSource(booleans = {false, true})
    void andSoTheyDoInHalfAMinute(boolean epochs, Rig rig) {
        play(rig, "roll-out-" + (epochs ? "epochs" : "long"), new RollOut(Duration.ofSeconds(30), epochs));
    }

    private static void play(Rig rig, String name, RollOut rollOut) {
        var instances = IntStream.range(0, INSTANCES).mapToObj(_ -> instance()).toList();
        try {
            instances.forEach(instance -> rollOut.name(instance, "eu", 1));
            Scene.play(rig, name, s -> tell(s, instances, rollOut));
        } finally {
            instances.forEach(StaticArbitrator::close);
        }
    }

    private static void tell(Scene s, List<StaticArbitrator> instances, RollOut rollOut) {
        s.arbitratedBy(instances.stream().map(StaticArbitrator::url).toArray(String[]::new))
                .cast("store", Work.deployment("datanode", 2))
                .deploy()
                .awaitActive("eu");
        agrees(s, "True/EndpointsAgree");
        var term = s.term("eu");
        var began = System.nanoTime();

        rollOut.update(instances.get(0));
        agrees(s, "False/InstancesDisagree");
        if (rollOut.epochs()) {
            // One newer epoch is enough to stop, and not to start.
            s.awaitStored("eu", Role.Passive);
        }
        var before = s.hands();
        assertThat(s.stored("us")).contains(Role.Passive);
        assertThat(s.pods("us", "datanode")).isEmpty();
        s.holds("nothing changes hands for a minority", rest(rollOut.half(), began), before, s::hands);
        Scene.REGIONS.forEach(
                region -> assertThat(s.said(region, "Ready")).as(region).startsWith("True/"));

        rollOut.update(instances.get(1));
        s.awaitActive("us");
        agrees(s, "False/InstancesDisagree");
        var after = s.hands();
        s.holds("the one that lags takes nothing back", rest(rollOut.mixed(), began), after, s::hands);

        rollOut.update(instances.get(2));
        agrees(s, "True/EndpointsAgree");
        assertThat(s.stored("eu")).contains(Role.Passive);
        assertThat(s.term("us")).as("one switch").isEqualTo(rollOut.termOfTheNext(term));
        Scene.REGIONS.forEach(region -> converged(s, region, rollOut.mixed()));
    }

    private static void converged(Scene s, String region, Duration mixed) {
        var operator = s.rig().operator(region);
        var metric = "regionpair_arbitrator_convergence_seconds_";
        var pair = "pair=\"" + s.name() + "\"";
        s.untilEquals(region + " has measured one convergence", 1.0, () -> operator.metric(metric + "count", pair));
        var took = operator.metric(metric + "sum", pair);
        Figures.print("%s: the instances disagreed for %.1f s, measured in %s", s.name(), took, region);
        // From the first poll that saw it to the first that didn't any more: each may be as late as a poll's interval.
        assertThat(took).isGreaterThan(mixed.toSeconds() - 3.0);
    }

    private static Duration rest(Duration whole, long began) {
        return whole.minusNanos(System.nanoTime() - began);
    }

    private static void agrees(Scene s, String saying) {
        Scene.REGIONS.forEach(region -> s.awaitSaid(region, "ArbitratorAgreed", saying));
    }

    private static StaticArbitrator instance() {
        var file = new DocumentFile(Workspace.newFolder("arbitrators").resolve("document.json"));
        file.name("eu");
        return StaticArbitrator.start(Ports.take(), file);
    }
}
