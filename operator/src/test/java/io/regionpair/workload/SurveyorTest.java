package io.regionpair.workload;

import static io.regionpair.workload.Sights.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.regionpair.protocol.WorkloadId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Objects are given as an API server writes them, and parsed by the client as it would. */
@Timeout(60)
@EnableKubernetesMockClient(https = false)
class SurveyorTest {

    private static final WorkloadId HIVE = new WorkloadId("hopsworks", "apps", "Deployment", "hive");
    private static final WorkloadId NAMENODE = new WorkloadId("hopsworks", "apps", "StatefulSet", "namenode");
    private static final WorkloadId CLEANUP = new WorkloadId("hopsworks", "batch", "CronJob", "cleanup");

    private KubernetesMockServer server;
    private KubernetesClient client;

    private String deployments = "";
    private String statefulSets = "";
    private String cronJobs = "";
    private String replicaSets = "";
    private String jobs = "";
    private String pods = "";
    private String autoscalers = "";
    private Surveyor surveyor;

    @BeforeEach
    void surveyor() {
        client.getConfiguration().setRequestRetryBackoffLimit(0);
        surveyor = new Surveyor(client, () -> NOW);
    }

    /** It is there and may run; a survey without it would prove that it is stopped. */
    @Test
    void aCustomResourceThatIsReplacedWhileItIsLookedAtFailsTheSurvey() {
        answers("/apis/kafka.strimzi.io/v1", """
                {"kind": "APIResourceList", "groupVersion": "kafka.strimzi.io/v1", "resources": [
                  {"name": "kafkaconnects", "kind": "KafkaConnect", "namespaced": true},
                  {"name": "kafkaconnects/scale", "kind": "Scale", "namespaced": true}]}
                """);
        var path = "/apis/kafka.strimzi.io/v1/namespaces/hopsworks/kafkaconnects";
        answers(path, """
                {"apiVersion": "v1", "kind": "List", "metadata": {}, "items": [{"apiVersion": "kafka.strimzi.io/v1",
                  "kind": "KafkaConnect", "metadata": {"name": "sinks", "namespace": "hopsworks", "uid": "old"}}]}
                """);
        answers(
                path + "/sinks/scale",
                "{\"metadata\": {\"uid\": \"new\", \"resourceVersion\": \"9\"}, \"spec\": {\"replicas\": 3}}");
        var wanted = new Wanted("kafka.strimzi.io/v1", "KafkaConnect", Optional.empty());

        assertThatThrownBy(() -> surveyor.survey(List.of("hopsworks"), List.of(wanted)))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessage("sinks was replaced while it was looked at");
    }

    private void answers(String path, String body) {
        server.expect().get().withPath(path).andReturn(200, body).always();
    }

    @Test
    void readsADeploymentThatIsOn() {
        deployments = deployment("""
                "replicas": 3,
                """, """
                "observedGeneration": 7, "replicas": 3, "readyReplicas": 2
                """);

        var found = survey().find(HIVE).orElseThrow();

        assertThat(found.on()).isTrue();
        assertThat(found.lever()).isEqualTo(new Lever.Replicas());
        assertThat(found.replicas()).isEqualTo(3);
        assertThat(found.ready()).isEqualTo(2);
        assertThat(found.uid()).isEqualTo("uid-hive");
        assertThat(found.resourceVersion()).isEqualTo("4711");
        assertThat(found.labels()).containsEntry("tier", "etl");
        assertThat(found.reportsObserved()).isTrue();
        assertThat(found.observed()).isTrue();
        assertThat(found.drain()).contains("drain-6");
        assertThat(found.fencedAs()).contains("hopsworks");
        assertThat(Survey.matches(found.selector(), java.util.Map.of("app", "hive")))
                .isTrue();
    }

    @Test
    void aDeploymentAtZeroIsOff() {
        deployments = deployment("\"replicas\": 0,", "\"observedGeneration\": 7");

        var found = survey().find(HIVE).orElseThrow();

        assertThat(found.on()).isFalse();
        assertThat(found.replicas()).isZero();
        assertThat(found.ready()).isZero();
    }

