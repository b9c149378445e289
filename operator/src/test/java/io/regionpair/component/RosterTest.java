package io.regionpair.component;

import static io.regionpair.component.Some.component;
import static io.regionpair.component.Some.cronJob;
import static io.regionpair.component.Some.deployment;
import static io.regionpair.component.Some.id;
import static io.regionpair.component.Some.roster;
import static io.regionpair.component.Some.selected;
import static io.regionpair.component.Some.workload;
import static io.regionpair.workload.Sights.podOf;
import static io.regionpair.workload.Sights.survey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.regionpair.api.ComponentMode;
import io.regionpair.api.DeletionPolicy;
import io.regionpair.api.FieldLever;
import io.regionpair.api.GuardKind;
import io.regionpair.api.GuardSpec;
import io.regionpair.api.Reason;
import io.regionpair.api.RegionComponent;
import io.regionpair.api.Standby;
import io.regionpair.api.StopMethod;
import io.regionpair.api.StopSpec;
import io.regionpair.api.WorkloadSpec;
import io.regionpair.component.Member.Claim;
import io.regionpair.protocol.Guard;
import io.regionpair.workload.Found;
import io.regionpair.workload.Lever;
import io.regionpair.workload.Sights;
import io.regionpair.workload.Wanted;
import io.regionpair.workload.Wanted.Resolution;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RosterTest {

    private final Found hive = Sights.deployment("hive");
    private final Found spark = Sights.deployment("spark");

    @Test
    void aNamedWorkloadThatExistsMayBeWrittenAndRaised() {
        var claim = onlyClaim(roster(
                survey(hive).build(), component("c").with(deployment("hive")).build()));

        assertThat(claim.found()).contains(hive);
        assertThat(claim.problem()).isEmpty();
        assertThat(claim.writable()).isTrue();
        assertThat(claim.raisable()).isTrue();
    }

    @Test
    void aNamedWorkloadThatDoesNotExistIsMissingAndStillItsResponsibility() {
        var roster =
                roster(survey().build(), component("c").with(deployment("hive")).build());

        assertThat(reasonOf(onlyClaim(roster))).isEqualTo(Reason.WorkloadMissing);
        assertThat(roster.members().getFirst().managed()).containsExactly(id("Deployment", "hive"));
        assertThat(roster.managed()).isEmpty();
    }

    @Test
    void aWorkloadOfTheSameNameInAnotherNamespaceIsAnother() {
        var roster = Roster.resolve(
                List.of("*"),
                List.of(component("c").in("elsewhere").with(deployment("hive")).build()),
                survey(hive).build());

        assertThat(reasonOf(onlyClaim(roster))).isEqualTo(Reason.WorkloadMissing);
    }

    @Test
    void aSelectorClaimsWhatItMatches() {
        var roster = roster(
                survey(hive, spark).build(),
                component("c").with(selected("app", "hive", null, null)).build());

        assertThat(onlyClaim(roster).found()).contains(hive);
    }

    @Test
    void aSelectorThatMatchesNothingIsSaidToAPerson() {
        var roster = roster(
                survey(spark).build(),
                component("c").with(selected("app", "hive", null, null)).build());

        assertThat(onlyProblem(roster).reason()).isEqualTo(Reason.SelectorMatchesNothing);
        assertThat(onlyProblem(roster).needsPerson()).isTrue();
    }

    @Test
    void ofTooManyMatchesNoneIsRaisedAndAllMayBeStopped() {
        var everything = component("c").with(appExists(1)).build();

        var roster = roster(survey(hive, spark).build(), everything);

        assertThat(onlyProblem(roster).reason()).isEqualTo(Reason.TooManyMatches);
        assertThat(roster.members().getFirst().claims()).hasSize(2).allSatisfy(claim -> {
            assertThat(claim.writable()).isTrue();
            assertThat(claim.raisable()).isFalse();
        });
    }

    @Test
    void asManyMatchesAsAllowedAreFine() {
        var roster = roster(
                survey(hive, spark).build(), component("c").with(appExists(2)).build());

        assertThat(roster.members().getFirst().problems()).isEmpty();
        assertThat(roster.members().getFirst().claims()).hasSize(2).allMatch(Claim::raisable);
    }

    /** Two entries with two sizes for one workload would be written in turn for ever. */
    @Test
    void withinAComponentTheEntryThatNamesAWorkloadCounts() {
        var roster = roster(
                survey(hive).build(),
                component("c")
                        .with(selected("app", "hive", null, 5), deployment("hive", 2))
                        .build());

        assertThat(onlyClaim(roster).spec().activeReplicas()).isEqualTo(2);
        assertThat(onlyClaim(roster).raisable()).isTrue();
    }

    @Test
    void withinAComponentTheFirstSelectorThatMatchesAWorkloadCounts() {
        var roster = roster(
                survey(hive).build(),
                component("c")
                        .with(selected("app", "hive", null, 5), appExists(9))
                        .build());

        assertThat(onlyClaim(roster).spec().activeReplicas()).isEqualTo(5);
    }

    private static final FieldLever STATE = new FieldLever("spec.job.state", "running", "suspended");
    private static final String FLINK = "flink.apache.org/v1beta1";
    private static final Wanted FEATURES = new Wanted(FLINK, "FlinkDeployment", Optional.of(STATE));

    private static Roster features(Sights.SurveyBuilder survey) {
        var spec = new WorkloadSpec(FLINK, "FlinkDeployment", "features", null, null, null, null, STATE);
        return roster(survey.build(), component("c").with(spec).build());
    }

    @Test
    void aKindThatTheClusterDoesNotServeIsNoneOfItsResponsibility() {
        var roster = features(survey().with(FEATURES, new Resolution.NotServed()));

        assertThat(reasonOf(onlyClaim(roster))).isEqualTo(Reason.KindUnsupported);
        assertThat(roster.members().getFirst().managed()).isEmpty();
        assertThat(roster.census().anythingRuns()).isFalse();
    }

    @Test
    void aKindWithoutScaleNeedsAField() {
        var roster = roster(
                survey().with(new Wanted(FLINK, "FlinkDeployment", Optional.empty()), new Resolution.NoLever())
                        .build(),
                component("c")
                        .with(workload(FLINK, "FlinkDeployment", "features", null))
                        .build());

        assertThat(reasonOf(onlyClaim(roster))).isEqualTo(Reason.LeverMissing);
        assertThat(roster.members().getFirst().managed()).isEmpty();
    }

    /** Nobody can say what runs of it: it is no proof of anything, and no reason to adopt. */
    @Test
    void aKindThatMayNotBeReadMayRun() {
        var roster = features(survey().with(FEATURES, new Resolution.Forbidden("User can't list")));

        assertThat(reasonOf(onlyClaim(roster))).isEqualTo(Reason.PermissionMissing);
        assertThat(roster.unreadable()).hasSize(1);
        assertThat(roster.census().anythingRuns()).isTrue();
        assertThat(roster.members().getFirst().managed()).hasSize(1);
    }

    @Test
    void aCustomResourceIsFoundByItsNameAndDriven() {
        var lever = new Lever.Field(new Lever.Served(FLINK, "FlinkDeployment", "flinkdeployments"), STATE);
        var roster = features(survey(Sights.custom("features", lever)).with(FEATURES, new Resolution.Driven(lever)));

        assertThat(onlyClaim(roster).found()).isPresent();
        assertThat(onlyClaim(roster).problem()).isEmpty();
        assertThat(onlyClaim(roster).raisable()).isTrue();
    }

    /** Two components say differently what turns a kind on and off; each has its own objects. */
    @Test
    void eachComponentDrivesItsOwnObjectsByItsOwnField() {
        var served = new Lever.Served(FLINK, "FlinkDeployment", "flinkdeployments");
        var pause = new FieldLever("spec.paused", "false", "true");
        var byState = new Lever.Field(served, STATE);
        var byPause = new Lever.Field(served, pause);
        var survey = survey(
                        Sights.custom("features", byState),
                        Sights.custom("other", byState),
                        Sights.custom("features", byPause),
                        Sights.custom("other", byPause))
                .with(FEATURES, new Resolution.Driven(byState))
                .with(new Wanted(FLINK, "FlinkDeployment", Optional.of(pause)), new Resolution.Driven(byPause));
        var one = component("one")
                .with(new WorkloadSpec(FLINK, "FlinkDeployment", "features", null, null, null, null, STATE))
                .build();
        var two = component("two")
                .with(new WorkloadSpec(FLINK, "FlinkDeployment", "other", null, null, null, null, pause))
                .build();

        assertThat(roster(survey.build(), one, two).managed())
                .extracting(found -> found.id().name() + " by " + found.lever().word())
                .containsExactly("features by spec.job.state", "other by spec.paused");
    }

    @Test
    void aWorkloadThatAnotherControllerOwnsIsSaidToAPerson() {
        var owned = Sights.ownedBy(hive, "Rollout hive");

        var claim = onlyClaim(roster(
                survey(owned).build(), component("c").with(deployment("hive")).build()));

        assertThat(reasonOf(claim)).isEqualTo(Reason.HasController);
        assertThat(claim.problem().orElseThrow().message()).contains("Rollout hive");
    }

    @Test
    void aComponentOfANamespaceThatMayNotJoinIsReportedAndNeverTouched() {
        var roster = Roster.resolve(
                List.of("other"),
                List.of(component("c").with(deployment("hive")).build()),
                survey(hive).build());

        assertThat(onlyProblem(roster).reason()).isEqualTo(Reason.NamespaceNotAllowed);
        assertThat(roster.managed()).isEmpty();
        assertThat(roster.census().components()).isEmpty();
    }

    @Test
    void aStarLetsEveryNamespaceJoin() {
        var roster = Roster.resolve(
                List.of("*"),
                List.of(component("c").with(deployment("hive")).build()),
                survey(hive).build());

        assertThat(roster.managed()).containsExactly(hive);
    }

    /** The API server finds it in short lists only. */
    @Test
    void oneEntryCountsWhereAComponentListsAWorkloadTwice() {
        var twice = component("c")
                .with(Some.deployment("hive", 2), Some.deployment("hive", 5))
                .build();

        var member = roster(survey(hive).build(), twice).members().getFirst();

        assertThat(member.claims())
                .singleElement()
                .satisfies(claim -> assertThat(claim.spec().activeReplicas()).isEqualTo(2));
        assertThat(member.problems()).extracting(Problem::reason).containsExactly(Reason.ListedTwice);
    }

    @Test
    void whatTwoComponentsClaimNeitherRaisesAndBothStop() {
        var roster = roster(
                survey(hive).build(),
                component("a").with(deployment("hive")).build(),
                component("b").with(selected("app", "hive", null, null)).build());

        assertThat(roster.members()).hasSize(2).allSatisfy(member -> {
            var claim = member.claims().getFirst();
            assertThat(reasonOf(claim)).isEqualTo(Reason.ClaimedTwice);
            assertThat(claim.raisable()).isFalse();
            assertThat(claim.writable()).isTrue();
            assertThat(member.managed()).containsExactly(id("Deployment", "hive"));
        });
        assertThat(roster.managed()).containsExactly(hive);
    }

    @Test
    void whatAnActiveActiveComponentClaimsTooIsNeverWritten() {
        var roster = roster(
                survey(hive).build(),
                component("a").with(deployment("hive")).build(),
                component("b").activeActive().with(deployment("hive")).build());

        assertThat(roster.members())
                .allSatisfy(member ->
                        assertThat(member.claims().getFirst().writable()).isFalse());
        assertThat(roster.managed()).isEmpty();
    }

    @Test
    void aComponentThatMayNotJoinTakesNothingFromOneThatMay() {
        var roster = Roster.resolve(
                List.of(Sights.NAMESPACE),
                List.of(
                        component("a").with(deployment("hive")).build(),
                        component("b")
                                .in("elsewhere")
                                .activeActive()
                                .with(deployment("hive"))
                                .build()),
                survey(hive).build());

        assertThat(roster.managed()).containsExactly(hive);
    }

    /** Stopping it would delete its data in the region that the other one may have to come back to. */
    @Test
    void whatWouldLoseItsVolumesIsNeitherStoppedNorStartedUnlessThatIsAccepted() {
        var set = Sights.losingVolumes(Sights.statefulSet("namenode"));
        var named = component("c").withStatefulSet("namenode");

        var refused = onlyClaim(roster(survey(set).build(), named.build()));
        assertThat(refused.problem()).hasValueSatisfying(problem -> {
            assertThat(problem.reason()).isEqualTo(Reason.VolumeClaimDeletion);
            assertThat(problem.message()).contains("namenode", "whenScaled");
        });
        assertThat(refused.writable()).as("its region answers for it").isTrue();
        assertThat(refused.mayNotStop()).isTrue();
        assertThat(refused.raisable()).isFalse();

        var accepted = onlyClaim(roster(
                survey(set).build(), named.accepting("VolumeClaimDeletion").build()));
        assertThat(accepted.problem()).isEmpty();
        assertThat(accepted.writable()).isTrue();
    }

    static Stream<Arguments> notImplemented() {
        var c = "c";
        return Stream.of(
                argumentSet(
                        "standby: Parked", component(c).standby(Standby.Parked).build(), "standby: Parked"),
                argumentSet(
                        "a stop method of a newer version",
                        component(c)
                                .stop(new StopSpec(StopMethod.Unknown, 120, false))
                                .build(),
                        "stop.method"),
                argumentSet(
                        "guard",
                        component(c)
                                .guard(new GuardSpec(GuardKind.Unknown, null, null))
                                .build(),
                        "guard"),
                argumentSet(
                        "deletionPolicy: Drain",
                        component(c).deletionPolicy(DeletionPolicy.Drain).build(),
                        "deletionPolicy: Drain"),
                argumentSet(
                        "a mode of a newer version",
                        component(c).mode(ComponentMode.Unknown).build(),
                        "spec.mode"));
    }

    @ParameterizedTest
    @MethodSource("notImplemented")
    void aFieldThatIsNotImplementedIsSaidAndNeverSilent(RegionComponent component, String field) {
        var problems = roster(survey(Sights.cronJob("cleanup")).build(), component)
                .members()
                .getFirst()
                .problems();

        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.reason()).isEqualTo(Reason.NotImplemented);
            assertThat(problem.needsPerson()).isTrue();
            assertThat(problem.message()).contains(field);
        });
    }

    @Test
    void theCensusKnowsTheGuardOfEachComponentAndTakesAnAgentForNone() {
        var roster = roster(
                survey().build(),
                component("a")
                        .guard(new GuardSpec(GuardKind.SelfStopping, 20, 90))
                        .build(),
                component("b").guard(new GuardSpec(GuardKind.Agent, null, null)).build(),
                component("c").build());

        assertThat(roster.census().guards().values())
                .containsExactlyInAnyOrder(
                        new Guard.SelfStopping(Duration.ofSeconds(20), Duration.ofSeconds(90)),
                        new Guard.Agent(),
                        new Guard.None());
        assertThat(roster.members().getFirst().problems()).isEmpty();
    }

    @Test
    void theDefaultsAreImplemented() {
        assertThat(roster(survey().build(), component("c").build())
                        .members()
                        .getFirst()
                        .problems())
                .isEmpty();
    }

    @Test
    void theCensusCountsActivePassiveComponentsOnly() {
        var roster = roster(
                survey(Sights.off(hive), spark).build(),
                component("a").with(deployment("hive"), cronJob("absent")).build(),
                component("b").activeActive().with(deployment("spark")).build());

        assertThat(roster.census().components())
                .isEqualTo(java.util.Map.of("hopsworks/a", Set.of(id("Deployment", "hive"), id("CronJob", "absent"))));
        assertThat(roster.census().anythingRuns()).isFalse();
    }

    @Test
    void somethingRunsWhileAPodLivesAlthoughEverythingIsOff() {
        var stopped = Sights.off(hive);
        var component = component("a").with(deployment("hive")).build();

        assertThat(roster(survey(stopped).with(podOf(hive, "hive-1")).build(), component)
                        .census()
                        .anythingRuns())
                .isTrue();
        assertThat(roster(survey(hive).build(), component).census().anythingRuns())
                .isTrue();
        assertThat(roster(survey(stopped).build(), component).census().anythingRuns())
                .isFalse();
    }

    private static WorkloadSpec appExists(int max) {
        var selector = new io.fabric8.kubernetes.api.model.LabelSelectorBuilder()
                .addToMatchExpressions(
                        new io.fabric8.kubernetes.api.model.LabelSelectorRequirement("app", "Exists", List.of()))
                .build();
        return new WorkloadSpec("apps/v1", "Deployment", null, selector, max, null, null, null);
    }

    private static Claim onlyClaim(Roster roster) {
        assertThat(roster.members()).hasSize(1);
        assertThat(roster.members().getFirst().claims()).hasSize(1);
        return roster.members().getFirst().claims().getFirst();
    }

    private static Problem onlyProblem(Roster roster) {
        assertThat(roster.members().getFirst().problems()).hasSize(1);
        return roster.members().getFirst().problems().getFirst();
    }

    private static Reason reasonOf(Claim claim) {
        return claim.problem().orElseThrow().reason();
    }
}
