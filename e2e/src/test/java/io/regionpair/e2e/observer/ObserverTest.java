package io.regionpair.e2e.observer;

import static io.regionpair.e2e.observer.LogWriter.object;
import static io.regionpair.e2e.observer.LogWriter.owner;
import static io.regionpair.e2e.observer.LogWriter.second;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObserverTest {

    private static final List<Workload> WORKLOADS = List.of(
            Workload.activePassive("shop", "Deployment", "orders"),
            Workload.activePassive("shop", "CronJob", "cleanup"),
            Workload.activeActive("shop", "Deployment", "web"));

    @TempDir
    private Path folder;

    private LogWriter eu;
    private LogWriter us;
    private final FakeServer euServer = new FakeServer();
    private Observer observer;

    @BeforeEach
    void twoRegions() {
        eu = new LogWriter(folder.resolve("eu"))
                .replicaSet("orders-1", "orders")
                .replicaSet("web-1", "web");
        us = new LogWriter(folder.resolve("us"))
                .replicaSet("orders-1", "orders")
                .replicaSet("web-1", "web");
        observer = new Observer(
                Map.of("eu", folder.resolve("eu"), "us", folder.resolve("us")),
                Map.of("eu", euServer, "us", new FakeServer()),
                "operator");
    }

    @Test
    void aSwitchInOrderHasAGapAndNoOverlap() {
        eu.runningPod(5, "orders-1-a", "orders-1").gone(10, "orders-1-a", "orders-1");
        us.runningPod(12, "orders-1-b", "orders-1");

        var report = observer.judge(WORKLOADS);

        assertThat(report.overlaps()).isEmpty();
        assertThat(report.gaps()).containsExactly(new Gap("eu", "us", new Interval(second(10.1), second(12))));
        assertThat(report.podsThatCounted()).isEqualTo(2);
        assertThat(report.doubts()).isEmpty();
    }

    @Test
    void terminatingPodsCount() {
        eu.runningPod(5, "orders-1-a", "orders-1")
                .terminating(10, "orders-1-a", "orders-1")
                .gone(14, "orders-1-a", "orders-1");
        us.runningPod(12, "orders-1-b", "orders-1");

        assertThat(observer.judge(WORKLOADS).overlaps())
                .singleElement()
                .satisfies(overlap -> assertThat(overlap.time()).isEqualTo(new Interval(second(12), second(14.1))))
                .satisfies(overlap ->
                        assertThat(overlap.pods()).containsExactlyInAnyOrder("eu/orders-1-a", "us/orders-1-b"));
    }

    @Test
    void theMillisecondsOfARequestCountAgainstUs() {
        eu.runningPod(5, "orders-1-a", "orders-1").gone(10, "orders-1-a", "orders-1");
        us.runningPod(10.05, "orders-1-b", "orders-1");

        assertThat(observer.judge(WORKLOADS).overlaps()).hasSize(1);
    }

    @Test
    void anOverlapThatGoesOnIsOne() {
        eu.runningPod(5, "orders-1-a", "orders-1");
        us.runningPod(6, "orders-1-b", "orders-1");

        assertThat(observer.judge(WORKLOADS).overlaps())
                .singleElement()
                .satisfies(overlap -> assertThat(overlap.time().goesOn()).isTrue());
    }

    @Test
    void differentWorkloadsOfThePairOverlapToo() {
        eu.runningPod(5, "orders-1-a", "orders-1");
        us.answered(
                        1,
                        "create",
                        "kcm",
                        "jobs",
                        "",
                        "cleanup-1",
                        201,
                        object("Job", "cleanup-1", owner("CronJob", "cleanup"), "", ""))
                .answered(
                        6,
                        "create",
                        "kcm",
                        "pods",
                        "",
                        "cleanup-1-x",
                        201,
                        object("Pod", "cleanup-1-x", owner("Job", "cleanup-1"), "", "node-1"));

        assertThat(observer.judge(WORKLOADS).overlaps()).hasSize(1);
    }

    @Test
    void aFinishedJobsPodIsARecordAndDoesNotCount() {
        us.answered(
                        1,
                        "create",
                        "kcm",
                        "jobs",
                        "",
                        "cleanup-1",
                        201,
                        object("Job", "cleanup-1", owner("CronJob", "cleanup"), "", ""))
                .answered(
                        2,
                        "create",
                        "kcm",
                        "pods",
                        "",
                        "cleanup-1-x",
                        201,
                        object("Pod", "cleanup-1-x", owner("Job", "cleanup-1"), "", "node-1"))
                .answered(3, "patch", "kubelet", "pods", "status", "cleanup-1-x", 200, """
                        {"kind":"Pod","metadata":{"name":"cleanup-1-x","namespace":"shop"%s},"spec":{"nodeName":"n"},\
                        "status":{"phase":"Succeeded"}}""".formatted(
                                owner("Job", "cleanup-1")));
        eu.runningPod(5, "orders-1-a", "orders-1");

        assertThat(observer.judge(WORKLOADS).overlaps()).isEmpty();
    }

    @Test
    void podsWithoutANodeDoNotCount() {
        eu.runningPod(5, "orders-1-a", "orders-1");
        us.created(2, "orders-1-parked", "orders-1");

        var report = observer.judge(WORKLOADS);

        assertThat(report.overlaps()).isEmpty();
        assertThat(report.podsThatCounted()).isEqualTo(1);
    }

    @Test
    void activeActivePodsMayRunInBothRegions() {
        eu.runningPod(5, "web-1-a", "web-1");
        us.runningPod(5, "web-1-b", "web-1");

        assertThat(observer.judge(WORKLOADS).overlaps()).isEmpty();
    }

    @Test
    void aBindingThatIsLoggedBeforeTheCreationItFollowedIsOfTheSamePod() {
        eu.bound(5, "orders-1-a").created(4, "orders-1-a", "orders-1").gone(9, "orders-1-a", "orders-1");
        eu.bound(12, "orders-1-a").created(11, "orders-1-a", "orders-1").gone(14, "orders-1-a", "orders-1");

        assertThat(observer.judge(WORKLOADS).runs("eu"))
                .extracting(PodRun::time)
                .containsExactly(new Interval(second(5), second(9.1)), new Interval(second(12), second(14.1)));
    }

    @Test
    void anAnswerThatNeverCameIsADoubt() {
        eu.runningPod(5, "orders-1-a", "orders-1")
                .received(9, "delete", "pods", "orders-1-a")
                .text("{\"torn\":\n");

        assertThat(observer.judge(WORKLOADS).doubts())
                .containsExactly(
                        "eu: the deletion of pod orders-1-a was never answered",
                        "eu: 1 lines of the audit log can't be read");
    }

    @Test
    void whatAKilledApiServerLeftUnansweredHadHappenedWhenTheNextOneStarted() {
        eu.runningPod(5, "orders-1-a", "orders-1").received(9, "delete", "pods", "orders-1-a");
        us.runningPod(13, "orders-1-b", "orders-1");
        euServer.starts = List.of(second(1), second(12));

        var report = observer.judge(WORKLOADS);

        assertThat(report.doubts()).isEmpty();
        assertThat(report.overlaps()).isEmpty();
        assertThat(report.gaps()).containsExactly(new Gap("eu", "us", new Interval(second(12), second(13))));
    }

    @Test
    void aDeletionThatIsRepeatedAfterTheRestartAndFindsNothingChangesNothing() {
        eu.runningPod(5, "orders-1-a", "orders-1")
                .received(9, "delete", "pods", "orders-1-a")
                .received(20, "delete", "pods", "orders-1-a")
                .answered(20, "delete", "kubelet", "pods", "", "orders-1-a", 404, "{\"kind\":\"Status\"}");
        us.runningPod(13, "orders-1-b", "orders-1");
        euServer.starts = List.of(second(1), second(12));

        var report = observer.judge(WORKLOADS);

        assertThat(report.doubts()).isEmpty();
        assertThat(report.overlaps()).isEmpty();
    }

    @Test
    void aPodThatOutlivedItsDeletionStillCounts() {
        eu.runningPod(5, "orders-1-a", "orders-1").received(9, "delete", "pods", "orders-1-a");
        us.runningPod(13, "orders-1-b", "orders-1");
        euServer.starts = List.of(second(1), second(12));
        euServer.pods = Set.of("orders-1-a");

        var report = observer.judge(WORKLOADS);

        assertThat(report.doubts()).isEmpty();
        assertThat(report.overlaps()).hasSize(1);
    }

    @Test
    void everyWriteOnAnActiveActiveWorkloadIsSeen() {
        eu.runningPod(5, "web-1-a", "web-1")
                .answered(
                        6, "patch", "operator", "deployments", "scale", "web", 200, object("Scale", "web", "", "", ""))
                .answered(6, "patch", "operator", "replicasets", "scale", "web-1", 403, "{\"kind\":\"Status\"}")
                .terminating(7, "web-1-a", "web-1")
                .answered(7, "delete", "operator", "pods", "", "web-1-a", 200, "{\"kind\":\"Status\"}")
                .answered(8, "deletecollection", "operator", "pods", "", "", 200, "{}")
                .answered(
                        9,
                        "patch",
                        "operator",
                        "deployments",
                        "scale",
                        "orders",
                        200,
                        object("Scale", "orders", "", "", ""))
                .answered(
                        9, "patch", "somebody", "deployments", "", "web", 200, object("Deployment", "web", "", "", ""));

        var report = observer.judge(WORKLOADS);

        assertThat(report.activeActiveWrites())
                .extracting(Write::operation)
                .containsExactly(
                        "patch deployments/scale", "patch replicasets/scale", "delete pods", "deletecollection pods");
        assertThat(report.writesByOperation("eu")).containsEntry("patch deployments/scale", 2L);
    }

    @Test
    void readsALogThatGrows() {
        eu.runningPod(5, "orders-1-a", "orders-1");
        assertThat(observer.judge(WORKLOADS).overlaps()).isEmpty();
        us.created(6, "orders-1-b", "orders-1").text("{\"stage\":\"Resp");
        assertThat(observer.judge(WORKLOADS).overlaps()).isEmpty();

        us.text(
                        "onseStarted\",\"requestReceivedTimestamp\":\"2026-01-01T00:00:00Z\",\"stageTimestamp\":\"2026-01-01T00:00:00Z\"}\n")
                .bound(7, "orders-1-b");

        var report = observer.judge(WORKLOADS);
        assertThat(report.overlaps()).hasSize(1);
        assertThat(report.doubts()).isEmpty();
    }

    private static final class FakeServer implements Server {

        private List<Instant> starts = List.of();
        private Set<String> pods = Set.of();

        @Override
        public List<Instant> starts() {
            return starts;
        }

        @Override
        public boolean has(ObjectName pod) {
            return pods.contains(pod.name());
        }
    }
}
