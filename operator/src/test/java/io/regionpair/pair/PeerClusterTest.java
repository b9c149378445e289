package io.regionpair.pair;

import static io.regionpair.pair.Pairs.NOW;
import static io.regionpair.pair.Pairs.pair;
import static io.regionpair.pair.Pairs.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMixedDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.ServerRequest;
import io.fabric8.mockwebserver.ServerResponse;
import io.regionpair.api.Reason;
import io.regionpair.api.RegionRecord;
import io.regionpair.api.Role;
import io.regionpair.component.Some;
import io.regionpair.pair.PeerCluster.Reading;
import io.regionpair.protocol.Coverage;
import io.regionpair.protocol.Effect.AskPeer;
import io.regionpair.protocol.Memory;
import io.regionpair.protocol.PeerAnswer;
import io.regionpair.protocol.WorkloadId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Region {@code us} reads the cluster of region {@code eu}. */
@Timeout(60)
class PeerClusterTest {

    private static final Coverage HIVE =
            Coverage.of(Map.of("hopsworks/c", Set.of(WorkloadId.parse("hopsworks/apps/Deployment/hive"))));

    private static final AskPeer QUESTION = new AskPeer("attempt-9", 2, OptionalLong.empty(), false);

    private static final PeerAnswer.Silent SILENT = new PeerAnswer.Silent(Reason.PeerUnreachable, "time-out");

    private static final String KUBECONFIG = """
            current-context: eu
            contexts: [{name: eu, context: {cluster: eu, user: reader}}]
            clusters: [{name: eu, cluster: {server: "https://eu.example.com", certificate-authority-data: Y2E=}}]
            users: [{name: reader, user: {token: t}}]
            """;

    private final KubernetesMockServer own = crud();
    private final KubernetesMockServer eu = crud();
    private final KubernetesClient here = client(own);
    private final KubernetesClient there = client(eu);
    private final List<Reading> readings = new CopyOnWriteArrayList<>();
    private Instant now = NOW;
    private int connections;
    private int taken;
    private PeerCluster cluster;

    private static KubernetesMockServer crud() {
        var answers = new HashMap<ServerRequest, Queue<ServerResponse>>();
        var server = new KubernetesMockServer(
                new Context(), new MockWebServer(), answers, new KubernetesMixedDispatcher(answers), false);
        server.init();
        return server;
    }

    private static KubernetesClient client(KubernetesMockServer server) {
        var client = server.createClient();
        client.getConfiguration().setRequestRetryBackoffLimit(0);
        return client;
    }

    @BeforeEach
    void cluster() {
        cluster = new PeerCluster(
                here,
                new PeerCluster.Settings("regionpair", "eu-cluster", "hopsworks", "us", "eu"),
                () -> now,
                readings::add,
                _ -> {
                    connections++;
                    return client(eu);
                });
    }

    @AfterEach
    void end() {
        cluster.close();
        own.destroy();
        eu.destroy();
    }

    @Test
    void aRegionThatStoppedIsPassiveWithoutItsOperator() {
        kubeconfig(KUBECONFIG);
        drained();

        assertThat(read()).isInstanceOfSatisfying(Reading.Passive.class, passive -> {
            assertThat(passive.yes().attempt()).isEqualTo("attempt-9");
            assertThat(passive.yes().proven()).containsExactly(WorkloadId.parse("hopsworks/apps/Deployment/hive"));
            assertThat(passive.yes().sight().term()).isEqualTo(3);
        });
    }

    /** It is read only: a grant would be a write, and the other region's own Promoting, stored before it reads, makes up for it (C8). */
    @Test
    void writesNothingThere() {
        kubeconfig(KUBECONFIG);
        drained();
        heard();
        while (eu.getRequestCount() > taken) {
            taken();
        }

        cluster.read(QUESTION);

        assertThat(eu.getRequestCount()).isGreaterThan(taken + 5);
        while (eu.getRequestCount() > taken) {
            assertThat(taken()).isEqualTo("GET");
        }
    }

