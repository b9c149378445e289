package io.regionpair.pair;

import static io.regionpair.pair.Pairs.NOW;
import static io.regionpair.pair.Pairs.PARAMS;
import static io.regionpair.pair.Pairs.pair;
import static io.regionpair.pair.Pairs.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.Condition;
import io.regionpair.api.ComponentCounts;
import io.regionpair.api.ConditionType;
import io.regionpair.api.EndpointStatus;
import io.regionpair.api.Reason;
import io.regionpair.api.RegionPairStatus;
import io.regionpair.api.Role;
import io.regionpair.api.SwitchReport;
import io.regionpair.component.Pass;
import io.regionpair.protocol.Answer;
import io.regionpair.protocol.Census;
import io.regionpair.protocol.Coverage;
import io.regionpair.protocol.Durable;
import io.regionpair.protocol.Guard;
import io.regionpair.protocol.Handshake;
import io.regionpair.protocol.Hearing;
import io.regionpair.protocol.Memory;
import io.regionpair.protocol.PairState;
import io.regionpair.protocol.Parameters;
import io.regionpair.protocol.Params;
import io.regionpair.protocol.PeerAnswer.Sight;
import io.regionpair.protocol.PeerView;
import io.regionpair.protocol.Posture;
import io.regionpair.protocol.Standing;
import io.regionpair.protocol.Timing;
import io.regionpair.protocol.Verdict;
import io.regionpair.protocol.WorkloadId;
import io.regionpair.workload.AdmissionFence;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PairReportTest {

    private static final Timing TIMING = new Timing(
            Duration.ofSeconds(4),
            Duration.ofSeconds(6),
            Duration.ofSeconds(2),
            Duration.ofMillis(500),
            Duration.ofSeconds(25),
            Duration.ofSeconds(30));

    private static final Instant EARLIER = NOW.minusSeconds(90);
    private static final Verdict AGAINST = new Verdict.Against("us", OptionalLong.empty(), false);
    private static final Verdict FOR = new Verdict.For(OptionalLong.empty(), false);
    private static final Verdict SILENCE = new Verdict.Undecided(Reason.ArbitratorUnreachable, "connection refused");
    private static final Answer SILENT =
            new Answer.Unreachable("https://judge.example.com/", Reason.ArbitratorUnreachable, "connection refused");
    private static final Posture ON = new Posture.On(4, Coverage.EVERYTHING, List.of(), false);
    private static final Posture OFF = new Posture.Off(Optional.empty());

    @Test
    void passiveByDesignIsReady() {
        var status = report(passive());

        assertThat(status.role()).isEqualTo(Role.Passive);
        assertThat(status.region()).isEqualTo("eu");
        assertThat(status.arbitrator().active()).isEqualTo("us");
        assertThat(status.waitingFor()).isNull();
        assertCondition(status, ConditionType.Ready, "True", Reason.PassiveByDesign);
        assertCondition(status, ConditionType.Reconciling, "False", Reason.PassiveByDesign);
        assertCondition(status, ConditionType.Stalled, "False", Reason.PassiveByDesign);
        assertCondition(status, ConditionType.FailoverReady, "True", Reason.Steady);
        assertCondition(status, ConditionType.RoleEstablished, "True", Reason.PassiveByDesign);
    }

    @Test
    void everyConditionIsThereOnceAndInOrder() {
        assertThat(report(passive()).conditions())
                .extracting(Condition::getType)
                .containsExactly(java.util.Arrays.stream(ConditionType.values())
                        .map(Enum::name)
                        .toArray(String[]::new));
    }

    @Test
    void saysWhatItWaitsForSinceWhenAndWhatToDo() {
        var status = report(passive()
                .role(Role.Promoting)
                .hearing(FOR, FOR)
                .standing(new Standing(Reason.PeerHasNoPair, true, "no pair there", "Apply the manifests there.")));

        assertThat(status.waitingFor().what()).isEqualTo("PeerHasNoPair");
        assertThat(status.waitingFor().since()).isEqualTo(EARLIER);
        assertThat(status.waitingFor().todo()).isEqualTo("Apply the manifests there.");
        assertThat(status.waitingFor().message()).isEqualTo("no pair there");
        assertCondition(status, ConditionType.Ready, "False", Reason.PeerHasNoPair);
        assertCondition(status, ConditionType.Stalled, "True", Reason.PeerHasNoPair);
        assertCondition(status, ConditionType.Reconciling, "False", Reason.PeerHasNoPair);
    }

    @Test
    void saysWhenAWaitEndsByItself() {
        var status = report(passive()
                .role(Role.Promoting)
                .hearing(FOR, FOR)
                .standing(new Standing(Reason.FenceWaitRunning, true, "named for 25 s", ""))
                .until(NOW.plusMillis(17_300)));

        assertThat(status.waitingFor().until()).isEqualTo(NOW.plusSeconds(17));
    }

    @Test
    void aTimedPairShowsItsNumbersAndIsReadyWithoutItsPeer() {
        var status = report(passive()
                .timed(false, new Guard.SelfStopping(Duration.ofSeconds(8), Duration.ofSeconds(25)))
                .agreed()
                .unreachable());

        assertCondition(status, ConditionType.ConfigurationSafe, "True", Reason.Steady);
        assertThat(message(status, ConditionType.ConfigurationSafe))
                .isEqualTo("F 25 s against S 4 s + L 6 s + G 2 s + 2 E 0.5 s, smallest safe F 13.001 s;"
                        + " H 30 s against S + L + E, smallest safe H 10.501 s");
        assertCondition(status, ConditionType.FailoverReady, "True", Reason.Steady);
    }

    @Test
    void aTimedPairThatNeverSawItsPeerIsNotReadyToFailOver() {
        var status =
                report(passive().timed(false, new Guard.SelfStopping(Duration.ofSeconds(8), Duration.ofSeconds(25))));

        assertCondition(status, ConditionType.FailoverReady, "False", Reason.ParametersDiffer);
        assertThat(message(status, ConditionType.FailoverReady)).contains("has never told its timing");
    }

    @Test
    void aComponentWithoutAGuardIsNamedWhetherItsRiskIsAcceptedOrNot() {
        var refused = report(passive().timed(false, new Guard.None()).agreed());
        var accepted = report(passive().timed(true, new Guard.None()).agreed());

        assertCondition(refused, ConditionType.ConfigurationSafe, "False", Reason.GuardMissing);
        assertThat(message(refused, ConditionType.ConfigurationSafe))
                .contains("component hopsworks/store has no guard", "No takeover by time");
        assertCondition(refused, ConditionType.FailoverReady, "False", Reason.GuardMissing);
        assertCondition(accepted, ConditionType.ConfigurationSafe, "False", Reason.GuardMissing);
        assertThat(message(accepted, ConditionType.ConfigurationSafe))
                .contains("component hopsworks/store has no guard", "The risk is accepted", "smallest safe F 13.001 s");
        assertCondition(accepted, ConditionType.FailoverReady, "True", Reason.Steady);
    }

    @Test
    void numbersThatBreakTheInequalityAreShownWithTheSmallestSafeOnes() {
        var status = report(passive().timedWithFence(13).agreed());

        assertCondition(status, ConditionType.ConfigurationSafe, "False", Reason.TakeoverRefused);
        assertThat(message(status, ConditionType.ConfigurationSafe))
                .contains("fenceSeconds is too short", "smallest safe F 13.001 s", "No takeover by time")
                .doesNotContain("The risk is accepted");
    }

    private static String message(RegionPairStatus status, ConditionType type) {
        return status.conditions().stream()
                .filter(condition -> condition.getType().equals(type.name()))
                .map(Condition::getMessage)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatNobodyHasToSettleIsReconciling() {
        var status = report(passive()
                .role(Role.Promoting)
                .hearing(FOR, FOR)
                .standing(new Standing(Reason.WaitingForAcknowledgement, true, "being asked", "")));

        assertThat(status.waitingFor().todo()).isNull();
        assertCondition(status, ConditionType.Reconciling, "True", Reason.WaitingForAcknowledgement);
        assertCondition(status, ConditionType.Stalled, "False", Reason.WaitingForAcknowledgement);
    }

    @Test
    void anArbitratorThatIsAwayForAWhileDoesNotChangeAPassiveRegionsHealth() {
        var status = report(quietTrouble());

        assertCondition(status, ConditionType.Ready, "True", Reason.ArbitratorUnreachable);
        assertCondition(status, ConditionType.Stalled, "False", Reason.ArbitratorUnreachable);
        assertCondition(status, ConditionType.Reconciling, "False", Reason.ArbitratorUnreachable);
        assertCondition(status, ConditionType.ArbitratorReachable, "False", Reason.ArbitratorUnreachable);
        assertThat(status.waitingFor().message()).isEqualTo("connection refused");
    }

    @Test
    void norAnActiveRegions() {
        var status = report(active().hearing(SILENCE, FOR));

        assertCondition(status, ConditionType.Ready, "True", Reason.Steady);
        assertCondition(status, ConditionType.ArbitratorReachable, "False", Reason.ArbitratorUnreachable);
    }

    @Test
    void anArbitratorThatIsAwayHidesNoBlockedComponent() {
        var status = report(quietTrouble().pass(OFF, true, 1));

        assertThat(condition(status, ConditionType.Ready).getStatus()).isEqualTo("False");
    }

    @Test
    void anArbitratorThatWasNeverHeardIsNoQuietTrouble() {
        var status = report(passive()
                .hearing(Optional.of(SILENCE), Optional.empty())
                .standing(new Standing(Reason.ArbitratorUnreachable, true, "connection refused", "Bring it up.")));

        assertCondition(status, ConditionType.Ready, "False", Reason.ArbitratorUnreachable);
    }

    @Test
    void endpointsThatDisagreeAreReachableAndNotAgreed() {
        var status = report(active().hearing(new Verdict.Undecided(Reason.InstancesDisagree, "one each"), FOR)
                .answers(says("eu"), says("us")));

        assertCondition(status, ConditionType.ArbitratorReachable, "True", Reason.InstancesDisagree);
        assertCondition(status, ConditionType.ArbitratorAgreed, "False", Reason.InstancesDisagree);
        assertThat(condition(status, ConditionType.ArbitratorAgreed).getMessage())
                .isEqualTo("of 2 endpoints 1 says eu, 1 says us. Finish the roll-out of the arbitrator's document:"
                        + " status.arbitrator.endpoints shows what each endpoint says.");
    }

    @Test
    void endpointsThatDisagreeWithoutAQuorumAreNotReachableEither() {
        var status = report(active().hearing(new Verdict.Undecided(Reason.InstancesDisagree, "one each"), FOR)
                .answers(says("eu"), says("us"), SILENT, SILENT));

        assertCondition(status, ConditionType.ArbitratorReachable, "False", Reason.InstancesDisagree);
        assertCondition(status, ConditionType.ArbitratorAgreed, "False", Reason.InstancesDisagree);
    }

    @Test
    void theOneThatLagsIsShownAlthoughTheOthersDecide() {
        var status = report(
                passive().hearing(AGAINST, AGAINST).maxEpoch(8).answers(says("us", 8), says("us", 8), says("eu", 7)));

        assertCondition(status, ConditionType.ArbitratorReachable, "True", Reason.EndpointsAgree);
        assertCondition(status, ConditionType.ArbitratorAgreed, "False", Reason.InstancesDisagree);
        assertCondition(status, ConditionType.Ready, "True", Reason.PassiveByDesign);
        assertThat(condition(status, ConditionType.ArbitratorAgreed).getMessage())
                .startsWith("of 3 endpoints 2 say us at epoch 8, 1 says eu at epoch 7. ");
        assertThat(status.arbitrator().endpoints())
                .extracting(EndpointStatus::says, EndpointStatus::reason, EndpointStatus::message)
                .containsExactly(
                        tuple("us", null, "epoch 8"),
                        tuple("us", null, "epoch 8"),
                        tuple("eu", "EpochRolledBack", "epoch 7"));
    }

    @Test
    void whoIgnoresEpochsSeesNoDisagreementInThem() {
        var status = report(passive()
                .hearing(AGAINST, AGAINST)
                .epochs(Params.Epochs.Ignored)
                .answers(says("us", 8), says("us", 7)));

        assertCondition(status, ConditionType.ArbitratorAgreed, "True", Reason.EndpointsAgree);
        assertThat(status.arbitrator().endpoints())
                .extracting(EndpointStatus::message)
                .containsOnlyNulls();
    }

    @Test
    void tooFewAnswersAreNoDisagreement() {
        var status = report(active().hearing(new Verdict.Undecided(Reason.NoMajority, "of 3 endpoints 1 says eu"), FOR)
                .answers(says("eu"), SILENT, SILENT));

        assertCondition(status, ConditionType.ArbitratorReachable, "False", Reason.NoMajority);
        assertCondition(status, ConditionType.ArbitratorAgreed, "True", Reason.NoMajority);
    }

    private static Answer says(String region) {
        return new Answer.Names("https://judge.example.com/", region, OptionalLong.empty(), Optional.empty());
    }

    private static Answer says(String region, long epoch) {
        return new Answer.Names("https://judge.example.com/", region, OptionalLong.of(epoch), Optional.empty());
    }

    @Test
    void nothingHeardYetIsUnknown() {
        var status = report(passive().hearing(Optional.empty(), Optional.empty()));

        assertCondition(status, ConditionType.ArbitratorReachable, "Unknown", Reason.WaitingForArbitrator);
        assertCondition(status, ConditionType.ArbitratorAgreed, "Unknown", Reason.WaitingForArbitrator);
        assertThat(status.arbitrator())
                .as("empty in place of absent is refused by the API server once it had content")
                .isNull();
    }

    @Test
    void anActiveRegionIsReadyWhenItsWorkloadsAre() {
        var starting = report(active().pass(ON, false, 0));
        var running = report(active().pass(ON, true, 0));
        var notLookedYet = report(active().pass(OFF, true, 0));

        assertCondition(notLookedYet, ConditionType.Ready, "False", Reason.Starting);
        assertCondition(starting, ConditionType.Ready, "False", Reason.Starting);
        assertCondition(starting, ConditionType.Reconciling, "True", Reason.Starting);
        assertThat(starting.waitingFor().what()).isEqualTo("Starting");
        assertCondition(running, ConditionType.Ready, "True", Reason.Steady);
        assertThat(running.waitingFor()).isNull();
    }

    @Test
    void aBlockedComponentIsNotReadyAndWouldHoldASwitch() {
        var status = report(passive().pass(OFF, true, 1));

        assertCondition(status, ConditionType.Ready, "False", Reason.WorkloadMissing);
        assertCondition(status, ConditionType.FailoverReady, "False", Reason.WorkloadMissing);
        assertThat(status.components().blocked()).isEqualTo(1);
    }

    @Test
    void aDemotingRegionNamesWhatIsStillThere() {
        var given = passive()
                .role(Role.Demoting)
                .standing(new Standing(Reason.WaitingForStop, true, Reason.WaitingForStop.meaning(), "Look."))
                .blocking("hopsworks/c, Deployment hive: pod hive-1 on node n1 still exists");

        assertThat(report(given).waitingFor().message())
                .isEqualTo("hopsworks/c, Deployment hive: pod hive-1 on node n1 still exists");
    }

    @Test
    void theRoleIsNotEstablishedWhileTheRecordIsUnread() {
        var given = passive();
        given.durable = new Durable.Unread(Optional.of(record(Role.Passive, 3)), true, false, "");

        assertThat(condition(report(given), ConditionType.RoleEstablished).getStatus())
                .isEqualTo("False");
        assertThat(report(given).role()).isEqualTo(Role.Passive);
    }

    @Test
    void aRecordThatIsMissingOrOddShowsAsFrozen() {
        var missing = passive();
        missing.durable = new Durable.Missing();
        var odd = passive();
        odd.durable = new Durable.Uninterpretable("version 99");

        assertThat(report(missing).role()).isEqualTo(Role.Frozen);
        assertThat(report(odd).role()).isEqualTo(Role.Frozen);
        assertThat(condition(report(odd), ConditionType.RoleEstablished).getStatus())
                .isEqualTo("False");
    }

    @Test
    void withoutThePeerNoSwitchIsPossible() {
        var given = passive();
        given.reachable = Optional.of(false);

        assertCondition(report(given), ConditionType.PeerReachable, "False", Reason.PeerUnreachable);
        assertCondition(report(given), ConditionType.FailoverReady, "False", Reason.PeerUnreachable);
    }

    /** An expired certificate is why the other region can't be asked, so it is what to say first. */
    @Test
    void aCertificateThatExpiresHoldsUpASwitch() {
        var given = passive();
        given.reachable = Optional.of(false);
        var expiring = new PairParams.Complaint(Reason.CertificateExpiring, "expires tomorrow");

        var status = new PairReport(pair().build(), null, given.build(), List.of(), Optional.of(expiring), NOW).build();

        assertCondition(status, ConditionType.FailoverReady, "False", Reason.CertificateExpiring);
        assertCondition(status, ConditionType.Ready, "True", Reason.PassiveByDesign);
    }

    @Test
    void aPeerThatWasNotAskedYetIsUnknown() {
        var given = passive();
        given.reachable = Optional.empty();
        given.sight = Optional.empty();

        assertThat(condition(report(given), ConditionType.PeerReachable).getStatus())
                .isEqualTo("Unknown");
        assertThat(report(given).peer()).isNull();
    }

    @Test
    void twoActiveRegionsAreASplitBrain() {
        var given = active();
        given.sight = Optional.of(new Sight(Role.Active, 3, OptionalLong.empty()));

        assertCondition(report(given), ConditionType.SplitBrainSuspected, "True", Reason.SplitBrainSuspected);
        assertCondition(report(active()), ConditionType.SplitBrainSuspected, "False", Reason.Steady);
    }

    @Test
    void aPauseAndAnOverrideShow() {
        var given = passive();
        given.params = new Params(
                "eu",
                "us",
                2,
                Params.Epochs.Optional,
                true,
                true,
                Optional.of(new Params.Force(true, "eu", 4, "region is down")),
                Params.Leaving.No,
                Duration.ofMillis(500));

        assertCondition(report(given), ConditionType.Paused, "True", Reason.Paused);
        assertCondition(report(given), ConditionType.OverrideActive, "True", Reason.ForcedActive);
        assertThat(condition(report(given), ConditionType.OverrideActive).getMessage())
                .isEqualTo("region is down");
        assertCondition(report(given), ConditionType.FailoverReady, "False", Reason.Paused);
    }

    @Test
    void whoOnlyObservesSaysWhatItWouldBe() {
        var given = active();
        given.params = new Params(
                "eu",
                "us",
                2,
                Params.Epochs.Optional,
                false,
                false,
                Optional.empty(),
                Params.Leaving.No,
                Duration.ofMillis(500));

        assertThat(report(given).would().role()).isEqualTo(Role.Active);
        assertThat(report(active()).would()).isNull();
        assertCondition(report(given), ConditionType.FailoverReady, "False", Reason.Observing);
    }

    @Test
    void namesWhoRaisesWhatHasToBeOff() {
        var given = passive();
        given.contested = Map.of(
                new WorkloadId("hopsworks", "apps", "Deployment", "hive"),
                new Pass.Contest("argocd-controller", NOW, 3));
        given.pass(OFF, true, 0);

        assertCondition(report(given), ConditionType.ContentionDetected, "True", Reason.ReplicasContested);
        assertThat(condition(report(given), ConditionType.ContentionDetected).getMessage())
                .startsWith("argocd-controller raised Deployment hopsworks/hive");
    }

    @Test
    void aComplaintStallsWhateverElseIsFine() {
        var complaint = new PairParams.Complaint(Reason.OverrideRefused, "spec.override ended: remove it");

        var status = new PairReport(pair().build(), null, passive().build(), List.of(complaint), Optional.empty(), NOW)
                .build();

        assertCondition(status, ConditionType.Ready, "False", Reason.OverrideRefused);
        assertCondition(status, ConditionType.Stalled, "True", Reason.OverrideRefused);
        assertCondition(status, ConditionType.ConfigurationSafe, "False", Reason.OverrideRefused);
    }

    @Test
    void theSameSnapshotTwiceGivesTheSameStatus() {
        var given = active().switches(entry(Role.Active, EARLIER, Optional.of(NOW)));
        var first = report(given);

        var second = new PairReport(
                        pair().build(), first, given.build(), List.of(), Optional.empty(), NOW.plusSeconds(60))
                .build();

        assertThat(second).isEqualTo(first);
    }

    @Test
    void aConditionKeepsItsTimeUntilItsStatusChanges() {
        var before = report(active().pass(ON, false, 0));

        var after = new PairReport(
                        pair().build(),
                        before,
                        active().pass(ON, true, 0).build(),
                        List.of(),
                        Optional.empty(),
                        NOW.plusSeconds(60))
                .build();

        assertThat(condition(after, ConditionType.Ready).getLastTransitionTime())
                .isEqualTo("2026-11-20T10:01:00Z");
        assertThat(condition(after, ConditionType.PeerReachable).getLastTransitionTime())
                .isEqualTo("2026-11-20T10:00:00Z");
    }

    @Test
    void theHistoryHasTheLastTenNewestFirstAndEachOnce() {
        var older = IntStream.range(0, 10)
                .mapToObj(i -> done(Role.Passive, EARLIER.minusSeconds(100L * (i + 1))))
                .toList();
        var mine = entry(Role.Active, EARLIER, Optional.of(NOW));
        var before = withHistory(older);

        var first = history(before, active().switches(mine));
        var second = history(withHistory(first), active().switches(mine));

        assertThat(first).hasSize(10);
        assertThat(first.getFirst().startedAt()).isEqualTo(EARLIER);
        assertThat(first.subList(1, 10)).isEqualTo(older.subList(0, 9));
        assertThat(second).isEqualTo(first);
    }

    @Test
    void aSwitchThatEndsReplacesItsOwnBeginning() {
        var begun = history(null, active().switches(entry(Role.Active, EARLIER, Optional.empty())));

        var ended = history(withHistory(begun), active().switches(entry(Role.Active, EARLIER, Optional.of(NOW))));

        assertThat(ended)
                .singleElement()
                .satisfies(e -> assertThat(e.completedAt()).isEqualTo(NOW));
    }

    /** An attempt that the arbitrator takes back leaves the journal; in status it looked as if it went on for ever. */
    @Test
    void anAttemptThatWasGivenUpLeavesTheHistory() {
        var begun =
                history(null, passive().role(Role.Promoting).switches(entry(Role.Active, EARLIER, Optional.empty())));

        var after = report(withHistory(begun), passive());

        assertThat(after.history()).isEmpty();
        assertThat(after.lastSwitch()).isNull();
    }

    @ParameterizedTest
    @EnumSource(
            value = Role.class,
            names = {"Demoting", "Passive"})
    void aDrainThatAnOlderProcessBeganStaysForAsLongAsItGoesOn(Role role) {
        var begun = List.of(new SwitchReport(Role.Active, Role.Passive, "NamedPeer", EARLIER, null, List.of()));

        var after = history(withHistory(begun), passive().role(role));

        assertThat(after).isEqualTo(role == Role.Demoting ? begun : List.of());
    }

    @Test
    void aStrangerSaysThatItIsOne() {
        var complaint = new PairParams.Complaint(Reason.IdentityMismatch, "this operator runs with --region ap");

        var status = PairReport.stranger(pair().build(), "ap", List.of(complaint), NOW);

        assertThat(status.role()).isNull();
        assertCondition(status, ConditionType.Stalled, "True", Reason.IdentityMismatch);
    }

    private static RegionPairStatus withHistory(List<SwitchReport> history) {
        return new RegionPairStatus(
                3L, "eu", null, null, null, null, null, null, null, List.of(), history, null, List.of());
    }

    private static SwitchReport done(Role to, Instant startedAt) {
        return new SwitchReport(Role.Active, to, "NamedPeer", startedAt, startedAt.plusSeconds(5), List.of());
    }

    private static SwitchJournal.Entry entry(Role to, Instant startedAt, Optional<Instant> completedAt) {
        return new SwitchJournal.Entry(
                Role.Passive,
                to,
                Reason.NamedSelf,
                startedAt,
                completedAt,
                Map.of("acknowledged", Duration.ofMillis(42)));
    }

    private static List<SwitchReport> history(RegionPairStatus before, Given given) {
        return report(before, given).history();
    }

    private static RegionPairStatus report(Given given) {
        return report(null, given);
    }

    private static RegionPairStatus report(RegionPairStatus before, Given given) {
        return new PairReport(pair().build(), before, given.build(), List.of(), Optional.empty(), NOW).build();
    }

    private static void assertCondition(RegionPairStatus status, ConditionType type, String value, Reason reason) {
        var condition = condition(status, type);
        assertThat(condition.getStatus())
                .as("%s: %s", type, condition.getMessage())
                .isEqualTo(value);
        assertThat(condition.getReason()).as(type.name()).isEqualTo(reason.name());
        assertThat(condition.getObservedGeneration()).isEqualTo(3);
    }

    private static Condition condition(RegionPairStatus status, ConditionType type) {
        return status.conditions().stream()
                .filter(condition -> condition.getType().equals(type.name()))
                .findFirst()
                .orElseThrow();
    }

    private static Given passive() {
        return new Given();
    }

    private static Given active() {
        return new Given()
                .role(Role.Active)
                .hearing(FOR, FOR)
                .standing(new Standing(Reason.Steady, false, Reason.Steady.meaning(), ""))
                .pass(ON, true, 0);
    }

    private static Given quietTrouble() {
        return passive()
                .hearing(SILENCE, AGAINST)
                .standing(new Standing(
                        Reason.ArbitratorUnreachable, true, "connection refused", "Nothing changes hands until then."));
    }

    /** A passive region to which nothing happens, until a test says otherwise. */
    private static final class Given {
        private Durable durable = new Durable.Known(record(Role.Passive, 3));
        private Optional<Verdict> last = Optional.of(AGAINST);
        private Optional<Verdict> valid = Optional.of(AGAINST);
        private Optional<Boolean> reachable = Optional.of(true);
        private Optional<Sight> sight = Optional.of(new Sight(Role.Passive, 3, OptionalLong.empty()));
        private Params params = PARAMS;
        private Optional<Instant> until = Optional.empty();
        private Optional<Census> census = Optional.empty();
        private Standing standing = new Standing(Reason.PassiveByDesign, false, Reason.PassiveByDesign.meaning(), "");
        private Optional<Pass> pass = Optional.empty();
        private Map<WorkloadId, Pass.Contest> contested = Map.of();
        private List<SwitchJournal.Entry> switches = List.of();
        private List<Answer> answers = List.of();

        Given role(Role role) {
            durable = new Durable.Known(record(role, 3));
            return this;
        }

        Given maxEpoch(long epoch) {
            durable = new Durable.Known(record(Role.Passive, 3).granting("peer", OptionalLong.of(epoch)));
            return this;
        }

        Given epochs(Params.Epochs epochs) {
            params = new Params(
                    params.self(),
                    params.peer(),
                    params.confirmations(),
                    epochs,
                    params.acting(),
                    params.paused(),
                    params.force(),
                    params.leaving(),
                    params.askEvery());
            return this;
        }

        Given until(Instant end) {
            until = Optional.of(end);
            return this;
        }

        Given timed(boolean acceptsUnguarded, Guard guard) {
            census = Optional.of(
                    new Census(Map.of("hopsworks/store", Set.of()), false, Map.of("hopsworks/store", guard)));
            return timed(TIMING, acceptsUnguarded);
        }

        Given timedWithFence(int seconds) {
            return timed(
                    new Timing(
                            TIMING.staleness(),
                            TIMING.lease(),
                            TIMING.stop(),
                            TIMING.clockError(),
                            Duration.ofSeconds(seconds),
                            TIMING.dwell()),
                    true);
        }

        private Given timed(Timing timing, boolean acceptsUnguarded) {
            params = new Params(
                    params.self(),
                    params.peer(),
                    params.confirmations(),
                    params.epochs(),
                    params.acting(),
                    params.paused(),
                    params.force(),
                    params.leaving(),
                    params.askEvery(),
                    Optional.of(new Params.Timed(timing, Duration.ofSeconds(3), false, acceptsUnguarded)));
            return this;
        }

        /** Both regions have told each other that they are Timed. */
        Given agreed() {
            var told = new Parameters(1, 1, Optional.of(TIMING), false, false);
            var handshake =
                    new Handshake(Optional.of(told), Optional.of(told), Optional.of(new Handshake.Peers(told, 3)));
            var memory = record(Role.Passive, 3);
            durable = new Durable.Known(new Memory(
                    memory.role(),
                    memory.term(),
                    memory.maxEpoch(),
                    memory.attempt(),
                    memory.grantedTo(),
                    memory.coverage(),
                    memory.counts(),
                    memory.assertion(),
                    memory.lost(),
                    handshake,
                    memory.stopped()));
            return this;
        }

        Given unreachable() {
            reachable = Optional.of(false);
            return this;
        }

        Given answers(Answer... polled) {
            answers = List.of(polled);
            return this;
        }

        Given hearing(Verdict latest, Verdict lastValid) {
            return hearing(Optional.of(latest), Optional.of(lastValid));
        }

        Given hearing(Optional<Verdict> latest, Optional<Verdict> lastValid) {
            last = latest;
            valid = lastValid;
            return this;
        }

        Given standing(Standing other) {
            standing = other;
            return this;
        }

        Given pass(Posture posture, boolean settled, int blocked) {
            pass = Optional.of(of(posture, settled, blocked, Optional.empty()));
            return this;
        }

        Given blocking(String what) {
            pass = Optional.of(of(OFF, false, 0, Optional.of(what)));
            return this;
        }

        private Pass of(Posture posture, boolean settled, int blocked, Optional<String> blocking) {
            return new Pass(
                    posture,
                    new Census(Map.of(), false),
                    Map.of(),
                    new ComponentCounts(0, 1, 0, 0, blocked),
                    settled,
                    blocking,
                    List.of(),
                    contested,
                    AdmissionFence.Effect.Proved);
        }

        Given switches(SwitchJournal.Entry... entries) {
            switches = List.of(entries);
            return this;
        }

        PairSnapshot build() {
            var named = says(valid.flatMap(verdict -> verdict.names(params)).orElse("us"));
            var hearing = new Hearing(last, valid, 0, answers.isEmpty() && last.isPresent() ? List.of(named) : answers);
            var peer = new PeerView(Optional.empty(), sight, reachable, false, OptionalLong.empty());
            var state = new PairState(
                    durable,
                    hearing,
                    peer,
                    census,
                    Optional.empty(),
                    false,
                    false,
                    PairState.start().losses(),
                    PairState.start().tenure(),
                    PairState.start().driven());
            return new PairSnapshot(state, params, standing, EARLIER, until, pass, switches);
        }
    }
}
