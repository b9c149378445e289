package io.regionpair.component;

import static io.regionpair.component.Some.LEAVE;
import static io.regionpair.component.Some.ON;
import static io.regionpair.component.Some.STAY_OFF;
import static io.regionpair.component.Some.component;
import static io.regionpair.component.Some.cronJob;
import static io.regionpair.component.Some.deployment;
import static io.regionpair.component.Some.drain;
import static io.regionpair.component.Some.roster;
import static io.regionpair.workload.Sights.NOW;
import static io.regionpair.workload.Sights.off;
import static io.regionpair.workload.Sights.podOf;
import static io.regionpair.workload.Sights.sized;
import static io.regionpair.workload.Sights.survey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.regionpair.api.ConditionType;
import io.regionpair.api.Reason;
import io.regionpair.api.RegionComponent;
import io.regionpair.api.RegionComponentStatus;
import io.regionpair.api.Role;
import io.regionpair.api.WorkloadSpec;
import io.regionpair.api.WorkloadState;
import io.regionpair.protocol.Coverage;
import io.regionpair.protocol.Posture;
import io.regionpair.workload.Found;
import io.regionpair.workload.Sights;
import io.regionpair.workload.Sights.SurveyBuilder;
import io.regionpair.workload.Write;
import io.regionpair.workload.Write.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ComponentReportTest {

    private static final Posture UNCOVERED = new Posture.On(4, Coverage.NOTHING, List.of(), false);
    private static final Found HIVE = Sights.deployment("hive");
    private static final RegionComponent ONE =
            component("c").with(deployment("hive")).build();
    private static final RegionComponent WATCHED =
            component("c").activeActive().with(deployment("hive")).build();

    /** With what blocks it, so that a person knows where to look. */
    @Test
    void aStopThatTakesTooLongIsStalledAndNamesThePod() {
        var stopped = off(HIVE);
        var stalled = late(drain("d"), survey(stopped).with(podOf(stopped, "hive-1")), ONE);

        assertThat(stalled.getStatus()).isEqualTo("True");
        assertThat(stalled.getReason()).isEqualTo(Reason.StopTimedOut.name());
        assertThat(stalled.getMessage()).contains("hive-1");
    }

    @Test
    void aStartThatTakesTooLongIsStalled() {
        assertThat(late(ON, survey(sized(HIVE, 3, 2)), ONE).getReason()).isEqualTo(Reason.StartTimedOut.name());
    }

    /** It is neither started nor stopped by anybody here. */
    @Test
    void anActiveActiveComponentIsNeverLate() {
        assertThat(late(drain("d"), survey(HIVE), WATCHED).getStatus()).isEqualTo("False");
        assertThat(late(ON, survey(sized(HIVE, 3, 2)), WATCHED).getStatus()).isEqualTo("False");
    }

    private static Condition late(Posture posture, SurveyBuilder seen, RegionComponent component) {
        var begun = Ledger.EMPTY.seeing(roster(seen.build(), component), posture, Optional.empty());
        var later = roster(seen.at(NOW.plusSeconds(301)).build(), component);
        return new ComponentReport(
                        later.members().getFirst(), later, posture, begun.seeing(later, posture, Optional.empty()))
                .build(Optional.empty()).conditions().stream()
                        .filter(condition -> condition.getType().equals(ConditionType.Stalled.name()))
                        .findFirst()
                        .orElseThrow();
    }

    static Stream<Arguments> states() {
        var pod = podOf(HIVE, "hive-1");
        return Stream.of(
                state("running", ONE, survey(HIVE), ON, WorkloadState.Running, "True", Reason.Running),
                state(
                        "not all ready",
                        ONE,
                        survey(sized(HIVE, 3, 2)),
                        ON,
                        WorkloadState.Starting,
                        "False",
                        Reason.PodsNotReady),
                state(
                        "not raised yet",
                        ONE,
                        survey(off(HIVE)),
                        ON,
                        WorkloadState.Starting,
                        "False",
                        Reason.PodsNotReady),
                state(
                        "not covered",
                        ONE,
                        survey(off(HIVE)),
                        UNCOVERED,
                        WorkloadState.Blocked,
                        "False",
                        Reason.NotCoveredByAcknowledgement),
                state(
                        "not covered and on all the same",
                        ONE,
                        survey(HIVE),
                        UNCOVERED,
                        WorkloadState.Running,
                        "False",
                        Reason.NotCoveredByAcknowledgement),
                state(
                        "stopped by design",
                        ONE,
                        survey(off(HIVE)),
                        STAY_OFF,
                        WorkloadState.Stopped,
                        "True",
                        Reason.StoppedByDesign),
                state(
                        "still on",
                        ONE,
                        survey(HIVE),
                        drain("d"),
                        WorkloadState.Stopping,
                        "False",
                        Reason.WaitingForStop),
                state(
                        "pods left",
                        ONE,
                        survey(off(HIVE)).with(pod),
                        drain("d"),
                        WorkloadState.Stopping,
                        "False",
                        Reason.PodsStillTerminating),
                state("left alone and on", ONE, survey(HIVE), LEAVE, WorkloadState.Running, "True", Reason.Running),
                state(
                        "left alone and off",
                        ONE,
                        survey(off(HIVE)),
                        LEAVE,
                        WorkloadState.Stopped,
                        "True",
                        Reason.StoppedByDesign),
                state("missing", ONE, survey(), ON, WorkloadState.Missing, "False", Reason.WorkloadMissing),
                state(
                        "active-active and ready",
                        WATCHED,
                        survey(HIVE),
                        STAY_OFF,
                        WorkloadState.Running,
                        "True",
                        Reason.WatchedOnly),
                state(
                        "active-active and off",
                        WATCHED,
                        survey(off(HIVE)),
                        STAY_OFF,
                        WorkloadState.Stopped,
                        "False",
                        Reason.NotReady),
                state(
                        "active-active and starting",
                        WATCHED,
                        survey(sized(HIVE, 3, 1)),
                        STAY_OFF,
                        WorkloadState.Starting,
                        "False",
                        Reason.PodsNotReady),
                state(
                        "no lever",
                        component("c")
                                .with(Some.workload("apps/v1", "ReplicaSet", "x", null))
                                .build(),
                        survey(),
                        ON,
                        WorkloadState.Blocked,
                        "False",
                        Reason.KindUnsupported),
                state(
                        "namespace not allowed",
                        component("c").in("elsewhere").with(deployment("hive")).build(),
                        survey(HIVE),
                        ON,
                        WorkloadState.Blocked,
                        "False",
                        Reason.NamespaceNotAllowed),
                state(
                        "too many matches",
                        component("c").with(everything(1)).build(),
                        survey(off(HIVE), off(Sights.deployment("spark"))),
                        ON,
                        WorkloadState.Blocked,
                        "False",
                        Reason.TooManyMatches));
    }

    private static Arguments state(
            String name,
            RegionComponent component,
            SurveyBuilder survey,
            Posture posture,
            WorkloadState state,
            String ready,
            Reason reason) {
        return argumentSet(name, component, survey, posture, state, ready, reason);
    }

    @ParameterizedTest
    @MethodSource("states")
    void saysHowTheComponentIs(
            RegionComponent component,
            SurveyBuilder survey,
            Posture posture,
            WorkloadState state,
            String ready,
            Reason reason) {
        var status = report(component, survey, posture);

        assertThat(status.state()).isEqualTo(state);
        assertThat(condition(status, ConditionType.Ready).getStatus()).isEqualTo(ready);
        assertThat(condition(status, ConditionType.Ready).getReason()).isEqualTo(reason.name());
        var progressing = state == WorkloadState.Starting || state == WorkloadState.Stopping;
        assertThat(condition(status, ConditionType.Reconciling).getStatus()).isEqualTo(progressing ? "True" : "False");
        assertThat(status.conditions())
                .allSatisfy(c -> assertThat(c.getObservedGeneration()).isEqualTo(2));
        assertThat(status.observedGeneration()).isEqualTo(2);
    }

    @Test
    void theWorstWorkloadIsTheComponents() {
        var both = component("c").with(deployment("hive"), deployment("absent")).build();

        assertThat(report(both, survey(HIVE), ON).state()).isEqualTo(WorkloadState.Missing);
    }

    @Test
    void isStalledByWhatOnlyAPersonCanSettle() {
        var missing = report(ONE, survey(), ON);
        var uncovered = report(ONE, survey(off(HIVE)), UNCOVERED);

        assertThat(condition(missing, ConditionType.Stalled).getStatus()).isEqualTo("True");
        assertThat(condition(missing, ConditionType.Stalled).getMessage()).isEqualTo("Deployment hive doesn't exist");
        assertThat(condition(uncovered, ConditionType.Stalled).getStatus()).isEqualTo("False");
    }

    @Test
    void saysWhatThePodsThatAreLeftAre() {
        var status = report(ONE, survey(off(HIVE)).with(podOf(HIVE, "hive-1")), drain("d"));

        assertThat(status.workloads().getFirst().message()).isEqualTo("pod hive-1 on node n1 still exists");
        assertThat(status.workloads().getFirst().pods()).isEqualTo(1);
        assertThat(condition(status, ConditionType.Ready).getMessage())
                .isEqualTo("Deployment hive: pod hive-1 on node n1 still exists");
    }

    @Test
    void saysWhyWhatMatchesTooMuchIsNotStarted() {
        var status = report(
                component("c").with(everything(1)).build(), survey(off(HIVE), off(Sights.deployment("spark"))), ON);

        assertThat(status.workloads()).extracting(w -> w.message()).allMatch(text -> text.contains("maxMatches"));
    }

    @Test
    void saysWhatTheApiServerRefused() {
        var roster = roster(survey(off(HIVE)).build(), ONE);
        var ledger = Ledger.EMPTY.after(
                List.of(new Outcome.Failed(new Write.Raise(off(HIVE), 1), "forbidden by RBAC")),
                false,
                roster.survey());

        var status = new ComponentReport(roster.members().getFirst(), roster, ON, ledger).build(Optional.empty());

        assertThat(condition(status, ConditionType.Ready).getReason()).isEqualTo("WriteRefused");
        assertThat(condition(status, ConditionType.Stalled).getMessage())
                .isEqualTo("Deployment hive: forbidden by RBAC");
    }

    @Test
    void namesWhoRaisedWhatHasToBeOff() {
        var roster = roster(survey(off(HIVE)).build(), ONE);
        var ledger = Ledger.EMPTY.after(
                List.of(new Outcome.Written(new Write.Lower(Sights.writtenBy(HIVE, "argocd-controller")), "101")),
                true,
                roster.survey());

        var status = new ComponentReport(roster.members().getFirst(), roster, STAY_OFF, ledger).build(Optional.empty());

        assertThat(status.workloads().getFirst().message())
                .isEqualTo("argocd-controller raised it although it has to be off; it was set back");
    }

    @Test
    void remembersTheCountWhileItRunsAndIsStable() {
        assertThat(remembered(report(ONE, survey(sized(HIVE, 4, 4)), ON))).isEqualTo(4);
    }

    @Test
    void keepsTheOldCountWhileItIsNotStable() {
        var before = component("c")
                .with(deployment("hive"))
                .remembering("Deployment", "hive", 4)
                .build();

        assertThat(remembered(report(before, survey(sized(HIVE, 9, 3)), ON))).isEqualTo(4);
        assertThat(remembered(report(before, survey(off(HIVE)), ON))).isEqualTo(4);
        assertThat(remembered(report(before, survey(), ON))).isEqualTo(4);
    }

    /** Somebody may have scaled it down by hand just before, or a drain of ours may be half done. */
    @Test
    void keepsTheOldCountWhileItIsBeingStoppedAndWhileNothingIsDecided() {
        var before = component("c")
                .with(deployment("hive"))
                .remembering("Deployment", "hive", 4)
                .build();

        assertThat(remembered(report(before, survey(sized(HIVE, 1, 1)), drain("d"))))
                .isEqualTo(4);
        assertThat(remembered(report(before, survey(sized(HIVE, 1, 1)), STAY_OFF)))
                .isEqualTo(4);
        assertThat(remembered(report(before, survey(sized(HIVE, 1, 1)), LEAVE))).isEqualTo(4);
    }

    @Test
    void remembersNothingOfWhatItOnlyWatches() {
        assertThat(remembered(report(WATCHED, survey(HIVE), ON))).isNull();
    }

    @Test
    void saysWhatTheLeverShouldBe() {
        var both = component("c")
                .with(deployment("hive"), cronJob("cleanup"))
                .remembering("Deployment", "hive", 4)
                .build();
        var there = survey(off(HIVE), off(Sights.cronJob("cleanup")));

        assertThat(report(both, there, ON).workloads())
                .extracting(w -> w.lever() + "=" + w.desired())
                .containsExactly("replicas=4", "suspend=false");
        assertThat(report(both, there, STAY_OFF).workloads())
                .extracting(w -> w.lever() + "=" + w.desired())
                .containsExactly("replicas=0", "suspend=true");
        assertThat(report(both, there, LEAVE).workloads())
                .extracting(w -> w.desired())
                .containsOnlyNulls();
        assertThat(report(WATCHED, survey(HIVE), ON).workloads().getFirst().lever())
                .isNull();
    }

    @Test
    void theSameSightGivesTheSameStatusLater() {
        var first = report(ONE, survey(off(HIVE)).with(podOf(HIVE, "hive-1")), drain("d"));
        var with = component("c").with(deployment("hive")).status(first).build();

        var second = report(with, survey(off(HIVE)).with(podOf(HIVE, "hive-1")).at(NOW.plusSeconds(60)), drain("d"));

        assertThat(second).isEqualTo(first);
    }

    @Test
    void aConditionKeepsItsTimeUntilItsStatusChanges() {
        var starting = report(ONE, survey(sized(HIVE, 3, 1)), ON);
        var with = component("c").with(deployment("hive")).status(starting).build();

        var ready = report(with, survey(HIVE).at(NOW.plusSeconds(60)), ON);

        assertThat(condition(ready, ConditionType.Ready).getLastTransitionTime())
                .isEqualTo("2026-11-20T10:01:00Z");
        assertThat(condition(ready, ConditionType.Stalled).getLastTransitionTime())
                .isEqualTo("2026-11-20T10:00:00Z");
    }

    @Test
    void showsTheRole() {
        var roster = roster(survey(HIVE).build(), ONE);

        var status = new ComponentReport(roster.members().getFirst(), roster, ON, Ledger.EMPTY)
                .build(Optional.of(Role.Active));

        assertThat(status.role()).isEqualTo(Role.Active);
    }

    private static WorkloadSpec everything(int max) {
        var selector = new LabelSelectorBuilder()
                .addToMatchExpressions(new LabelSelectorRequirement("app", "Exists", List.of()))
                .build();
        return new WorkloadSpec("apps/v1", "Deployment", null, selector, max, null, null, null);
    }

    private static RegionComponentStatus report(RegionComponent component, SurveyBuilder survey, Posture posture) {
        var roster = roster(survey.build(), component);
        return new ComponentReport(roster.members().getFirst(), roster, posture, Ledger.EMPTY).build(Optional.empty());
    }

    private static Integer remembered(RegionComponentStatus status) {
        return status.workloads().getFirst().rememberedReplicas();
    }

    private static Condition condition(RegionComponentStatus status, ConditionType type) {
        return status.conditions().stream()
                .filter(condition -> condition.getType().equals(type.name()))
                .findFirst()
                .orElseThrow();
    }
}