    @Test
    void aRoleOtherThanPassiveIsNotProved() {
        kubeconfig(KUBECONFIG);
        for (var role : new Role[] {Role.Active, Role.Demoting, Role.Promoting, Role.Frozen}) {
            drained();
            store(record(role, 3));

            assertNotProved("it is " + role);
        }
    }

    @Test
    void aPodIsNotProved() {
        kubeconfig(KUBECONFIG);
        drained();
        there.resource(new PodBuilder()
                        .withNewMetadata()
                        .withName("hive-1")
                        .withNamespace("hopsworks")
                        .addToLabels("app", "hive")
                        .endMetadata()
                        .withNewSpec()
                        .endSpec()
                        .build())
                .create();

        assertNotProved("hive-1");
    }

    /** Only its operator can mark what came to a component after the drain; until then an old raise could land on it. */
    @Test
    void aWorkloadThatNoDrainChangedIsNotProved() {
        kubeconfig(KUBECONFIG);
        drained();
        store(record(Role.Passive, 3));

        assertNotProved("can't be marked");
    }

    /** Reading leaves no trace: it would adopt what somebody starts in it, while this region runs. */
    @Test
    void aRegionThatNeverTookPartIsNotProved() {
        kubeconfig(KUBECONFIG);
        drained();
        store(record(Role.Passive, 0).passive(HIVE));

        assertNotProved("neither been active nor acknowledged");
    }

    /** Staging often has a pair of the same name, with regions of the same names. */
    @Test
    void anotherClusterThanTheOperatorsIsNotRead() {
        kubeconfig(KUBECONFIG);
        drained();

        cluster.heard("uid-of-another-record");

        assertThat(cluster.read(QUESTION))
                .isEqualTo(
                        new Reading.Unreadable("the kubeconfig leads to a cluster that isn't the one of its operator"));
    }

    @Test
    void withoutEverHavingHeardOfTheOperatorNothingIsProved() {
        kubeconfig(KUBECONFIG);
        drained();

        assertThat(cluster.read(QUESTION))
                .isInstanceOfSatisfying(
                        Reading.NotProved.class, no -> assertThat(no.detail()).contains("hasn't been heard of"));
    }

    @Test
    void aSecretThatIsMissingOrUnusableIsSaid() {
        drained();
        assertUnreadable("the Secret doesn't exist");

        kubeconfig("{}");
        assertUnreadable("has no context");

        there.resource(new DeploymentBuilder()
                .withNewMetadata()
                .withName("x")
                .endMetadata()
                .build());
        here.secrets().inNamespace("regionpair").withName("eu-cluster").edit(secret -> {
            secret.setData(Map.of("config", "e30="));
            return secret;
        });
        assertUnreadable("no key value");
    }

    @Test
    void aServerThatRefusesIsSaidWithItsStatus() {
        kubeconfig(KUBECONFIG);
        drained();
        heard();
        eu.expect()
                .get()
                .withPath("/apis/regionpair.io/v1alpha1/regionrecords/hopsworks")
                .andReturn(403, "{}")
                .always();

        assertThat(cluster.read(QUESTION)).isEqualTo(new Reading.Unreadable("its API server said status 403"));
    }

    @Test
    void aChangedSecretIsTakenUpAndAnUnchangedOneConnectsOnce() {
        kubeconfig(KUBECONFIG);
        drained();
        read();
        read();
        assertThat(connections).isEqualTo(1);

        kubeconfig(KUBECONFIG.replace("token: t", "token: u"));
        read();

        assertThat(connections).isEqualTo(2);
    }

