package io.regionpair.workload;

import static io.regionpair.workload.Sights.cronJob;
import static io.regionpair.workload.Sights.deployment;
import static io.regionpair.workload.Sights.statefulSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.regionpair.workload.Write.Outcome;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
@EnableKubernetesMockClient(https = false)
class LeversTest {

    private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/hopsworks/deployments/";
    private static final String STATEFUL_SETS = "/apis/apps/v1/namespaces/hopsworks/statefulsets/";
    private static final String CRON_JOBS = "/apis/batch/v1/namespaces/hopsworks/cronjobs/";
    private static final String BY_US = "?fieldManager=regionpair";
    private static final String BY_US_FORCED = BY_US + "&force=true";

    private KubernetesMockServer server;
    private KubernetesClient client;
    private Levers levers;

    @BeforeEach
    void levers() {
        client.getConfiguration().setRequestRetryBackoffLimit(0);
        levers = new Levers(client, "regionpair");
    }

    /** With the pods' own grace period, and nothing that came after it under the same name. */
    @Test
    void aJobIsDeletedInTheBackgroundIfItIsStillThatOne() throws Exception {
        var cleanup = cronJob("cleanup");
        var path = "/apis/batch/v1/namespaces/hopsworks/jobs/cleanup-7";
        server.expect().delete().withPath(path).andReturn(200, "{}").once();

        var outcome = levers.send(new Write.DeleteJob(cleanup, Sights.jobOf(cleanup, "cleanup-7", false)));

        assertThat(outcome).isInstanceOf(Outcome.Written.class);
        assertThat(server.getLastRequest().getBody().readUtf8())
                .contains("\"propagationPolicy\":\"Background\"", "\"uid\":\"uid-cleanup-7\"");
    }

    /** With its own grace period, and nothing that came after it under the same name (a StatefulSet's pods keep theirs). */
    @Test
    void aPodIsDeletedIfItIsStillThatOne() throws Exception {
        var hive = deployment("hive");
        server.expect()
                .delete()
                .withPath("/api/v1/namespaces/hopsworks/pods/hive-1")
                .andReturn(200, "{}")
                .once();

        var outcome = levers.send(new Write.DeletePod(hive, Sights.podOf(hive, "hive-1")));

        assertThat(outcome).isInstanceOf(Outcome.Written.class);
        assertThat(server.getLastRequest().getBody().readUtf8())
                .contains("\"uid\":\"uid-hive-1\"")
                .doesNotContain("gracePeriodSeconds");
    }

    @Test
    void anAutoscalerForgetsThatItPutItsTargetToZero() throws Exception {
        var hive = deployment("hive");
        var path = "/apis/autoscaling/v2/namespaces/hopsworks/horizontalpodautoscalers/hive/status" + BY_US;
        server.expect().patch().withPath(path).andReturn(200, "{}").once();

        var outcome = levers.send(new Write.Disarm(hive, Sights.autoscalerOf(hive, 0, true)));

        assertThat(outcome).isInstanceOf(Outcome.Written.class);
        var request = server.takeRequest(5, TimeUnit.SECONDS);
        assertThat(request.getHeader("Content-Type")).startsWith("application/json-patch+json");
        assertThat(bodyOf(request))
                .isEqualTo("[{\"op\":\"test\",\"path\":\"/metadata/uid\",\"value\":\"uid-hpa-hive\"},"
                        + "{\"op\":\"test\",\"path\":\"/status/conditions/2/type\",\"value\":\"ScaledToZero\"},"
                        + "{\"op\":\"remove\",\"path\":\"/status/conditions/2\"}]");
        assertThat(server.getRequestCount()).as("nothing is read before").isEqualTo(1);
    }

    @Test
    void aJobThatIsGoneIsNoFailure() {
        var cleanup = cronJob("cleanup");

        assertThat(levers.send(new Write.DeleteJob(cleanup, Sights.jobOf(cleanup, "cleanup-7", false))))
                .isNotInstanceOf(Outcome.Failed.class);
    }

