package io.regionpair.component;

import static io.regionpair.component.Some.LEAVE;
import static io.regionpair.component.Some.ON;
import static io.regionpair.component.Some.STAY_OFF;
import static io.regionpair.component.Some.component;
import static io.regionpair.component.Some.deployment;
import static io.regionpair.component.Some.drain;
import static io.regionpair.component.Some.roster;
import static io.regionpair.workload.Sights.NOW;
import static io.regionpair.workload.Sights.off;
import static io.regionpair.workload.Sights.podOf;
import static io.regionpair.workload.Sights.survey;
import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.api.RegionComponent;
import io.regionpair.protocol.Coverage;
import io.regionpair.protocol.Posture;
import io.regionpair.workload.Found;
import io.regionpair.workload.Sights;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private static final String METADATA = Sights.NAMESPACE + "/metadata";
    private static final String STORE = Sights.NAMESPACE + "/store";
    private static final Found NAMENODE = Sights.deployment("namenode");
    private static final Found DATANODE = Sights.deployment("datanode");

    @Test
    void withoutAStartOrAStopEverybodyMayGo() {
        for (var posture : List.of(LEAVE, STAY_OFF)) {
            assertThat(mayGo(after(posture, at(NOW, off(NAMENODE), off(DATANODE)))))
                    .containsExactly(METADATA, STORE);
        }
    }

    @Test
    void aStartWaitsForWhatIsNotReady() {
        var roster = at(NOW, off(NAMENODE), off(DATANODE));
        var ledger = after(ON, roster);

        assertThat(mayGo(ledger)).containsExactly(METADATA);
        assertThat(ledger.progress().waitsFor(roster, store(roster))).containsExactly(METADATA);
    }

    @Test
    void aStartGoesOnWhenThatIsReadyAndStaysSo() {
        var ready = after(ON, at(NOW, NAMENODE, off(DATANODE)));
        var flapping = ready.seeing(at(NOW, Sights.sized(NAMENODE, 1, 0), off(DATANODE)), ON, Optional.empty());

        assertThat(mayGo(ready)).containsExactly(METADATA, STORE);
        assertThat(mayGo(flapping)).containsExactly(METADATA, STORE);
        assertThat(flapping.progress().overdue()).isEmpty();
    }

    @Test
    void aStopWaitsForWhatDependsOnIt() {
        var roster = at(NOW, NAMENODE, DATANODE);
        var ledger = after(drain("d"), roster);

        assertThat(mayGo(ledger)).containsExactly(STORE);
    }

    @Test
    void aStopGoesOnWhenThatIsProvedStopped() {
        var podLeft = survey(NAMENODE, off(DATANODE)).with(podOf(DATANODE, "datanode-1"));
        var begun = after(drain("d"), roster(podLeft.build(), components()));

        assertThat(mayGo(begun)).containsExactly(STORE);
        assertThat(mayGo(begun.seeing(at(NOW, NAMENODE, off(DATANODE)), drain("d"), Optional.empty())))
                .containsExactly(METADATA, STORE);
    }

    @Test
    void whoeverTakesTooLongHoldsUpNobodyAndIsOverdue() {
        var begun = after(drain("d"), at(NOW, NAMENODE, DATANODE));
        var nearly = begun.seeing(at(NOW.plusSeconds(119), NAMENODE, DATANODE), drain("d"), Optional.empty());
        var over = nearly.seeing(at(NOW.plusSeconds(120), NAMENODE, DATANODE), drain("d"), Optional.empty());

        assertThat(mayGo(nearly)).containsExactly(STORE);
        assertThat(nearly.progress().overdue()).isEmpty();
        assertThat(mayGo(over)).containsExactly(METADATA, STORE);
        assertThat(over.progress().overdue()).containsExactly(STORE);
    }

    @Test
    void theTimeCountsFromItsOwnTurn() {
        var begun = after(ON, at(NOW, off(NAMENODE), off(DATANODE)));
        var ready = begun.seeing(at(NOW.plusSeconds(299), NAMENODE, off(DATANODE)), ON, Optional.empty());
        var later = ready.seeing(at(NOW.plusSeconds(400), NAMENODE, off(DATANODE)), ON, Optional.empty());

        assertThat(later.progress().overdue()).isEmpty();
        assertThat(later.seeing(at(NOW.plusSeconds(599), NAMENODE, off(DATANODE)), ON, Optional.empty())
                        .progress()
                        .overdue())
                .containsExactly(STORE);
    }

    @Test
    void anotherStartBeginsAnew() {
        var first = after(ON, at(NOW, NAMENODE, off(DATANODE)));
        var next = new Posture.On(5, Coverage.EVERYTHING, List.of(), false);

        assertThat(mayGo(first.seeing(at(NOW, off(NAMENODE), off(DATANODE)), next, Optional.empty())))
                .containsExactly(METADATA);
    }

    /** It never stops, so nobody waits for that. */
    @Test
    void anActiveActiveComponentIsOnlyWaitedForWhenStarting() {
        var store = component("store").with(deployment("datanode")).dependsOn("metadata");
        var metadata = component("metadata").activeActive().with(deployment("namenode"));
        var unready = survey(Sights.sized(NAMENODE, 1, 0), off(DATANODE)).build();
        var running = survey(NAMENODE, DATANODE).build();

        assertThat(mayGo(after(ON, roster(unready, store.build(), metadata.build()))))
                .containsExactly(METADATA);
        assertThat(mayGo(after(
                        drain("d"),
                        roster(
                                running,
                                component("store").with(deployment("datanode")).build(),
                                component("metadata")
                                        .activeActive()
                                        .with(deployment("namenode"))
                                        .dependsOn("store")
                                        .build()))))
                .as("the store doesn't wait for what never stops")
                .containsExactly(METADATA, STORE);
    }

    private static Ledger after(Posture posture, Roster roster) {
        return Ledger.EMPTY.seeing(roster, posture, Optional.empty());
    }

    private static Roster at(Instant now, Found... workloads) {
        return roster(survey(workloads).at(now).build(), components());
    }

    private static RegionComponent[] components() {
        return new RegionComponent[] {
            component("metadata").with(deployment("namenode")).build(),
            component("store")
                    .with(deployment("datanode"))
                    .dependsOn("metadata")
                    .build()
        };
    }

    private static Member store(Roster roster) {
        return roster.members().getLast();
    }

    private static List<String> mayGo(Ledger ledger) {
        return at(NOW).members().stream()
                .filter(ledger.progress()::mayGo)
                .map(Member::key)
                .toList();
    }
}
