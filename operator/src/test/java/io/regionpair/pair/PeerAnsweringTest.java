package io.regionpair.pair;

import static io.regionpair.pair.Pairs.NOW;
import static io.regionpair.pair.Pairs.pair;
import static io.regionpair.pair.Pairs.record;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.regionpair.api.PairMode;
import io.regionpair.api.Reason;
import io.regionpair.api.RegionPair;
import io.regionpair.api.RegionRecord;
import io.regionpair.api.Role;
import io.regionpair.component.Seals;
import io.regionpair.component.Some;
import io.regionpair.peer.PassiveAnswerer.Outcome;
import io.regionpair.peer.Question;
import io.regionpair.peer.Reply;
import io.regionpair.peer.State;
import io.regionpair.protocol.Coverage;
import io.regionpair.protocol.LostPod;
import io.regionpair.protocol.Memory;
import io.regionpair.protocol.WorkloadId;
import io.regionpair.workload.AdmissionFence;
import io.regionpair.workload.Levers;
import io.regionpair.workload.Surveyor;
import io.regionpair.workload.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Region {@code eu} answers, region {@code us} asks. */
@Timeout(60)
@EnableKubernetesMockClient(crud = true, https = false)
class PeerAnsweringTest {

    private static final Question QUESTION = question("us", OptionalLong.empty(), false);

    private KubernetesMockServer server;
    private KubernetesClient client;
    private Runnable whileSurveying = () -> {};
    private Function<Write, Write.Outcome> levers = write -> new Levers(client, "test").send(write);
    private boolean fenceRefuses;
    private Seals seals = Seals.NONE;
    private final List<String> called = new ArrayList<>();
    private PeerAnswering answering;

    @BeforeEach
    void answering() {
        client.getConfiguration().setRequestRetryBackoffLimit(0);
        var surveyor = new Surveyor(client, () -> {
            whileSurveying.run();
            return NOW;
        });
        answering = new PeerAnswering(client, surveyor, levers, _ -> fenceRefuses, _ -> seals, called::add, "eu");
    }

    @Test
    void saysYesWhenPassiveIsStoredAndNothingRuns() {
        passive();

        var reply = reply(QUESTION);

        assertThat(reply.passive()).isTrue();
        assertThat(reply.repeats(QUESTION)).isTrue();
        assertThat(reply.reason()).isEqualTo(Reason.AcknowledgementGiven.name());
        assertThat(reply.role()).isEqualTo("Passive");
        assertThat(reply.term()).isEqualTo(3);
        assertThat(reply.covered())
                .containsExactly(new Reply.Covered("hopsworks/c", java.util.List.of("hopsworks/apps/Deployment/hive")));
        assertThat(reply.replicas()).containsExactly(new Reply.Replicas("hopsworks", "Deployment", "hive", 4));
    }

    /** It may have come to its component after the drain, and a process that was paused before may be about to raise it. */
    @Test
    void aRaiseThatWasPreparedBeforeTheYesConflicts() {
        passive();
        var prepared = new Surveyor(client, () -> NOW).survey(java.util.List.of("hopsworks"));
        var hive = prepared.find(new WorkloadId("hopsworks", "apps", "Deployment", "hive"))
                .orElseThrow();

        assertThat(reply(QUESTION).passive()).isTrue();

        assertThat(deployed().getMetadata().getAnnotations()).containsEntry(Surveyor.DRAIN_ANNOTATION, "passive-3");
        assertThat(deployed().getMetadata().getResourceVersion()).isNotEqualTo(hive.resourceVersion());
    }

    @Test
    void marksOncePerStay() {
        passive();
        reply(QUESTION);
        var version = deployed().getMetadata().getResourceVersion();

        assertThat(reply(QUESTION).passive()).isTrue();

        assertThat(deployed().getMetadata().getResourceVersion()).isEqualTo(version);
    }

    /** A write to each of a thousand workloads would be the longest part of a switch. */
    @Test
    void whatTheDrainStoppedIsNotMarkedAgain() {
        passive();
        var version = deployed().getMetadata().getResourceVersion();
        overwrite(record(Role.Passive, 3)
                .passive(Coverage.of(
                        Map.of("hopsworks/c", Set.of(WorkloadId.parse("hopsworks/apps/Deployment/hive"))))));

        assertThat(reply(QUESTION).passive()).isTrue();

        assertThat(deployed().getMetadata().getResourceVersion()).isEqualTo(version);
    }

    @Test
    void aMarkThatIsRefusedIsANo() {
        levers = write -> new Write.Outcome.Failed(write, "refused");
        answering();
        passive();

        assertNo(reply(QUESTION), Reason.WriteRefused);
        assertThat(stored().grantedTo()).isEmpty();
    }