    /** The API server fills in 1 before it stores anything; without it the object isn't one that it stored, and 1 is what it would mean. */
    @Test
    void absentReplicasAreTheApiServersDefaultAndNotOff() {
        deployments = deployment("", "\"observedGeneration\": 7");
        statefulSets = statefulSet("", "\"observedGeneration\": 2");

        var survey = survey();

        assertThat(survey.find(HIVE).orElseThrow().replicas()).isEqualTo(1);
        assertThat(survey.find(HIVE).orElseThrow().on()).isTrue();
        assertThat(survey.find(NAMENODE).orElseThrow().on()).isTrue();
    }

    @Test
    void aDeploymentWhoseControllerIsBehindIsNotObserved() {
        deployments = deployment("\"replicas\": 0,", "\"observedGeneration\": 6");

        assertThat(survey().find(HIVE).orElseThrow().observed()).isFalse();
    }

    @Test
    void aDeploymentWithoutAStatusIsNotObserved() {
        deployments = deployment("\"replicas\": 0,", "");

        assertThat(survey().find(HIVE).orElseThrow().observed()).isFalse();
    }

    @Test
    void readsAStatefulSet() {
        statefulSets = statefulSet("\"replicas\": 1,", "\"observedGeneration\": 2, \"readyReplicas\": 1");

        var found = survey().find(NAMENODE).orElseThrow();

        assertThat(found.on()).isTrue();
        assertThat(found.ready()).isEqualTo(1);
        assertThat(found.observed()).isTrue();
        assertThat(found.fencedAs()).isEmpty();
        assertThat(found.drain()).isEmpty();
    }

    @Test
    void aSuspendedCronJobIsOff() {
        cronJobs = cronJob("\"suspend\": true,");

        var found = survey().find(CLEANUP).orElseThrow();

        assertThat(found.on()).isFalse();
        assertThat(found.lever()).isEqualTo(new Lever.Suspend());
        assertThat(found.reportsObserved()).isFalse();
    }

    @Test
    void aCronJobThatIsNotSuspendedIsOn() {
        cronJobs = cronJob("\"suspend\": false,");

        assertThat(survey().find(CLEANUP).orElseThrow().on()).isTrue();
    }

    @Test
    void aCronJobThatDoesNotSayIsOn() {
        cronJobs = cronJob("");

        assertThat(survey().find(CLEANUP).orElseThrow().on()).isTrue();
    }

    @Test
    void namesWhoWroteTheLeverLast() {
        deployments = deployment("\"replicas\": 3,", "\"observedGeneration\": 7");

        assertThat(survey().find(HIVE).orElseThrow().writer()).contains("argocd-controller");
    }

    @Test
    void namesTheControllerThatWouldWriteItBack() {
        deployments = deployment("\"replicas\": 3,", "\"observedGeneration\": 7");

        assertThat(survey().find(HIVE).orElseThrow().controller()).contains("Rollout hive");
    }

    @ParameterizedTest
    @CsvSource({"Delete, true", "Retain, false"})
    void tellsAStatefulSetThatLosesItsVolumesWhenItIsScaled(String whenScaled, boolean loses) {
        statefulSets = statefulSet(
                "\"replicas\": 1, \"persistentVolumeClaimRetentionPolicy\": {\"whenScaled\": \"" + whenScaled
                        + "\"}, \"volumeClaimTemplates\": [{\"metadata\": {\"name\": \"data\"}}],",
                "");

        assertThat(survey().find(NAMENODE).orElseThrow().losesVolumes()).isEqualTo(loses);
    }

    @Test
    void readsReplicaSetsOfDeploymentsOnly() {
        deployments = deployment("\"replicas\": 0,", "\"observedGeneration\": 7");
        replicaSets = """
                {"metadata": {"name": "hive-1", "namespace": "hopsworks", "uid": "uid-hive-1", "generation": 4, "ownerReferences":
                  [{"kind": "Deployment", "name": "hive", "uid": "uid-hive", "controller": true}]},
                 "spec": {"replicas": 2}, "status": {"observedGeneration": 3}},
                {"metadata": {"name": "alone", "namespace": "hopsworks", "uid": "uid-alone"}, "spec": {"replicas": 2}}
                """;

        var survey = survey();

        assertThat(survey.replicaSetsOf(survey.find(HIVE).orElseThrow()))
                .containsExactly(new Survey.ReplicaSetSeen(
                        "hopsworks", "hive-1", "uid-hive-1", "uid-hive", 2, false, Optional.empty()));
    }

