package io.regionpair.e2e.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.api.Role;
import io.regionpair.e2e.arbitrator.DocumentFile;
import io.regionpair.e2e.arbitrator.StaticArbitrator;
import io.regionpair.e2e.faults.Link;
import io.regionpair.e2e.process.Ports;
import io.regionpair.e2e.process.Workspace;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Importance 1: two instances of the arbitrator behind one address, without stickiness, of which one was not updated. With as many
 * confirmations as no run of equal answers is long, nothing but the updated word moves the role, and that once.
 */
@SharesRig
class BalancedArbitratorStoryIT {

    /** The most that the schema allows. A fair coin gives so many equal answers in a row once in a thousand polls. */
    private static final int CONFIRMATIONS = 10;

    @Test
    @Shows(InjectedFault.ARBITRATOR_FLAPS)
    void instancesThatDisagreeForAWhileCostAtMostOneSwitch(Rig rig) {
        play(rig, "disagreeing", Duration.ofSeconds(15));
    }

    @Test
    @BeforeRelease
    @Shows(InjectedFault.ARBITRATOR_FLAPS)
    void instancesThatDisagreeForAMinuteCostAtMostOneSwitch(Rig rig) {
        play(rig, "disagreeing-long", Duration.ofSeconds(60));
    }

    private static void play(Rig rig, String name, Duration time) {
        try (var updated = instance("eu");
                var lagging = instance("eu");
                var balancer = balancer(List.of(updated, lagging))) {
            Scene.play(rig, name, s -> {
                s.with("confirmations: " + CONFIRMATIONS)
                        .arbitratedBy("http://localhost:" + balancer.port() + "/")
                        .cast("store", Work.deployment("datanode", 2))
                        .deploy()
                        .awaitActive("eu");
                var term = s.term("eu");

                updated.document().name("us");
                var seen = watch(s, balancer, time);
                var switchesMeanwhile = Math.max(s.term("eu"), s.term("us")) - term;
                Figures.print(
                        "two instances that disagree: %d polls, roles %s, %d switches",
                        balancer.connections(), seen, switchesMeanwhile);
                assertThat(switchesMeanwhile).isBetween(0L, 1L);
                lagging.document().name("us");

                s.awaitActive("us");
                assertThat(s.term("us")).as("one switch in all").isEqualTo(term + 1);
            });
        }
    }

    /** Looks on for as many polls as both regions send in this time, and tells which roles it saw. */
    private static TreeSet<String> watch(Scene s, Link balancer, Duration time) {
        var seen = new TreeSet<String>();
        s.awaitMore(
                "polls",
                () -> {
                    for (var region : Scene.REGIONS) {
                        seen.add(region + " " + s.stored(region).map(Role::name).orElse("none"));
                    }
                    return balancer.connections();
                },
                2 * (int) time.toSeconds());
        return seen;
    }

    private static StaticArbitrator instance(String active) {
        var document = new DocumentFile(Workspace.newFolder("arbitrators").resolve("document.json"));
        document.name(active);
        return StaticArbitrator.start(Ports.take(), document);
    }

    /** Sends each connection to either of them, whoever it comes from. */
    private static Link balancer(List<StaticArbitrator> instances) {
        var coin = new Random(1);
        return new Link(
                Ports.take(),
                () -> instances.get(coin.nextInt(instances.size())).port());
    }
}