    @Test
    void theGrantIsStoredBeforeTheYesIsSaid() {
        passive();

        reply(question("us", OptionalLong.of(8), false));

        assertThat(stored().grantedTo()).contains("attempt-9");
        assertThat(stored().maxEpoch()).hasValue(8);
        assertThat(stored().role()).isEqualTo(Role.Passive);
    }

    @Test
    void aYesThatWouldConflictIsANo() {
        passive();
        whileSurveying = () -> overwrite(record(Role.Promoting, 3));

        var reply = reply(QUESTION);

        assertThat(reply.passive()).isFalse();
        assertThat(reply.covered()).isEmpty();
        assertThat(stored()).isEqualTo(record(Role.Promoting, 3));
    }

    /** Somebody writes its annotations all the time: the version moves, and what it says doesn't. */
    @Test
    void saysYesThoughTheRecordIsTouchedMeanwhile() {
        passive();
        whileSurveying = () -> overwrite(record(Role.Passive, 3));

        var reply = reply(QUESTION);

        assertThat(reply.passive()).isTrue();
        assertThat(stored().grantedTo()).isPresent();
    }

    @Test
    void coverageOnlyGrantsNothing() {
        passive();
        var before = version();

        var reply = reply(question("us", OptionalLong.of(8), true));

        assertThat(reply.passive()).isTrue();
        assertThat(reply.covered()).hasSize(1);
        assertThat(version()).isEqualTo(before);
        assertThat(stored().grantedTo()).isEmpty();
    }

    @Test
    void coverageOnlyIsANoWhenTheRecordMovedMeanwhile() {
        passive();
        whileSurveying = () -> overwrite(record(Role.Promoting, 3));

        assertThat(reply(question("us", OptionalLong.empty(), true)).passive()).isFalse();
    }

    /** T6: no list can show it any more. */
    @Test
    void saysNoWhileAPodIsLost() {
        var lost = new LostPod("uid-1", "hopsworks", "hive-1", "n1", NOW);
        given(pair().build(), Pairs.losing(record(Role.Passive, 3), lost));

        assertNo(reply(QUESTION), Reason.PodLost);
        assertThat(reply(QUESTION).message()).contains("hopsworks/hive-1", "n1");
    }

    @ParameterizedTest
    @EnumSource(
            value = Role.class,
            names = {"Promoting", "Active", "Demoting", "Frozen"})
    void saysNoInEveryRoleButPassive(Role role) {
        given(pair().build(), record(role, 3));

        var reply = reply(QUESTION);

        assertThat(reply.passive()).isFalse();
        assertThat(reply.reason()).isEqualTo(Reason.PeerNotPassive.name());
        assertThat(reply.role()).isEqualTo(role.name());
        assertThat(stored().grantedTo()).isEmpty();
    }

    @Test
    void saysNoWhileAWorkloadIsOn() {
        given(pair().build(), record(Role.Passive, 3));
        component();
        deployment(3);

        assertNo(reply(QUESTION), Reason.WaitingForStop);
    }

    @Test
    void saysNoWhileAPodIsLeft() {
        passive();
        client.resource(new PodBuilder()
                        .withNewMetadata()
                        .withName("hive-1")
                        .withNamespace("hopsworks")
                        .addToLabels("app", "hive")
                        .endMetadata()
                        .withNewSpec()
                        .withNodeName("n1")
                        .endSpec()
                        .build())
                .create();

        assertNo(reply(QUESTION), Reason.PodsStillTerminating);
        assertThat(stored().grantedTo()).isEmpty();
    }

    @Test
    void saysNoForAJobThatHasNoPodUnlessTheFenceHoldsItBack() {
        given(pair().build(), record(Role.Passive, 3));
        client.resource(Some.component("c").withCronJob("cleanup").build()).create();
        var label = Map.of(AdmissionFence.LABEL, "hopsworks");
        var cleanup = client.resource(new CronJobBuilder()
                        .withNewMetadata()
                        .withName("cleanup")
                        .withNamespace("hopsworks")
                        .endMetadata()
                        .withNewSpec()
                        .withSuspend(true)
                        .withNewJobTemplate()
                        .withNewSpec()
                        .withNewTemplate()
                        .withNewMetadata()
                        .withLabels(label)
                        .endMetadata()
                        .endTemplate()
                        .endSpec()
                        .endJobTemplate()
                        .endSpec()
                        .build())
                .create();
        client.resource(new JobBuilder()
                        .withNewMetadata()
                        .withName("cleanup-by-hand")
                        .withNamespace("hopsworks")
                        .addNewOwnerReference()
                        .withController(true)
                        .withKind("CronJob")
                        .withName("cleanup")
                        .withUid(cleanup.getMetadata().getUid())
                        .endOwnerReference()
                        .endMetadata()
                        .withNewSpec()
                        .withNewTemplate()
                        .withNewMetadata()
                        .withLabels(label)
                        .endMetadata()
                        .endTemplate()
                        .endSpec()
                        .build())
                .create();

        assertNo(reply(QUESTION), Reason.JobsStillRunning);
        fenceRefuses = true;

        assertThat(reply(QUESTION).passive()).isTrue();
    }