    /** It may be older than the label in its CronJob's template. */
    @Test
    void aJobTellsByItsOwnTemplateWhetherTheFenceHoldsIt() {
        var label = "{\"template\": {\"metadata\": {\"labels\": {\"regionpair.io/pair\": \"hopsworks\"}}}}";
        cronJobs = cronJob("\"suspend\": true,");
        jobs = job("old", "") + "," + job("new", "").replace("{\"template\": {}}", label);

        var survey = survey();

        assertThat(survey.unfinishedJobsOf(survey.find(CLEANUP).orElseThrow()))
                .extracting(Survey.JobSeen::name, Survey.JobSeen::fencedAs)
                .containsExactly(tuple("old", Optional.empty()), tuple("new", Optional.of("hopsworks")));
    }

    @Test
    void aJobRunsUntilItIsCompleteOrFailed() {
        cronJobs = cronJob("\"suspend\": true,");
        jobs = String.join(
                ",",
                job("a", ""),
                job("b", "{\"type\": \"Complete\", \"status\": \"True\"}"),
                job("c", "{\"type\": \"Failed\", \"status\": \"True\"}"),
                job("d", "{\"type\": \"Failed\", \"status\": \"False\"}"),
                job("e", "{\"type\": \"SuccessCriteriaMet\", \"status\": \"True\"}"));

        var survey = survey();

        assertThat(survey.unfinishedJobsOf(survey.find(CLEANUP).orElseThrow()))
                .extracting(Survey.JobSeen::name)
                .containsExactly("a", "d", "e");
    }

    @Test
    void aPodOfWhichTheKubeletSaysThatEveryContainerTerminatedHasEnded() {
        assertThat(pod("Succeeded", "\"containerStatuses\": [" + TERMINATED + "," + TERMINATED + "]")
                        .ended())
                .isTrue();
        assertThat(pod("Failed", "\"containerStatuses\": [" + TERMINATED + "]").ended())
                .isTrue();
    }

    @Test
    void aPodThatTheGarbageCollectorCalledFailedHasNotEnded() {
        assertThat(pod("Failed", "\"containerStatuses\": [" + TERMINATED + "," + RUNNING + "]")
                        .ended())
                .isFalse();
    }

    /** With restartPolicy Always the last report may be from between two starts, and the node may have gone on since. */
    @Test
    void aPodOfALostNodeHasNotEndedAlthoughItsContainersWereLastSeenTerminated() {
        assertThat(pod(
                                "Failed",
                                "\"conditions\": [{\"type\": \"DisruptionTarget\", \"status\": \"True\", \"reason\": \"DeletionByPodGC\","
                                        + " \"message\": \"PodGC: node no longer exists\"}], \"containerStatuses\": ["
                                        + TERMINATED + "]")
                        .ended())
                .isFalse();
    }

    @Test
    void aPodThatItsKubeletEvictedHasEnded() {
        assertThat(pod(
                                "Failed",
                                "\"conditions\": [{\"type\": \"DisruptionTarget\", \"status\": \"True\", \"reason\": \"TerminationByKubelet\"}],"
                                        + " \"containerStatuses\": [" + TERMINATED + "]")
                        .ended())
                .isTrue();
    }

    @Test
    void aPodWhoseSidecarWasLastSeenRunningHasNotEnded() {
        assertThat(pod(
                                "Failed",
                                "\"initContainerStatuses\": [" + RUNNING + "], \"containerStatuses\": [" + TERMINATED
                                        + "]")
                        .ended())
                .isFalse();
    }

    @Test
    void aPodWhoseEphemeralContainerWasLastSeenRunningHasNotEnded() {
        assertThat(pod(
                                "Failed",
                                "\"ephemeralContainerStatuses\": [" + RUNNING + "], \"containerStatuses\": ["
                                        + TERMINATED + "]")
                        .ended())
                .isFalse();
    }

    @Test
    void aPodOfWhichNoContainerWasEverReportedHasNotEnded() {
        assertThat(pod("Failed", "\"reason\": \"NodeLost\"").ended()).isFalse();
        assertThat(pod("Failed", "\"message\": \"\"").ended()).isFalse();
    }

    /** Its ReplicaSet leaves it lying for hours; a drain must not wait for that. */
    @Test
    void aPodThatItsKubeletDidNotTakeHasEnded() {
        phaseBy("kubelet", "2026-11-20T09:58:02Z");

        assertThat(pod("Failed", REJECTED).ended()).isTrue();
    }

