package io.regionpair.e2e.story;

import static io.regionpair.e2e.story.Scene.REGIONS;
import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.api.Role;
import io.regionpair.e2e.observer.Beats;
import io.regionpair.e2e.operator.OperatorProcess;
import io.regionpair.e2e.process.Signal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * On real nodes, where pods are processes: what the API servers' logs can't show, that the processes of one region have ended before
 * those of the other one start. A node of each region, and a second observer that the processes write themselves.
 */
@HasRigAlone
@BeforeRelease
class RealNodesStoryIT {

    private static RealRegions regions;

    @BeforeAll
    static void start() {
        regions = RealRegions.start();
    }

    @AfterAll
    static void end() {
        if (regions != null) {
            regions.close();
        }
    }

    @Test
    @Shows(InjectedFault.NONE)
    void theProcessesOfOneRegionHaveEndedBeforeThoseOfTheOtherStart() {
        Scene.play(regions.rig(), "real-switch", s -> {
            s.cast("store", Work.statefulSet("namenode", 1), Work.deployment("datanode", 2))
                    .deploy()
                    .awaitActive("eu");
            for (var to : new String[] {"us", "eu", "us"}) {
                var flip = Beats.now();
                s.switchTo(to);
                var last = s.beats().in(Scene.other(to)).last();
                var first = s.beats().in(to).after(flip).first();
                Figures.print(
                        "real processes: last beat %d ms after the flip to %s, first one there %d ms later",
                        last.minus(flip).toMillis(), to, first.minus(last).toMillis());
                assertThat(first).isGreaterThan(last);
            }
        });
    }

    @Test
    @Shows(InjectedFault.SLOW_POD)
    void aProcessThatIgnoresItsEndDelaysTheOtherRegionUntilItIsKilled() {
        Scene.play(regions.rig(), "real-slow", s -> {
            s.cast("store", Work.deployment("datanode", 1).stopping("8s"))
                    .deploy()
                    .awaitActive("eu");
            var flip = Beats.now();
            s.switchTo("us");
            assertThat(s.beats().in("eu").last().minus(flip)).isGreaterThan(Duration.ofSeconds(8));
        });
    }

    /** What Kubernetes can't show: the object is gone, a replacement would be started, and the process runs on. */
    @Test
    @Shows(InjectedFault.FORCED_DELETION)
    void aProcessWhosePodWasDeletedByForceOnANodeThatIsCutOffKeepsTheOtherRegionWaiting() {
        Scene.play(regions.rig(), "real-forced", s -> {
            s.cast("store", Work.deployment("datanode", 1)).deploy().awaitActive("eu");
            var pod = s.pods("eu", "datanode").getFirst();
            regions.node("eu").cutOff();
            s.client("eu").resource(pod).withGracePeriod(0).delete();
            var gone = Beats.now();

            s.arbitrator().name("us");
            // A replacement may have come before the switch; that one waits for the node.
            s.awaitSaid("eu", "FailoverReady", "False/PodLost");
            RealRegions.usWaits(s, "us waits, although the pod's object is gone", Duration.ofSeconds(5));
            assertThat(s.beats().in("eu").last().minus(gone))
                    .as("the process runs on")
                    .isGreaterThan(Duration.ofSeconds(5));
            assertThat(s.beats().in("us").spans()).isEmpty();

            regions.node("eu").reconnect();
            s.until("the kubelet ends it", () -> RealRegions.runsIn(s, "eu"));
            // Nobody told the operator so.
            assertThat(s.stored("us")).contains(Role.Promoting);
            s.accountFor("eu", pod);
            s.awaitActive("us");
        });
    }

    @Test
    @Shows(InjectedFault.KUBELET_KILLED)
    void aKubeletAndAContainerRuntimeThatDieInASwitchDelayIt() {
        Scene.play(regions.rig(), "real-killed", s -> {
            s.cast("store", Work.deployment("datanode", 2).stopping("3s"))
                    .deploy()
                    .awaitActive("eu");
            s.arbitrator().name("us");
            s.awaitStored("eu", Role.Demoting);
            regions.node("eu").send("kubelet", Signal.KILL);
            regions.node("eu").send("containerd", Signal.KILL);
            s.awaitActive("us");
        });
    }

