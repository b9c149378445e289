package io.regionpair.e2e.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.regionpair.api.RegionRecord;
import io.regionpair.api.Role;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Importance 1: the stored record is compared and set; whoever else writes it costs time, and one that isn't understood is left alone. */
@SharesRig
class RecordFaultsStoryIT {

    private static final int STORM_MILLIS = 20;

    @Test
    @BeforeRelease
    @Shows(InjectedFault.CONFLICT_STORM)
    void aStormOfConflictsDelaysASwitchAndStopsNone(Rig rig) {
        Scene.play(rig, "storm", s -> {
            s.cast("store", Work.deployment("datanode", 2)).deploy().awaitActive("eu");
            var calm = s.switchTo("us");

            var writes = new AtomicInteger();
            var storms = Scene.REGIONS.stream()
                    .map(region -> storm(s, region, writes))
                    .toList();
            try {
                var there = s.switchTo("eu");
                var back = s.switchTo("us");
                Figures.print(
                        "switch in calm %d ms, while others write both records every %d ms: %d ms there, %d ms back, %d writes",
                        calm.total().toMillis(),
                        STORM_MILLIS,
                        there.total().toMillis(),
                        back.total().toMillis(),
                        writes.get());
            } finally {
                storms.forEach(Thread::interrupt);
            }
            assertThat(writes.get()).as("writes of others").isGreaterThan(20);
        });
    }

    private static Thread storm(Scene s, String region, AtomicInteger writes) {
        return Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    touch(s, region, writes.incrementAndGet());
                    TimeUnit.MILLISECONDS.sleep(STORM_MILLIS);
                }
            } catch (InterruptedException | KubernetesClientException _) {
                // The story is over.
            }
        });
    }

    private static void touch(Scene s, String region, int number) {
        s.client(region)
                .resources(RegionRecord.class)
                .withName(s.name())
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"metadata\":{\"annotations\":{\"test/touched\":\"" + number + "\"}}}");
    }

    /** As after a downgrade of the operator. */
    @Test
    @BeforeRelease
    @Shows(InjectedFault.NEWER_RECORD)
    void aRecordOfANewerVersionIsLeftAloneAndSoIsEverythingElse(Rig rig) {
        Scene.play(rig, "newer", s -> {
            s.cast("store", Work.deployment("datanode", 2)).deploy().awaitActive("eu");
            var version = s.client("eu")
                    .resources(RegionRecord.class)
                    .withName(s.name())
                    .get()
                    .getSpec()
                    .protocolVersion();
            var pods = s.podUids("eu");

            protocolVersion(s, 99);
            s.awaitWaiting("eu", "RecordUninterpretable");
            s.arbitrator().name("us");
            s.awaitStored("us", Role.Promoting);
            s.until("us says what eu is", () -> {
                var waits = s.awaitWaiting("us", "WaitingForAcknowledgement");
                return waits.message().contains("Frozen") && waits.todo() != null
                        ? List.of()
                        : List.of(waits.message());
            });
            assertThat(s.podUids("eu")).isEqualTo(pods);

            protocolVersion(s, version);
            s.awaitActive("us");
        });
    }

    private static void protocolVersion(Scene s, int version) {
        s.client("eu")
                .resources(RegionRecord.class)
                .withName(s.name())
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"protocolVersion\":" + version + "}}");
    }
}