    /** A kubelet that has restarted may refuse what runs, and stops it only afterwards. */
    @Test
    void aPodThatItsKubeletRefusesLongAfterItStartedHasNotEnded() {
        phaseBy("kubelet", "2026-11-20T09:58:06Z");

        assertThat(pod("Failed", REJECTED).ended()).isFalse();
    }

    @Test
    void aRejectionByNobodyKnowsWhomIsNone() {
        assertThat(pod("Failed", REJECTED).ended()).isFalse();
    }

    /** As a kubelet leaves a pod that is deleted while what prepares it still runs. */
    @Test
    void aContainerThatNeverBeganHasEndedWithItsPod() {
        phaseBy("kubelet", "2026-11-20T09:59:00Z");

        assertThat(pod(
                                "Failed",
                                "\"initContainerStatuses\": [" + TERMINATED + "], \"containerStatuses\": [" + waiting(0)
                                        + "]")
                        .ended())
                .isTrue();
    }

    /** With the taint out-of-service it gives no reason, and leaves the containers as they were last seen. */
    @Test
    void aPhaseThatTheGarbageCollectorWroteIsNoEnd() {
        phaseBy("kube-controller-manager", "2026-11-20T09:59:00Z");

        assertThat(pod("Failed", "\"containerStatuses\": [" + waiting(0) + "]").ended())
                .isFalse();
        assertThat(pod("Failed", "\"containerStatuses\": [" + TERMINATED + "]").ended())
                .isFalse();
    }

    @Test
    void aContainerThatWaitsForItsRestartHasNotEnded() {
        assertThat(pod("Failed", "\"containerStatuses\": [" + waiting(3) + "]").ended())
                .isFalse();
    }

    @Test
    void aPodThatRestartsHasNotEnded() {
        assertThat(pod("Running", "\"containerStatuses\": [" + TERMINATED + "]").ended())
                .isFalse();
    }

    @Test
    void aPodIsAnOrphanWhenItsJobIsNotThere() {
        jobs =
                "{\"metadata\": {\"name\": \"mine\", \"namespace\": \"hopsworks\", \"uid\": \"uid-mine\"}, \"spec\": {}}";
        pods = podOfJob("kept", "Job", "uid-mine") + "," + podOfJob("left", "Job", "uid-gone") + ","
                + podOfJob("other", "ReplicaSet", "uid-gone");

        assertThat(survey().podsOf(anyOf("hive")))
                .filteredOn(PodSeen::orphan)
                .extracting(PodSeen::name)
                .containsExactly("left");
    }

    private static String podOfJob(String name, String kind, String owner) {
        return """
                {"metadata": {"name": "%s", "namespace": "hopsworks", "uid": "uid-%s", "labels": {"app": "hive"},
                  "ownerReferences": [{"kind": "%s", "name": "o", "uid": "%s", "controller": true}]}, "spec": {}}
                """.formatted(name, name, kind, owner);
    }

    @Test
    void looksUpTheNodeOnlyOfPodsThatAreOverdue() {
        pods = podJson("early", "2026-11-20T09:59:55Z", "n1") + "," + podJson("late", "2026-11-20T09:59:54Z", "n2");
        node("n2", "Unknown");

        var seen = survey().podsOf(anyOf("hive"));

        assertThat(seen).extracting(PodSeen::name).containsExactly("early", "late");
        assertThat(seen.get(0).nodeReady()).isEmpty();
        assertThat(seen.get(0).deleteBy()).contains(Instant.parse("2026-11-20T09:59:55Z"));
        assertThat(seen.get(1).nodeReady()).contains(false);
        assertThat(requests()).contains("/api/v1/nodes/n2").doesNotContain("/api/v1/nodes/n1");
    }

    @Test
    void anOverduePodOnANodeThatReportsIsSlowAndNotLost() {
        pods = podJson("late", "2026-11-20T09:59:00Z", "n2");
        node("n2", "True");

        assertThat(survey().podsOf(anyOf("hive")).getFirst().nodeReady()).contains(true);
    }

    @Test
    void anOverduePodOnANodeThatDoesNotExistIsLost() {
        pods = podJson("late", "2026-11-20T09:59:00Z", "n9");

        assertThat(survey().podsOf(anyOf("hive")).getFirst().nodeReady()).contains(false);
    }