    @Test
    @Shows(InjectedFault.SILENT_NODE)
    void aKubeletThatStandsStillEndsNothingAndProvesNothing() {
        Scene.play(regions.rig(), "real-silent", s -> {
            s.cast("store", Work.deployment("datanode", 1)).deploy().awaitActive("eu");
            regions.node("eu").send("kubelet", Signal.STOP);
            try {
                s.arbitrator().name("us");
                s.awaitWaiting("eu", "WaitingForStop");
                RealRegions.usWaits(s, "us waits", Duration.ofSeconds(5));
                assertThat(RealRegions.runsIn(s, "eu")).as("it runs on").isNotEmpty();
            } finally {
                regions.node("eu").send("kubelet", Signal.CONT);
            }
            s.awaitActive("us");
        });
    }

    @Test
    @Shows(InjectedFault.NODE_DEAD)
    void aNodeThatLosesItsPowerInASwitchIsWaitedFor() {
        Scene.play(regions.rig(), "real-power", s -> {
            s.cast("store", Work.deployment("datanode", 1).stopping("8s"))
                    .deploy()
                    .awaitActive("eu");
            s.arbitrator().name("us");
            s.awaitStored("eu", Role.Demoting);
            regions.node("eu").cutPower();
            s.until("its processes are dead", () -> RealRegions.runsIn(s, "eu"));
            RealRegions.usWaits(s, "us waits: nobody knows that they are", Duration.ofSeconds(5));
            regions.node("eu").powerOn();
            s.awaitActive("us");
        });
    }

    /** The operator too, as when a region's virtual machines are suspended together. Its lease is over then; it ends, and is started again. */
    @Test
    @Shows(InjectedFault.REGION_SUSPENDED)
    void aRegionThatIsSuspendedInASwitchFinishesItWhenItGoesOn() {
        Scene.play(regions.rig(), "real-suspended", s -> {
            s.nursing()
                    .cast("store", Work.deployment("datanode", 1).stopping("3s"))
                    .deploy()
                    .awaitActive("eu");
            s.arbitrator().name("us");
            s.awaitStored("eu", Role.Demoting);
            regions.suspend("eu");
            try {
                RealRegions.usWaits(s, "us waits", Duration.ofSeconds(10));
            } finally {
                regions.resume("eu");
            }
            s.awaitActive("us");
        });
    }

    /**
     * The policy Timed where it matters: the fence wait ends while the old processes exist, frozen; when they go on, their first step is to
     * stop, because the guard's clock went on too. For the API servers the pods of both regions run meanwhile; only the processes can tell.
     */
    @Test
    @Shows(InjectedFault.REGION_SUSPENDED)
    void processesThatStopByThemselvesDoSoBeforeAnythingElseWhenTheyGoOnAfterATakeover() {
        try (var s = Scene.open(regions.rig(), "real-timed")) {
            isTimed(s).cast("store", Work.deployment("datanode", 1)).deploy().awaitActive("eu");
            s.awaitSaid("us", "FailoverReady", "True/Steady");
            s.until("eu's process runs", () -> RealRegions.runsIn(s, "eu").isEmpty() ? List.of("no beat") : List.of());

            regions.suspend("eu");
            var suspended = Beats.now();
            try {
                s.arbitrator().name("us");
                s.awaitStored("us", Role.Active);
                s.until(
                        "us's process runs",
                        () -> RealRegions.runsIn(s, "us").isEmpty() ? List.of("no beat") : List.of());
                Figures.print(
                        "real processes under Timed: first beat of the other region %d ms after a region was suspended, F 23 s and"
                                + " startAfterSeconds 24",
                        s.beats().in("us").first().minus(suspended).toMillis());
            } finally {
                regions.resume("eu");
            }
            s.awaitStored("eu", Role.Passive);
            s.awaitActive("us");
            assertThat(s.beats().overlaps()).isEmpty();
            assertThat(s.beats().in("eu").after(suspended.plusSeconds(1)).spans())
                    .as("beats after the resumption")
                    .isEmpty();
            assertThat(s.report().orElseThrow().overlaps())
                    .as("what the first observer sees")
                    .isNotEmpty();
        }
    }

