package io.regionpair.e2e.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.api.Role;
import io.regionpair.e2e.process.Signal;
import io.regionpair.e2e.region.Component;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Importance 1: what can't be stored doesn't happen. */
@HasRigAlone
class EtcdFaultsStoryIT {

    @Test
    @BeforeRelease
    @Shows(InjectedFault.ETCD_KILLED)
    void theSwitchWaitsForAnEtcdThatDied(Rig rig) {
        Scene.play(rig, "etcd-killed", s -> {
            s.cast("store", Work.statefulSet("namenode", 2).stopping("3s"), Work.deployment("datanode", 3))
                    .deploy()
                    .awaitActive("eu");
            s.arbitrator().name("us");
            s.awaitStored("eu", Role.Demoting);

            s.plane("eu").kill(Component.ETCD);
            var polls = s.counted("us", "regionpair_arbitrator_answers_total");
            s.until("us has polled on", () -> {
                var now = s.counted("us", "regionpair_arbitrator_answers_total");
                return now > polls + 3 ? List.of() : List.of(now + " polls, " + polls + " before");
            });
            assertThat(s.stored("us")).as("nobody has proved anything").contains(Role.Promoting);
            s.plane("eu").start(Component.ETCD);

            s.nursing().awaitActive("us");
            s.switchTo("eu");
        });
    }

    @Test
    @BeforeRelease
    @Shows(InjectedFault.ETCD_SLOW)
    void anEtcdThatStandsStillAgainAndAgainMakesASwitchSlow(Rig rig) {
        Scene.play(rig, "etcd-slow", s -> {
            s.cast("store", Work.deployment("datanode", 3)).deploy().awaitActive("eu");
            var quick = s.switchTo("us");
            s.nursing();

            var etcd = s.plane("eu").process(Component.ETCD);
            var halts = new AtomicInteger();
            var stutter = Thread.ofVirtual().start(() -> {
                try {
                    while (true) {
                        etcd.send(Signal.STOP);
                        TimeUnit.MILLISECONDS.sleep(500);
                        etcd.send(Signal.CONT);
                        halts.incrementAndGet();
                        TimeUnit.MILLISECONDS.sleep(500);
                    }
                } catch (InterruptedException _) {
                    etcd.send(Signal.CONT);
                }
            });
            try {
                var slow = s.switchTo("eu");
                var back = s.switchTo("us");
                Figures.print(
                        "switch with an idle etcd %d ms, with one that stands still half of the time %d ms there, %d ms back, %d halts",
                        quick.total().toMillis(),
                        slow.total().toMillis(),
                        back.total().toMillis(),
                        halts.get());
                assertThat(halts).hasPositiveValue();
            } finally {
                stutter.interrupt();
                join(stutter);
            }
            s.switchTo("eu");
        });
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