    @Test
    void anAccountThatMayNotLookAtNodesSaysNothingOfThem() {
        pods = podJson("late", "2026-11-20T09:59:00Z", "n2");
        server.expect()
                .get()
                .withPath("/api/v1/nodes/n2")
                .andReturn(
                        403, "{\"kind\": \"Status\", \"apiVersion\": \"v1\", \"status\": \"Failure\", \"code\": 403}")
                .always();

        assertThat(survey().podsOf(anyOf("hive")).getFirst().nodeReady()).isEmpty();
    }

    @Test
    void listsWhatCreatesPodsBeforeThePods() {
        survey();

        assertThat(requests())
                .containsExactly(
                        "/apis/apps/v1/namespaces/hopsworks/deployments",
                        "/apis/apps/v1/namespaces/hopsworks/statefulsets",
                        "/apis/batch/v1/namespaces/hopsworks/cronjobs",
                        "/apis/autoscaling/v2/namespaces/hopsworks/horizontalpodautoscalers",
                        "/apis/apps/v1/namespaces/hopsworks/replicasets",
                        "/apis/batch/v1/namespaces/hopsworks/jobs",
                        "/api/v1/namespaces/hopsworks/pods");
    }

    @Test
    void asksForTheNewestStateAndForNoCachedOne() {
        survey();

        assertThat(requests()).noneMatch(path -> path.contains("resourceVersion"));
    }

    @Test
    void readsWhoSizesAWorkloadAndWouldRaiseItFromZero() {
        deployments = deployment("\"replicas\": 0,", "\"observedGeneration\": 7");
        autoscalers = """
                {"metadata": {"name": "hive", "namespace": "hopsworks", "uid": "uid-hpa"},
                 "spec": {"scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "hive"}, "minReplicas": 0,
                  "maxReplicas": 7},
                 "status": {"conditions": [{"type": "AbleToScale", "status": "True"}, {"type": "ScaledToZero", "status": "True"}]}}
                """;

        var survey = survey();
        var hive = survey.find(HIVE).orElseThrow();

        assertThat(survey.autoscalerOf(hive))
                .contains(new Survey.AutoscalerSeen(
                        "hopsworks", "hive", "uid-hpa", "apps", "Deployment", "hive", 0, 7, OptionalInt.of(1)));
        assertThat(survey.isIdle(hive)).isTrue();
    }

    @Test
    void anAutoscalerWithoutConditionsRaisesNothingFromZero() {
        deployments = deployment("\"replicas\": 0,", "\"observedGeneration\": 7");
        autoscalers = """
                {"metadata": {"name": "hive", "namespace": "hopsworks", "uid": "uid-hpa"},
                 "spec": {"scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "hive"}, "maxReplicas": 7}},
                {"metadata": {"name": "spark", "namespace": "hopsworks", "uid": "uid-other"},
                 "spec": {"scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "spark"}, "maxReplicas": 7}}
                """;

        var survey = survey();
        var hive = survey.find(HIVE).orElseThrow();

        assertThat(survey.autoscalerOf(hive))
                .contains(new Survey.AutoscalerSeen(
                        "hopsworks", "hive", "uid-hpa", "apps", "Deployment", "hive", 1, 7, OptionalInt.empty()));
        assertThat(survey.isIdle(hive)).isFalse();
    }

    /** An account from before it was needed: the switch goes on without. */
    @Test
    void autoscalersThatMayNotBeListedAreNone() {
        server.expect()
                .get()
                .withPath("/apis/autoscaling/v2/namespaces/hopsworks/horizontalpodautoscalers")
                .andReturn(403, new StatusBuilder().withCode(403).build())
                .always();
        deployments = deployment("\"replicas\": 0,", "\"observedGeneration\": 7");

        var survey = survey();

        assertThat(survey.autoscalerOf(survey.find(HIVE).orElseThrow())).isEmpty();
    }

    @Test
    void aStarMeansEveryNamespace() {
        for (var path : List.of(
                "/apis/apps/v1/deployments",
                "/apis/apps/v1/statefulsets",
                "/apis/batch/v1/cronjobs",
                "/apis/apps/v1/replicasets",
                "/apis/batch/v1/jobs",
                "/apis/autoscaling/v2/horizontalpodautoscalers",
                "/api/v1/pods")) {
            server.expect().get().withPath(path).andReturn(200, list("")).always();
        }

        surveyor.survey(List.of("a", "*"));

        assertThat(requests()).hasSize(7).noneMatch(path -> path.contains("namespaces"));
    }