    /** Ten seconds for the arbitrator's answers, four for processes to stop, and a fence wait of 23 s. */
    private static Scene isTimed(Scene s) {
        var url = URI.create(s.arbitratorUrl());
        REGIONS.forEach(region -> regions.node(region).reach(url.getPort()));
        return s.nursing()
                .answeredWithin(10)
                .with("arbitratorLoss: StepDown")
                .with("takeover: {policy: Timed, timing: {stalenessSeconds: 10, leaseSeconds: 6, drainAfterSeconds: 3,"
                        + " stopSeconds: 5, clockErrorMillis: 500, fenceSeconds: 23, dwellSeconds: 17}}")
                .guardedBy(
                        "{kind: SelfStopping, stopWithinSeconds: 4, startAfterSeconds: 24}",
                        "-arbitrator=" + url.toString().replace("localhost", "127.0.0.1")
                                + " -region=REGION -stop-within=4s -start-after=24s");
    }

    /** As docs/operating.md says it: the nodes are off until every workload is turned off. */
    @Test
    @Shows(InjectedFault.STORE_RESTORED)
    void aRegionWhoseEtcdIsRestoredByTheRunbookRunsNothing() {
        try (var s = Scene.open(regions.rig(), "real-restored")) {
            s.cast("store", Work.deployment("datanode", 1)).deploy().awaitActive("eu");
            var snapshot = snapshot(s);
            s.switchTo("us");
            var restored = restore(s, snapshot);

            regions.rig()
                    .operator("eu")
                    .restart(new OperatorProcess.Extras(List.of(), List.of("--assume-passive-unknown")));
            s.awaitStored("eu", Role.Demoting);
            s.until(
                    "eu's pods are to end",
                    () -> s.pods("eu", "datanode").stream()
                            .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                            .map(pod -> pod.getMetadata().getName())
                            .toList());
            regions.node("eu").powerOn();

            s.awaitStored("eu", Role.Passive);
            s.awaitActive("us");
            assertThat(s.beats().in("eu").after(restored).spans()).isEmpty();
            assertThat(s.beats().overlaps()).isEmpty();
        } finally {
            regions.rig().operator("eu").restart(OperatorProcess.Extras.NONE);
        }
    }

    /** What the runbook is for: the API server starts what it had stored, whatever an operator does. */
    @Test
    @Shows(InjectedFault.STORE_RESTORED)
    void withoutTheRunbookARestoredRegionRunsBesideTheOtherOne() {
        try (var s = Scene.open(regions.rig(), "real-hazard")) {
            s.cast("store", Work.deployment("datanode", 1)).deploy().awaitActive("eu");
            var snapshot = snapshot(s);
            s.switchTo("us");
            restore(s, snapshot);

            regions.node("eu").powerOn();
            s.until("both run", () -> s.beats().overlaps().isEmpty() ? List.of("no overlap") : List.of());
        }
    }

    /** Of an active region. Its operator would end by itself while the API server is away. */
    private static Path snapshot(Scene s) {
        regions.rig().operator("eu").stop();
        var snapshot = s.plane("eu").snapshot();
        regions.rig().operator("eu").restart();
        s.awaitActive("eu");
        return snapshot;
    }

    /** With the region's nodes and its operator off; gives when. */
    private static Duration restore(Scene s, Path snapshot) {
        regions.node("eu").cutPower();
        regions.rig().operator("eu").stop();
        var off = Beats.now();
        s.plane("eu").restore(snapshot);
        assertThat(s.stored("eu")).as("the role of that day").contains(Role.Active);
        return off;
    }

    /** The second observer sees what it is there for. */
    @Test
    void processesOfBothRegionsAreSeenAsAnOverlap() {
        var s = Scene.open(regions.rig(), "real-overlap");
        try (s) {
            s.unfenced().cast("store", Work.deployment("datanode", 1)).deploy().awaitActive("eu");
            regions.rig().operator("us").pause();
            s.scale("us", "datanode", 1, "person");
            s.until("both run", () -> s.beats().overlaps().isEmpty() ? List.of("no overlap") : List.of());
            assertThat(s.report().orElseThrow().overlaps())
                    .as("the first observer")
                    .isNotEmpty();
        }
    }
}