    static Stream<Arguments> writes() {
        var hive = deployment("hive");
        var namenode = statefulSet("namenode");
        var cleanup = cronJob("cleanup");
        return Stream.of(
                argumentSet(
                        "a Deployment is lowered by its scale, whatever its version",
                        new Write.Lower(hive),
                        DEPLOYMENTS + "hive/scale",
                        scale("hive", "\"uid\":\"uid-hive\"", 0)),
                argumentSet(
                        "one that was seen before the drain is lowered as it was found",
                        new Write.Lower(hive, true),
                        DEPLOYMENTS + "hive/scale",
                        scale("hive", "\"uid\":\"uid-hive\",\"resourceVersion\":\"100\"", 0)),
                argumentSet(
                        "a StatefulSet is lowered by its scale",
                        new Write.Lower(namenode),
                        STATEFUL_SETS + "namenode/scale",
                        scale("namenode", "\"uid\":\"uid-namenode\"", 0)),
                argumentSet(
                        "a ReplicaSet is lowered by its scale, if it is still that one",
                        new Write.LowerSet(hive, Sights.setOf(hive.uid(), "hive-7c", 2, true)),
                        "/apis/apps/v1/namespaces/hopsworks/replicasets/hive-7c/scale",
                        scale("hive-7c", "\"uid\":\"uid-hive-7c\"", 0)),
                argumentSet(
                        "a CronJob is suspended",
                        new Write.Lower(cleanup),
                        CRON_JOBS + "cleanup",
                        "{\"metadata\":{\"uid\":\"uid-cleanup\"},\"spec\":{\"suspend\":true}}"),
                argumentSet(
                        "a raise carries the version that was read before the role was confirmed",
                        new Write.Raise(hive, 4),
                        DEPLOYMENTS + "hive/scale",
                        scale("hive", "\"uid\":\"uid-hive\",\"resourceVersion\":\"100\"", 4)),
                argumentSet(
                        "a raise of a CronJob too",
                        new Write.Raise(cleanup, 0),
                        CRON_JOBS + "cleanup",
                        "{\"metadata\":{\"uid\":\"uid-cleanup\",\"resourceVersion\":\"100\"},\"spec\":{\"suspend\":false}}"),
                argumentSet(
                        "a mark is an annotation on the object itself, not on its scale",
                        new Write.Mark(hive, "drain-7"),
                        DEPLOYMENTS + "hive",
                        "{\"metadata\":{\"uid\":\"uid-hive\",\"annotations\":{\"regionpair.io/drain\":\"drain-7\"}}}"));
    }

    private static String scale(String name, String guard, int replicas) {
        return "{\"apiVersion\":\"autoscaling/v1\",\"kind\":\"Scale\",\"metadata\":{\"name\":\"" + name
                + "\",\"namespace\":\"hopsworks\"," + guard + "},\"spec\":{\"replicas\":" + replicas + "}}";
    }

    @ParameterizedTest
    @MethodSource("writes")
    void isOnePatchWithExactlyThisBody(Write write, String path, String body) throws Exception {
        var scales = path.endsWith("/scale");
        var url = path + (scales ? BY_US_FORCED : BY_US);
        server.expect()
                .patch()
                .withPath(url)
                .andReturn(200, "{\"kind\":\"Any\",\"metadata\":{\"resourceVersion\":\"101\"}}")
                .once();

        var outcome = levers.send(write);

        var request = server.takeRequest(5, TimeUnit.SECONDS);
        assertThat(request.getPath()).isEqualTo(url);
        assertThat(bodyOf(request)).isEqualTo(body);
        assertThat(request.getHeader("Content-Type"))
                .startsWith(scales ? "application/apply-patch+yaml" : "application/merge-patch+json");
        assertThat(server.getRequestCount()).isEqualTo(1);
        assertThat(outcome).isEqualTo(new Outcome.Written(write, "101"));
    }

