package io.regionpair.workload;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ListMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.api.model.PodListBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@EnableKubernetesMockClient(https = false, crud = true)
class WatchedTest {

    private static final String NAMESPACE = "hopsworks";

    private KubernetesMockServer server;
    private KubernetesClient client;
    private final LinkedBlockingQueue<String> events = new LinkedBlockingQueue<>();
    private Watched watched;

    @AfterEach
    void end() {
        if (watched != null) {
            watched.close();
        }
    }

    @Test
    void knowsNothingForSureBeforeTheFirstLists() {
        start();

        assertThat(watched.isCaughtUp()).isFalse();
    }

    @Test
    void isCaughtUpWhenItKnowsAllThatWasListed() throws Exception {
        start();
        var made = create(pod("hive-1"));
        awaits("changed");
        emptyLists();

        watched.listed(Pod.class, NAMESPACE, pods("not a number", made));

        assertThat(watched.isCaughtUp()).isTrue();
        assertThat(watched.of(Pod.class))
                .extracting(one -> one.getMetadata().getName())
                .containsExactly("hive-1");
    }

    @Test
    void isBehindAListThatShowsMore() throws Exception {
        start();
        var made = create(pod("hive-1"));
        awaits("changed");
        emptyLists();

        watched.listed(Pod.class, NAMESPACE, pods("not a number", made, pod("hive-2")));

        assertThat(watched.isCaughtUp()).isFalse();
    }

    @Test
    void isBehindAListThatShowsLess() throws Exception {
        start();
        create(pod("hive-1"));
        awaits("changed");
        emptyLists();

        watched.listed(Pod.class, NAMESPACE, pods("not a number"));

        assertThat(watched.isCaughtUp()).isFalse();
    }

    @Test
    void isBehindAListWithANewerVersion() throws Exception {
        start();
        var made = create(pod("hive-1"));
        awaits("changed");
        emptyLists();
        made.getMetadata().setResourceVersion("another");

        watched.listed(Pod.class, NAMESPACE, pods("not a number", made));

        assertThat(watched.isCaughtUp()).isFalse();
    }

    /** What was listed may be over already; the watch has seen it come and go. */
    @Test
    void isCaughtUpWhenItsLastEventIsNewerThanTheList() throws Exception {
        start();
        var made = create(pod("hive-1"));
        awaits("changed");
        emptyLists();

        watched.listed(Pod.class, NAMESPACE, pods(made.getMetadata().getResourceVersion(), pod("gone by then")));

        assertThat(watched.isCaughtUp()).isTrue();
    }

    @Test
    void keepsNoReplicaSetThatIsHistory() throws Exception {
        start();
        create(set("hive-new", 3, 3));
        create(set("hive-old", 0, 0));
        create(set("hive-stopping", 0, 3));
        create(pod("last"));
        awaits("changed");

        while (watched.of(ReplicaSet.class).size() < 2) {
            Thread.onSpinWait();
        }
        assertThat(watched.of(ReplicaSet.class))
                .extracting(one -> one.getMetadata().getName())
                .containsExactlyInAnyOrder("hive-new", "hive-stopping");
    }

    @Test
    void tellsOfAPodThatLeft() throws Exception {
        start();
        var made = create(pod("hive-1"));
        awaits("changed");

        client.resource(made).withGracePeriod(0).delete();

        awaits("left hive-1");
    }

    @Test
    void whatMayNotBeWatchedIsSaid() {
        server.expect()
                .get()
                .withPath("/apis/batch/v1/namespaces/hopsworks/jobs?resourceVersion=0")
                .andReturn(403, "")
                .always();
        server.expect()
                .get()
                .withPath("/apis/batch/v1/namespaces/hopsworks/jobs")
                .andReturn(403, "")
                .always();

        assertThatThrownBy(this::start).isInstanceOf(KubernetesClientException.class);
    }

    private void start() {
        watched = Watched.start(
                client,
                List.of(NAMESPACE),
                () -> events.add("changed"),
                (pod, _) -> events.add("left " + pod.getMetadata().getName()));
    }

    private void awaits(String event) throws InterruptedException {
        var next = events.poll(20, SECONDS);
        while (next != null && !next.equals(event)) {
            next = events.poll(20, SECONDS);
        }
        assertThat(next).isEqualTo(event);
    }

    private void emptyLists() {
        List.of(Deployment.class, StatefulSet.class, CronJob.class, ReplicaSet.class, Job.class)
                .forEach(kind -> watched.listed(kind, NAMESPACE, empty()));
    }

    private static PodList empty() {
        return pods("not a number");
    }

    private static PodList pods(String version, Pod... pods) {
        return new PodListBuilder()
                .withMetadata(new ListMetaBuilder().withResourceVersion(version).build())
                .withItems(pods)
                .build();
    }

    private <T extends HasMetadata> T create(T object) {
        return client.resource(object).create();
    }

    private static Pod pod(String name) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(NAMESPACE)
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .build();
    }

    private static ReplicaSet set(String name, int wanted, int there) {
        return new ReplicaSetBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(NAMESPACE)
                .withGeneration(1L)
                .endMetadata()
                .withNewSpec()
                .withReplicas(wanted)
                .endSpec()
                .withNewStatus()
                .withReplicas(there)
                .withObservedGeneration(1L)
                .endStatus()
                .build();
    }
}