    /** Rules ask whether the other operator is silent, and it is. */
    @Test
    void onlyAYesStandsInForAnOperatorThatIsSilent() {
        kubeconfig(KUBECONFIG);
        drained();
        heard();
        assertThat(cluster.insteadOf(SILENT, QUESTION))
                .isInstanceOfSatisfying(
                        PeerAnswer.Yes.class, yes -> assertThat(yes.read()).isTrue());

        store(record(Role.Active, 4));
        assertThat(cluster.insteadOf(SILENT, QUESTION))
                .isEqualTo(new PeerAnswer.Silent(
                        Reason.PeerUnreachable, "time-out; its cluster was read instead: it is Active: it is active"));
    }

    @Test
    void isTriedOnceItsClusterIsKnownAndSoonerAgainWhenItFailed() {
        drained();
        cluster.tryOut();
        assertThat(readings).as("nobody knows which cluster is the right one").isEmpty();

        heard();
        cluster.tryOut();
        await().untilAsserted(() -> assertThat(cluster.trouble())
                .hasValueSatisfying(trouble -> assertThat(trouble.reason()).isEqualTo(Reason.PeerClusterUnreadable)));

        kubeconfig(KUBECONFIG);
        now = now.plus(Duration.ofSeconds(29));
        cluster.tryOut();
        assertThat(readings).hasSize(1);
        now = now.plus(Duration.ofSeconds(1));
        await().untilAsserted(() -> {
            cluster.tryOut();
            assertThat(cluster.trouble()).isEmpty();
        });
    }

    /** Its spec changed: whoever closes it must not wait for a server that doesn't answer. */
    @Test
    void readsNothingAfterItsEnd() {
        kubeconfig(KUBECONFIG);
        drained();
        heard();
        cluster.close();

        assertThat(cluster.read(QUESTION))
                .isInstanceOfSatisfying(
                        Reading.Unreadable.class, no -> assertThat(no.detail()).contains("isn't used any more"));
        assertThat(connections).isZero();
    }

    private void assertNotProved(String part) {
        assertThat(read())
                .isInstanceOfSatisfying(
                        Reading.NotProved.class, no -> assertThat(no.detail()).contains(part));
    }

    private void assertUnreadable(String part) {
        assertThat(read())
                .isInstanceOfSatisfying(
                        Reading.Unreadable.class, no -> assertThat(no.detail()).contains(part));
    }

    private Reading read() {
        heard();
        return cluster.read(QUESTION);
    }

    private void heard() {
        cluster.heard(there.resources(RegionRecord.class)
                .withName("hopsworks")
                .get()
                .getMetadata()
                .getUid());
    }

    private String taken() {
        taken++;
        try {
            return eu.takeRequest().getMethod();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void kubeconfig(String text) {
        var secret = new SecretBuilder()
                .withNewMetadata()
                .withName("eu-cluster")
                .withNamespace("regionpair")
                .endMetadata()
                .addToData(PeerCluster.KEY, Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)))
                .build();
        here.resource(secret).createOr(io.fabric8.kubernetes.client.dsl.NonDeletingOperation::update);
    }

    /** As its operator left it after a drain. */
    private void drained() {
        there.resource(pair().build()).createOr(io.fabric8.kubernetes.client.dsl.NonDeletingOperation::update);
        store(record(Role.Passive, 3).passive(HIVE));
        there.resource(Some.component("c").withDeployment("hive").build())
                .createOr(io.fabric8.kubernetes.client.dsl.NonDeletingOperation::update);
        there.resource(new DeploymentBuilder()
                        .withNewMetadata()
                        .withName("hive")
                        .withNamespace("hopsworks")
                        .withGeneration(7L)
                        .endMetadata()
                        .withNewSpec()
                        .withReplicas(0)
                        .withNewSelector()
                        .addToMatchLabels("app", "hive")
                        .endSelector()
                        .endSpec()
                        .withNewStatus()
                        .withObservedGeneration(7L)
                        .endStatus()
                        .build())
                .createOr(io.fabric8.kubernetes.client.dsl.NonDeletingOperation::update);
    }

    private void store(Memory memory) {
        var store = new RecordStore(there, "hopsworks");
        store.load();
        store.store(memory, null);
    }
}