    /** A read before each write doubles the time in which hundreds of workloads are stopped. */
    @Test
    void readsNothingBeforeItWrites() {
        levers.send(new Write.Lower(deployment("hive")));

        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void readsTheVersionOutOfAScaleAsTheApiServerWritesIt() {
        var write = new Write.Lower(deployment("hive"));
        server.expect()
                .patch()
                .withPath(DEPLOYMENTS + "hive/scale" + BY_US_FORCED)
                .andReturn(
                        200,
                        "{\"kind\":\"Scale\",\"apiVersion\":\"autoscaling/v1\",\"metadata\":{\"name\":\"hive\",\"namespace\":\"hopsworks\","
                                + "\"uid\":\"uid-hive\",\"resourceVersion\":\"5123\",\"creationTimestamp\":\"2026-11-01T00:00:00Z\"},"
                                + "\"spec\":{},\"status\":{\"replicas\":2,\"selector\":\"app=hive\"}}")
                .once();

        assertThat(levers.send(write)).isEqualTo(new Outcome.Written(write, "5123"));
    }

    @Test
    void anObjectThatIsGoneIsGone() {
        assertThat(answered(404, "deployments.apps \"hive\" not found")).isInstanceOf(Outcome.Gone.class);
    }

    @Test
    void aConflictIsLookedAtAgain() {
        assertThat(answered(409, "Precondition failed: UID in precondition: a, UID in object meta: b"))
                .isInstanceOf(Outcome.Conflict.class);
    }

    @Test
    void aRefusalSaysWhatTheApiServerSaid() {
        assertThat(answered(403, "may not patch deployments/scale"))
                .isInstanceOfSatisfying(
                        Outcome.Forbidden.class,
                        forbidden -> assertThat(forbidden.detail()).isEqualTo("may not patch deployments/scale"));
    }

    @Test
    void aFailureOfTheApiServerIsAFailure() {
        assertThat(answered(500, "etcdserver: request timed out"))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.detail()).isEqualTo("etcdserver: request timed out"));
    }

    @Test
    void anApiServerThatIsAwayIsAFailureAndNoException() throws Exception {
        var write = new Write.Lower(deployment("hive"));
        try (var nobody = clientOf(closedPort())) {
            assertThat(new Levers(nobody, "regionpair").send(write))
                    .isEqualTo(new Outcome.Failed(write, "the API server didn't answer"));
        }
    }

    @Test
    void anApiServerThatDoesNotAnswerIsAFailureAndNoException() throws Exception {
        var write = new Write.Raise(deployment("hive"), 3);
        try (var mute = new ServerSocket(0);
                var unanswered = clientOf(mute.getLocalPort())) {
            assertThat(new Levers(unanswered, "regionpair").send(write))
                    .isEqualTo(new Outcome.Failed(write, "the API server didn't answer"));
        }
    }

    @Test
    void anAnswerThatIsNotAnObjectIsAFailureAndNoException() {
        var write = new Write.Lower(deployment("hive"));
        server.expect()
                .patch()
                .withPath(DEPLOYMENTS + "hive/scale" + BY_US_FORCED)
                .andReturn(200, "<html>a proxy's greeting</html>")
                .once();

        assertThat(levers.send(write)).isInstanceOf(Outcome.Failed.class);
    }

    @Test
    void anAnswerWithoutAVersionIsAFailureAndNoException() {
        var write = new Write.Lower(deployment("hive"));
        server.expect()
                .patch()
                .withPath(DEPLOYMENTS + "hive/scale" + BY_US_FORCED)
                .andReturn(200, "{}")
                .once();

        assertThat(levers.send(write)).isInstanceOf(Outcome.Failed.class);
    }

    private Outcome answered(int code, String message) {
        server.expect()
                .patch()
                .withPath(DEPLOYMENTS + "hive/scale" + BY_US_FORCED)
                .andReturn(
                        code,
                        new StatusBuilder()
                                .withCode(code)
                                .withMessage(message)
                                .withStatus("Failure")
                                .build())
                .always();
        return levers.send(new Write.Lower(deployment("hive")));
    }

    private static KubernetesClient clientOf(int port) {
        var config = new ConfigBuilder(Config.empty())
                .withMasterUrl("http://127.0.0.1:" + port + "/")
                .withRequestRetryBackoffLimit(0)
                .withRequestTimeout(300)
                .withConnectionTimeout(300)
                .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    private static int closedPort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static String bodyOf(RecordedRequest request) {
        return request.getBody().readUtf8();
    }
}