    /** With hundreds of workloads it takes minutes until their controllers have seen that they are off. */
    @Test
    void doesNotWaitForControllersThatTheFenceHolds() {
        passive();
        itsPodsAreLabelled(0);
        var meta = deployed().getMetadata();
        assertNo(reply(QUESTION), Reason.ControllerBehind);

        fenceRefuses = true;
        assertNo(reply(QUESTION), Reason.ControllerBehind);

        seals = new Seals(Map.of(meta.getUid(), new Seals.Seal(meta.getGeneration() - 1, "hopsworks")));
        assertThat(reply(QUESTION).passive()).isTrue();

        fenceRefuses = false;
        assertNo(reply(QUESTION), Reason.ControllerBehind);
    }

    /** Whose status may not be patched: the drain ended with the fence, and the yes would never come. */
    @Test
    void doesNotWaitForAnAutoscalerThatTheFenceHolds() {
        passive();
        itsPodsAreLabelled(99);
        client.resource(new HorizontalPodAutoscalerBuilder()
                        .withNewMetadata()
                        .withName("hive")
                        .withNamespace("hopsworks")
                        .endMetadata()
                        .withNewSpec()
                        .withNewScaleTargetRef("apps/v1", "Deployment", "hive")
                        .withMinReplicas(0)
                        .withMaxReplicas(5)
                        .endSpec()
                        .withNewStatus()
                        .addNewCondition()
                        .withType("ScaledToZero")
                        .withStatus("True")
                        .endCondition()
                        .endStatus()
                        .build())
                .create();
        assertNo(reply(QUESTION), Reason.AutoscalerInTheWay);

        fenceRefuses = true;
        assertThat(reply(QUESTION).passive()).isTrue();
    }

    @Test
    void saysNoWithoutARecord() {
        client.resource(pair().build()).create();

        var reply = reply(QUESTION);

        assertNo(reply, Reason.AdoptionPending);
        assertThat(reply.role()).isEqualTo("Frozen");
        assertThat(client.resources(RegionRecord.class).list().getItems()).isEmpty();
    }

    @Test
    void saysNoWithARecordThatItCannotTell() {
        given(pair().build(), record(Role.Passive, 3));
        client.resources(RegionRecord.class).withName("hopsworks").edit(record -> {
            var spec = record.getSpec();
            record.setSpec(new io.regionpair.api.RegionRecordSpec(
                    99,
                    spec.role(),
                    spec.term(),
                    null,
                    null,
                    null,
                    null,
                    null,
                    java.util.List.of(),
                    null,
                    java.util.List.of(),
                    null,
                    null,
                    null,
                    null));
            return record;
        });

        assertNo(reply(QUESTION), Reason.RecordUninterpretable);
    }

    @Test
    void saysNoWhileItOnlyObserves() {
        given(pair().mode(PairMode.Observe).build(), record(Role.Passive, 3));

        assertNo(reply(QUESTION), Reason.PeerObserving);
        assertThat(stored().grantedTo()).isEmpty();
    }

    @Test
    void saysNoInAModeThatItDoesNotKnow() {
        given(pair().mode(PairMode.Unknown).build(), record(Role.Passive, 3));

        assertNo(reply(QUESTION), Reason.PeerObserving);
    }

    @Test
    void saysNoToAnOlderEpochAndToNone() {
        given(pair().build(), record(Role.Passive, 3).granting("before", OptionalLong.of(8)));

        assertNo(reply(question("us", OptionalLong.of(7), false)), Reason.EpochRolledBack);
        assertNo(reply(question("us", OptionalLong.empty(), false)), Reason.EpochRolledBack);
        assertThat(reply(question("us", OptionalLong.of(8), false)).passive()).isTrue();
    }

    @Test
    void knowsNoPairThatIsNotThere() {
        assertThat(answering.answer(QUESTION)).isEqualTo(new Outcome.NoSuchPair());
        assertThat(answering.state("hopsworks")).isEmpty();
        assertThat(called).as("whose state was looked at").containsExactly("hopsworks");
    }