    @Test
    void halfASurveyIsNone() {
        server.expect()
                .get()
                .withPath("/api/v1/namespaces/hopsworks/pods")
                .andReturn(
                        500,
                        new StatusBuilder()
                                .withCode(500)
                                .withMessage("etcd is away")
                                .build())
                .always();
        deployments = deployment("\"replicas\": 0,", "\"observedGeneration\": 7");
        serve();

        assertThatThrownBy(() -> surveyor.survey(List.of("hopsworks"))).isInstanceOf(KubernetesClientException.class);
    }

    private static final String TERMINATED =
            "{\"name\": \"c\", \"state\": {\"terminated\": {\"exitCode\": 0, \"finishedAt\": \"2026-11-20T09:59:00Z\"}}}";
    private static final String RUNNING =
            "{\"name\": \"c\", \"state\": {\"running\": {\"startedAt\": \"2026-11-20T09:00:00Z\"}}}";

    private static final String REJECTED = "\"reason\": \"OutOfcpu\", \"startTime\": \"2026-11-20T09:58:00Z\"";

    private String managed = "";

    private void phaseBy(String manager, String time) {
        managed = """
                , "managedFields": [
                  {"manager": "kubelet", "operation": "Update", "subresource": "status", "time": "2026-11-20T09:57:00Z",
                   "fieldsType": "FieldsV1", "fieldsV1": {"f:status": {"f:conditions": {}}}},
                  {"manager": "%s", "operation": "Update", "subresource": "status", "time": "%s", "fieldsType": "FieldsV1",
                   "fieldsV1": {"f:status": {"f:phase": {}}}}]
                """.formatted(manager, time);
    }

    private static String waiting(int restarts) {
        return "{\"name\": \"c\", \"restartCount\": " + restarts
                + ", \"state\": {\"waiting\": {\"reason\": \"PodInitializing\"}}}";
    }

    private PodSeen pod(String phase, String status) {
        pods = """
                {"metadata": {"name": "hive-1", "namespace": "hopsworks", "uid": "uid-hive-1", "labels": {"app": "hive"}%s},
                 "spec": {"nodeName": "n1"}, "status": {"phase": "%s", %s}}
                """.formatted(managed, phase, status);
        return survey().podsOf(anyOf("hive")).getFirst();
    }

    private static Found anyOf(String app) {
        return Sights.deployment(app);
    }

    private static String podJson(String name, String deleteBy, String node) {
        return """
                {"metadata": {"name": "%s", "namespace": "hopsworks", "uid": "uid-%s", "labels": {"app": "hive"},
                  "deletionTimestamp": "%s"},
                 "spec": {"nodeName": "%s"}, "status": {"phase": "Running"}}
                """.formatted(name, name, deleteBy, node);
    }

    private void node(String name, String ready) {
        server.expect()
                .get()
                .withPath("/api/v1/nodes/" + name)
                .andReturn(
                        200,
                        "{\"kind\": \"Node\", \"apiVersion\": \"v1\", \"metadata\": {\"name\": \"" + name
                                + "\"}, \"status\": {\"conditions\": [{\"type\": \"MemoryPressure\", \"status\": \"False\"},"
                                + " {\"type\": \"Ready\", \"status\": \"" + ready + "\"}]}}")
                .always();
    }

    private static String deployment(String spec, String status) {
        return """
                {"metadata": {"name": "hive", "namespace": "hopsworks", "uid": "uid-hive", "resourceVersion": "4711", "generation": 7,
                  "labels": {"tier": "etl"}, "annotations": {"regionpair.io/drain": "drain-6"},
                  "ownerReferences": [{"kind": "Rollout", "name": "hive", "uid": "u", "controller": true}],
                  "managedFields": [
                    {"manager": "kubectl", "operation": "Update", "time": "2026-11-20T08:00:00Z", "fieldsType": "FieldsV1",
                     "fieldsV1": {"f:spec": {"f:replicas": {}, "f:template": {}}}},
                    {"manager": "argocd-controller", "operation": "Update", "time": "2026-11-20T09:00:00Z", "subresource": "scale",
                     "fieldsType": "FieldsV1", "fieldsV1": {"f:spec": {"f:replicas": {}}}},
                    {"manager": "kube-controller-manager", "operation": "Update", "time": "2026-11-20T09:30:00Z",
                     "subresource": "status", "fieldsType": "FieldsV1", "fieldsV1": {"f:status": {"f:replicas": {}}}}]},
                 "spec": {%s "selector": {"matchLabels": {"app": "hive"}},
                  "template": {"metadata": {"labels": {"app": "hive", "regionpair.io/pair": "hopsworks"}}}}, "status": {%s}}
                """.formatted(spec, status);
    }

