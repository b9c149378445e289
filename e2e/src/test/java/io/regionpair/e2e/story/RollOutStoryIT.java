package io.regionpair.e2e.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.api.Role;
import io.regionpair.e2e.arbitrator.Arbitrators;
import io.regionpair.e2e.arbitrator.DocumentFile;
import io.regionpair.e2e.arbitrator.StaticArbitrator;
import io.regionpair.e2e.process.Lifetime;
import io.regionpair.e2e.process.Ports;
import io.regionpair.e2e.process.Workspace;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Importance 1: three instances get the next document one after the other. Listed one by one: as long as the first is alone nobody
 * starts; when the second follows there is one switch, which the third can't take back. Behind a balancer that remembers nobody: one
 * switch, and none early.
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

        void begin(DocumentFile document) {
            name(document, "eu", 1);
        }

        void update(DocumentFile document) {
            name(document, "us", 2);
        }

        private void name(DocumentFile document, String active, long epoch) {
            if (epochs) {
                document.name(active, epoch);
            } else {
                document.name(active);
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
            instances.forEach(instance -> rollOut.begin(instance.document()));
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

        rollOut.update(instances.get(0).document());
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

        rollOut.update(instances.get(1).document());
        s.awaitActive("us");
        agrees(s, "False/InstancesDisagree");
        var after = s.hands();
        s.holds("the one that lags takes nothing back", rest(rollOut.mixed(), began), after, s::hands);

        rollOut.update(instances.get(2).document());
        agrees(s, "True/EndpointsAgree");
        assertThat(s.stored("eu")).contains(Role.Passive);
        assertThat(s.term("us")).as("one switch").isEqualTo(rollOut.termOfTheNext(term));
        Scene.REGIONS.forEach(region -> converged(s, region, rollOut.mixed()));
    }

    /** Each answer may come from any of the three. Many in a row are asked for, which an instance that lags breaks. */
    @Test
    @BeforeRelease
    @Shows(InjectedFault.ARBITRATOR_FLAPS)
    void behindABalancerPlainAnswersWaitUntilTheLastOneAgrees(Rig rig) {
        balanced(rig, "balanced-plain", new RollOut(Duration.ofSeconds(30), false), (s, rollOut) -> {
            var before = s.hands();
            s.holds("nothing changes hands for a minority", rollOut.half(), before, s::hands);
        });
    }

    /** The newest epoch that was heard counts, and the older answers beside it don't. */
    @Test
    @BeforeRelease
    @Shows(InjectedFault.ARBITRATOR_FLAPS)
    void behindABalancerAnEpochIsObeyedAtOnce(Rig rig) {
        balanced(rig, "balanced-epochs", new RollOut(Duration.ofSeconds(30), true), (s, rollOut) -> {
            var began = System.nanoTime();
            s.awaitActive("us");
            var took = Duration.ofNanos(System.nanoTime() - began);
            Figures.print("%s: us was active %.1f s after one instance of three knew", s.name(), took.toMillis() / 1e3);
            var after = s.hands();
            s.holds("those that lag take nothing back", rest(rollOut.half(), began), after, s::hands);
        });
    }

    private static void balanced(Rig rig, String name, RollOut rollOut, BiConsumer<Scene, RollOut> whileOneIsAlone) {
        try (var three = Arbitrators.apart(Workspace.newFolder("arbitrators"), INSTANCES, Lifetime.tiedToUs())) {
            Scene.play(rig, name, s -> {
                IntStream.range(0, INSTANCES).forEach(instance -> rollOut.begin(three.document(name, instance)));
                // Without the fence, which would hide a start that comes too early.
                s.unfenced()
                        .with("confirmations: " + (rollOut.epochs() ? 2 : 10))
                        .arbitratedBy(three.url(name))
                        .cast("store", Work.deployment("datanode", 2))
                        .deploy()
                        .awaitActive("eu");
                var term = s.term("eu");
                var began = System.nanoTime();

                rollOut.update(three.document(name, 0));
                whileOneIsAlone.accept(s, rollOut);
                rollOut.update(three.document(name, 1));
                var seen = new TreeSet<String>();
                s.until("the roll-out has gone on for " + rollOut.mixed(), () -> {
                    Scene.REGIONS.forEach(region -> seen.add(region + " " + s.stored(region)));
                    return rest(rollOut.mixed(), began).isNegative() ? List.of() : List.of("it has not");
                });
                Figures.print("%s: while two of three know, the regions are %s", name, seen);
                rollOut.update(three.document(name, 2));

                s.awaitActive("us");
                assertThat(s.term("us")).as("one switch").isEqualTo(rollOut.termOfTheNext(term));
            });
        }
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