    @Test
    void knowsNoPairThatIsBeingDeleted() {
        var leaving = pair().build();
        leaving.getMetadata().setFinalizers(java.util.List.of("regionpair.io/pair"));
        given(leaving, record(Role.Passive, 3));
        client.resource(leaving).delete();

        assertThat(answering.answer(QUESTION)).isEqualTo(new Outcome.NoSuchPair());
        assertThat(stored().grantedTo()).isEmpty();
    }

    @Test
    void answersNoRegionButThePairsOther() {
        given(pair().build(), record(Role.Passive, 3));

        assertThat(answering.answer(question("ap", OptionalLong.empty(), false)))
                .isEqualTo(new Outcome.NotThisPairsRegion());
        assertThat(stored().grantedTo()).isEmpty();
    }

    @Test
    void answersForNoPairThatItsOwnRegionIsNotOf() {
        given(pair().between("ap", "us").build(), record(Role.Passive, 3));

        assertThat(answering.answer(QUESTION)).isEqualTo(new Outcome.NotThisPairsRegion());
    }

    /** Nobody knows then whether it runs; no answer is no evidence. */
    @Test
    void saysNothingWhenItCannotLook() {
        passive();
        server.expect()
                .get()
                .withPath("/api/v1/namespaces/hopsworks/pods")
                .andReturn(500, "{}")
                .always();

        assertThat(answering.answer(QUESTION))
                .isEqualTo(new Outcome.CannotTell("the API server answered with status 500"));
        assertThat(stored().grantedTo()).isEmpty();
    }

    @Test
    void showsItsState() {
        given(pair().build(), record(Role.Active, 6).granting("x", OptionalLong.of(2)));

        assertThat(answering.state("hopsworks"))
                .contains(new State("hopsworks", "eu", "Active", 6, OptionalLong.of(2), uidOfRecord(), null, null));
    }

    private String uidOfRecord() {
        return client.resources(RegionRecord.class)
                .withName("hopsworks")
                .get()
                .getMetadata()
                .getUid();
    }

    private static Question question(String from, OptionalLong epoch, boolean coverageOnly) {
        return new Question(Question.PROTOCOL_VERSION, "hopsworks", from, "eu", "attempt-9", 2, epoch, coverageOnly);
    }

    private void passive() {
        given(pair().build(), record(Role.Passive, 3));
        component();
        deployment(0);
    }

    private void given(RegionPair pair, Memory memory) {
        client.resource(pair).create();
        new RecordStore(client, "hopsworks").store(memory, null);
    }

    private void component() {
        client.resource(Some.component("c")
                        .withDeployment("hive")
                        .remembering("Deployment", "hive", 4)
                        .build())
                .create();
    }

    private void itsPodsAreLabelled(long observed) {
        client.apps()
                .deployments()
                .inNamespace("hopsworks")
                .withName("hive")
                .edit(hive -> new DeploymentBuilder(hive)
                        .editSpec()
                        .withNewTemplate()
                        .withNewMetadata()
                        .addToLabels("regionpair.io/pair", "hopsworks")
                        .endMetadata()
                        .endTemplate()
                        .endSpec()
                        .editStatus()
                        .withObservedGeneration(observed)
                        .endStatus()
                        .build());
    }

    private void deployment(int replicas) {
        client.resource(new DeploymentBuilder()
                        .withNewMetadata()
                        .withName("hive")
                        .withNamespace("hopsworks")
                        .endMetadata()
                        .withNewSpec()
                        .withReplicas(replicas)
                        .withNewSelector()
                        .addToMatchLabels("app", "hive")
                        .endSelector()
                        .endSpec()
                        .withNewStatus()
                        .withObservedGeneration(99L)
                        .endStatus()
                        .build())
                .create();
    }

    private Deployment deployed() {
        return client.apps()
                .deployments()
                .inNamespace("hopsworks")
                .withName("hive")
                .get();
    }

    private void overwrite(Memory memory) {
        var other = new RecordStore(client, "hopsworks");
        other.load();
        other.store(memory, null);
    }

    private Memory stored() {
        return ((RecordStore.Reading.Present) new RecordStore(client, "hopsworks").load()).memory();
    }

    private String version() {
        return client.resources(RegionRecord.class)
                .withName("hopsworks")
                .get()
                .getMetadata()
                .getResourceVersion();
    }

    private Reply reply(Question question) {
        var outcome = answering.answer(question);
        assertThat(outcome).isInstanceOf(Outcome.Said.class);
        return ((Outcome.Said) outcome).reply();
    }

    private static void assertNo(Reply reply, Reason reason) {
        assertThat(reply.passive()).isFalse();
        assertThat(reply.reason()).isEqualTo(reason.name());
        assertThat(reply.covered()).isEmpty();
    }
}
