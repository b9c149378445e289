package io.regionpair.component;

import static io.regionpair.component.Some.ON;
import static io.regionpair.component.Some.STAY_OFF;
import static io.regionpair.component.Some.component;
import static io.regionpair.component.Some.cronJob;
import static io.regionpair.component.Some.deployment;
import static io.regionpair.component.Some.drain;
import static io.regionpair.component.Some.id;
import static io.regionpair.component.Some.roster;
import static io.regionpair.workload.Sights.NOW;
import static io.regionpair.workload.Sights.jobOf;
import static io.regionpair.workload.Sights.off;
import static io.regionpair.workload.Sights.podOf;
import static io.regionpair.workload.Sights.survey;
import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.protocol.Posture;
import io.regionpair.workload.Found;
import io.regionpair.workload.Hold;
import io.regionpair.workload.Sights;
import io.regionpair.workload.Survey;
import io.regionpair.workload.Write;
import io.regionpair.workload.Write.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LedgerTest {

    private static final Posture DRAIN = drain("drain-1");

    private final Found hive = Sights.deployment("hive");
    private final Found cleanup = off(Sights.cronJob("cleanup"));

    @Test
    void aWriteThatBroughtAnotherVersionChangedTheWorkload() {
        var ledger = draining().after(List.of(written(new Write.Lower(hive), "101")), false, survey().build());

        assertThat(ledger.changed(hive)).isTrue();
    }

    /** C12: a raise that was prepared before would still land. */
    @Test
    void aWriteThatBroughtTheSameVersionChangedNothing() {
        var ledger = draining().after(List.of(written(new Write.Lower(hive), "100")), false, survey().build());

        assertThat(ledger.changed(hive)).isFalse();
    }

    @Test
    void aWriteOfWhichNobodyKnowsWhetherItArrivedChangedNothing() {
        var lower = new Write.Lower(hive);
        var ledger = draining()
                .after(
                        List.of(
                                new Outcome.Failed(lower, "no answer"),
                                new Outcome.Conflict(lower),
                                new Outcome.Gone(lower)),
                        false,
                        survey().build());

        assertThat(ledger.changed(hive)).isFalse();
    }

    @Test
    void theMarkOfThisDrainCountsAfterARestart() {
        assertThat(draining().changed(Sights.marked(hive, "drain-1"))).isTrue();
    }

    @Test
    void theMarkOfAnOlderDrainDoesNot() {
        assertThat(draining().changed(Sights.marked(hive, "drain-0"))).isFalse();
    }

    @Test
    void aWorkloadThatWasCreatedAnewHasNotBeenChanged() {
        var ledger = draining().after(List.of(written(new Write.Lower(hive), "101")), false, survey().build());

        assertThat(ledger.changed(Sights.uid(hive, "another"))).isFalse();
    }

    @Test
    void aNewDrainForgetsWhatTheOldOneChanged() {
        var before = draining().after(List.of(written(new Write.Lower(hive), "101")), false, survey().build());

        var same = before.seeing(of(hive), DRAIN, Optional.empty());
        var next = before.seeing(of(hive), drain("drain-2"), Optional.empty());

        assertThat(same.changed(hive)).isTrue();
        assertThat(next.changed(hive)).isFalse();
    }

    @Test
    void remembersSinceWhenAWorkloadIsEmpty() {
        var first = Ledger.EMPTY.seeing(cleanup(NOW), DRAIN, Optional.empty());

        var later = first.seeing(cleanup(NOW.plusSeconds(9)), DRAIN, Optional.empty());

        assertThat(later.emptySince(cleanup)).contains(NOW);
    }

    @Test
    void aPodInBetweenBreaksTheEmptiness() {
        var job = jobOf(cleanup, "cleanup-1", true);
        var component = component("c").with(cronJob("cleanup")).build();
        var full = roster(
                survey(cleanup)
                        .with(job)
                        .with(podOf(job, "cleanup-1-x"))
                        .at(NOW.plusSeconds(5))
                        .build(),
                component);

        var broken = Ledger.EMPTY.seeing(cleanup(NOW), DRAIN, Optional.empty()).seeing(full, DRAIN, Optional.empty());
        var again = broken.seeing(cleanup(NOW.plusSeconds(6)), DRAIN, Optional.empty());

        assertThat(broken.emptySince(cleanup)).isEmpty();
        assertThat(again.emptySince(cleanup)).contains(NOW.plusSeconds(6));
    }

    /** A second look at it begins when it is disarmed. */
    @Test
    void whatAnAutoscalerWouldRaiseIsNotEmptyYet() {
        var stopped = off(hive);
        var armed = roster(
                survey(stopped).with(Sights.autoscalerOf(hive, 0, true)).build(),
                component("c").with(deployment("hive")).build());

        assertThat(Ledger.EMPTY.seeing(armed, DRAIN, Optional.empty()).emptySince(stopped))
                .isEmpty();
        assertThat(Ledger.EMPTY.seeing(of(stopped), DRAIN, Optional.empty()).emptySince(stopped))
                .isPresent();
    }

    @Test
    void emptinessUnderAnOlderSpecDoesNotCount() {
        var first = Ledger.EMPTY.seeing(cleanup(NOW), DRAIN, Optional.empty());
        var edited = Sights.observed(cleanup, 6, 6);

        assertThat(first.emptySince(edited)).isEmpty();
    }

    @Test
    void theFenceHoldsWhatCarriesItsPairsLabel() {
        var fenced = Sights.fenced(cleanup, "hopsworks");
        var closed = Ledger.EMPTY.seeing(of(fenced), DRAIN, Optional.of(new Refusal("hopsworks", true)));
        var open = Ledger.EMPTY.seeing(of(fenced), DRAIN, Optional.empty());

        assertThat(closed.hold(fenced)).isEqualTo(Hold.Pods);
        assertThat(closed.hold(Sights.fenced(cleanup, "other"))).isEqualTo(Hold.None);
        assertThat(closed.hold(cleanup)).isEqualTo(Hold.None);
        assertThat(open.hold(fenced)).isEqualTo(Hold.None);
        assertThat(open.hold(cleanup)).isEqualTo(Hold.None);
    }

    @Test
    void theFenceHoldsTheControllersOfWhatWasSealedOnceEveryApiServerHasHeardOfIt() {
        var fenced = Sights.fenced(hive, "hopsworks");
        var lowered = Sights.observed(off(fenced), 6, 5);
        var running = Ledger.EMPTY.seeing(of(fenced), STAY_OFF, Optional.empty());

        assertThat(running.seeing(of(lowered), DRAIN, Optional.of(new Refusal("hopsworks", false)))
                        .hold(lowered))
                .isEqualTo(Hold.Pods);
        assertThat(running.seeing(of(lowered), DRAIN, Optional.of(new Refusal("hopsworks", true)))
                        .hold(lowered))
                .isEqualTo(Hold.Controllers);
        assertThat(Ledger.EMPTY
                        .seeing(of(lowered), DRAIN, Optional.of(new Refusal("hopsworks", true)))
                        .hold(lowered))
                .as("a process that began in the middle of the drain")
                .isEqualTo(Hold.Pods);
    }

    @Test
    void namesWhoRaisesWhatHasToBeOffAndHowOften() {
        var contested = Sights.writtenBy(hive, "argocd-controller");
        var lower = List.of(written(new Write.Lower(contested), "101"));

        var once = Ledger.EMPTY.after(lower, true, survey().build());
        var twice = once.after(lower, true, survey().at(NOW.plusSeconds(60)).build());

        assertThat(twice.contested().get(hive.id()))
                .isEqualTo(new Ledger.Contest("argocd-controller", NOW, NOW.plusSeconds(60), 2));
    }

    @Test
    void whatADrainLowersIsNoContest() {
        var ledger = draining().after(List.of(written(new Write.Lower(hive), "101")), false, survey().build());

        assertThat(ledger.contested()).isEmpty();
    }

    @Test
    void looksBackAnHourForContests() {
        var ledger = Ledger.EMPTY.after(List.of(written(new Write.Lower(hive), "101")), true, survey().build());

        var nearly = ledger.seeing(at(NOW.plusSeconds(3599)), STAY_OFF, Optional.empty());
        var over = ledger.seeing(at(NOW.plusSeconds(3600)), STAY_OFF, Optional.empty());

        assertThat(nearly.contested()).containsKey(hive.id());
        assertThat(over.contested()).isEmpty();
    }

    @Test
    void remembersWhatTheApiServerRefused() {
        var ledger = draining()
                .after(List.of(new Outcome.Failed(new Write.Lower(hive), "forbidden")), false, survey().build());

        assertThat(ledger.refused()).containsEntry(hive.id(), "forbidden");
    }

    /** A raise that timed out and arrived all the same is never sent again, and was shown as refused for ever. */
    @Test
    void aRefusalIsOfItsPassOnly() {
        var refused = draining()
                .after(List.of(new Outcome.Failed(new Write.Raise(hive, 3), "no answer")), false, survey().build());

        var next = refused.seeing(of(hive), STAY_OFF, Optional.empty());

        assertThat(next.refused()).isEmpty();
    }

    @Test
    void aDeletedWorkloadIsRememberedAsLongAsItsPodsLive() {
        var known = Ledger.EMPTY.seeing(of(hive), DRAIN, Optional.empty());
        var podsLeft = roster(
                survey().with(podOf(hive, "hive-1")).build(),
                component("c").with(deployment("hive")).build());
        var nothingLeft =
                roster(survey().build(), component("c").with(deployment("hive")).build());

        var after = known.seeing(podsLeft, DRAIN, Optional.empty());

        assertThat(after.deleted(podsLeft.survey())).containsExactly(hive);
        assertThat(after.seeing(nothingLeft, DRAIN, Optional.empty()).deleted(nothingLeft.survey()))
                .isEmpty();
    }

    @Test
    void howAWorkloadWasSeenLastIsNothingToRemember() {
        var before = Ledger.EMPTY.seeing(of(hive), ON, Optional.empty());

        assertThat(Ledger.EMPTY
                        .seeing(of(Sights.version(hive, "105")), ON, Optional.empty())
                        .remembersAs(before))
                .isTrue();
    }

    @Test
    void aTimeThatBeginsToCountIsToBeRemembered() {
        var before = Ledger.EMPTY.seeing(of(hive), STAY_OFF, Optional.empty());

        assertThat(before.seeing(of(off(hive)), STAY_OFF, Optional.empty()).remembersAs(before))
                .isFalse();
    }

    /** A stale watch of ReplicaSets beside a quick one of Deployments would hide a template without the label, and the proof rest on that. */
    @Test
    void whatAFenceHoldsFromNowOnIsToBeRemembered() {
        var before = Ledger.EMPTY.seeing(of(hive), STAY_OFF, Optional.empty());
        var labelled = before.seeing(of(Sights.fenced(hive, "hopsworks")), STAY_OFF, Optional.empty());

        assertThat(labelled.seals().known()).isNotEmpty();
        assertThat(labelled.remembersAs(before)).isFalse();
    }

    private Ledger draining() {
        return Ledger.EMPTY.seeing(of(hive), DRAIN, Optional.empty());
    }

    private Roster cleanup(Instant moment) {
        return roster(
                survey(cleanup).at(moment).build(),
                component("c").with(cronJob("cleanup")).build());
    }

    private static Roster of(Found found) {
        return roster(survey(found).build(), component("c").with(specOf(found)).build());
    }

    private Roster at(Instant moment) {
        Survey survey = survey(hive).at(moment).build();
        return roster(survey, component("c").with(deployment("hive")).build());
    }

    private static io.regionpair.api.WorkloadSpec specOf(Found found) {
        return found.id().kind().equals("CronJob")
                ? cronJob(found.id().name())
                : deployment(found.id().name());
    }

    private static Outcome written(Write write, String version) {
        assertThat(write.id()).isIn(id("Deployment", "hive"));
        return new Outcome.Written(write, version);
    }
}