    private static String statefulSet(String spec, String status) {
        return """
                {"metadata": {"name": "namenode", "namespace": "hopsworks", "uid": "uid-nn", "resourceVersion": "9", "generation": 2},
                 "spec": {%s "selector": {"matchLabels": {"app": "nn"}}, "template": {"metadata": {"labels": {"app": "nn"}}}},
                 "status": {%s}}
                """.formatted(spec, status);
    }

    private static String cronJob(String spec) {
        return """
                {"metadata": {"name": "cleanup", "namespace": "hopsworks", "uid": "uid-cleanup", "resourceVersion": "9", "generation": 2},
                 "spec": {%s "schedule": "* * * * *", "jobTemplate": {"spec": {"template": {"spec": {"containers": []}}}}}}
                """.formatted(spec);
    }

    private static String job(String name, String condition) {
        return """
                {"metadata": {"name": "%s", "namespace": "hopsworks", "uid": "uid-%s", "ownerReferences":
                  [{"kind": "CronJob", "name": "cleanup", "uid": "uid-cleanup", "controller": true}]},
                 "spec": {"template": {}}, "status": {"conditions": [%s]}}
                """.formatted(name, name, condition);
    }

    /** In each of these tests, what watches keep of the objects must say just the same. */
    private Survey survey() {
        serve();
        var listed = new HashMap<Class<?>, List<? extends HasMetadata>>();
        var survey = surveyor.survey(
                List.of("hopsworks"), List.of(), (kind, _, list) -> listed.put(kind, List.copyOf(list.getItems())));

        var whole = surveyor.glance(lists(listed, UnaryOperator.identity()), survey);
        var pruned = surveyor.glance(lists(listed, SurveyorTest::pruned), survey);
        assertThat(pruned).usingRecursiveComparison().isEqualTo(whole);
        return survey;
    }

    private static Lists lists(Map<Class<?>, List<? extends HasMetadata>> listed, UnaryOperator<HasMetadata> kept) {
        return new Lists() {
            @Override
            public <T extends HasMetadata> List<T> of(Class<T> kind) {
                return listed.getOrDefault(kind, List.of()).stream()
                        .filter(object -> !Pruned.isHistory(object))
                        .map(object -> kind.cast(kept.apply(object)))
                        .toList();
            }
        };
    }

    private static HasMetadata pruned(HasMetadata object) {
        return switch (object) {
            case Deployment one -> Pruned.of(one);
            case StatefulSet one -> Pruned.of(one);
            case CronJob one -> Pruned.of(one);
            case ReplicaSet one -> Pruned.of(one);
            case Job one -> Pruned.of(one);
            case Pod one -> Pruned.of(one);
            default -> throw new AssertionError(object.getKind());
        };
    }

    private void serve() {
        serve("/apis/apps/v1/namespaces/hopsworks/deployments", deployments);
        serve("/apis/apps/v1/namespaces/hopsworks/statefulsets", statefulSets);
        serve("/apis/batch/v1/namespaces/hopsworks/cronjobs", cronJobs);
        serve("/apis/apps/v1/namespaces/hopsworks/replicasets", replicaSets);
        serve("/apis/batch/v1/namespaces/hopsworks/jobs", jobs);
        serve("/apis/autoscaling/v2/namespaces/hopsworks/horizontalpodautoscalers", autoscalers);
        serve("/api/v1/namespaces/hopsworks/pods", pods);
    }

    private void serve(String path, String items) {
        server.expect().get().withPath(path).andReturn(200, list(items)).always();
    }

    private static String list(String items) {
        return "{\"kind\": \"List\", \"apiVersion\": \"v1\", \"metadata\": {\"resourceVersion\": \"10\"}, \"items\": ["
                + items + "]}";
    }

    private List<String> requests() {
        var paths = new ArrayList<String>();
        while (paths.size() < server.getRequestCount()) {
            paths.add(Optional.ofNullable(taken()).orElseThrow());
        }
        return paths;
    }

    private String taken() {
        try {
            return server.takeRequest().getPath();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
