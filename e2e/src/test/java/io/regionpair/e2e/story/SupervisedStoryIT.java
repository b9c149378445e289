package io.regionpair.e2e.story;

import static io.regionpair.e2e.story.Scene.REGIONS;
import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.api.Role;
import io.regionpair.e2e.arbitrator.FaultyArbitrator;
import io.regionpair.e2e.observer.Beats;
import io.regionpair.e2e.process.Ports;
import io.regionpair.e2e.region.Component;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Timed on real nodes, where each process has a supervisor: it starts the process when the region's operator grants it, and ends it when
 * that isn't renewed. L 6 s, orderly from 3 s on, F 23 s.
 */
@HasRigAlone
@BeforeRelease
class SupervisedStoryIT {

    private static final Duration LEASE = Duration.ofSeconds(6);
    /** A process is killed at the end of its lease; then for its last beat to be written on a machine that does other things too. */
    private static final Duration KILLING = Duration.ofSeconds(1);

    private static final String TIMED =
            "takeover: {policy: Timed, timing: {stalenessSeconds: 10, leaseSeconds: 6, drainAfterSeconds: 3,"
                    + " stopSeconds: 5, clockErrorMillis: 500, fenceSeconds: 23, dwellSeconds: 17}}";

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
    void aSwitchAndBackWithGrants() {
        Scene.play(regions.rig(), "sup-switch", s -> {
            runs(s, TIMED);
            s.switchTo("us");
            s.switchTo("eu");
            s.until("eu's process runs", () -> RealRegions.runsIn(s, "eu").isEmpty() ? List.of("no beat") : List.of());
        });
    }

    /** Nobody is left who could scale anything: the lease alone stops the processes, and the gate keeps those that a kubelet restarts. */
    @Test
    @Shows(InjectedFault.SUPERVISED_OPERATOR_GONE)
    void theProcessesOfADeadOperatorEndWithTheirLeaseAndDoNotStartAgain() {
        try (var s = Scene.open(regions.rig(), "sup-killed")) {
            runs(s, TIMED);

            var killed = Beats.now();
            regions.rig().operator("eu").kill();
            s.arbitrator().name("us");
            takesOver(s, killed, "its operator was killed");

            regions.rig().operator("eu").restart();
            s.nursing().awaitStored("eu", Role.Passive);
            s.awaitActive("us");
            assertThat(s.beats().overlaps()).isEmpty();
        }
    }

    /** It sleeps for three leases and then goes on where it was: its word is worth nothing any more. */
    @Test
    @Shows(InjectedFault.SUPERVISED_OPERATOR_GONE)
    void theProcessesOfAFrozenOperatorEndWithTheirLease() {
        try (var s = Scene.open(regions.rig(), "sup-frozen")) {
            runs(s, TIMED);

            var frozen = Beats.now();
            regions.rig().operator("eu").pause();
            try {
                s.arbitrator().name("us");
                takesOver(s, frozen, "its operator was frozen");
            } finally {
                regions.rig().operator("eu").resume();
            }
            s.nursing().awaitStored("eu", Role.Passive);
            s.awaitActive("us");
            assertThat(s.beats().overlaps()).isEmpty();
            assertThat(s.beats()
                            .in("eu")
                            .after(frozen.plus(LEASE).plus(KILLING))
                            .spans())
                    .isEmpty();
        }
    }

    /** Its kubelet goes on and restarts what has ended. */
    @Test
    @Shows(InjectedFault.SUPERVISED_NODE_CUT)
    void theProcessesOfANodeThatIsCutOffEndWithTheirLeaseAndDoNotStartAgain() {
        try (var s = Scene.open(regions.rig(), "sup-cut")) {
            runs(s, TIMED);

            var cut = Beats.now();
            regions.node("eu").cutOff();
            try {
                s.arbitrator().name("us");
                takesOver(s, cut, "its node was cut off");
            } finally {
                regions.node("eu").reconnect();
            }
            s.nursing().awaitStored("eu", Role.Passive);
            s.awaitActive("us");
            assertThat(s.beats().overlaps()).isEmpty();
        }
    }

    /** Renewals need no API server, for a lease. */
    @Test
    @Shows(InjectedFault.SUPERVISED_API_AWAY)
    void processesRunOnWhileTheirApiServerIsAwayForAMoment() {
        Scene.play(regions.rig(), "sup-api", s -> {
            runs(
                    s,
                    "takeover: {policy: Timed, timing: {stalenessSeconds: 10, leaseSeconds: 20, drainAfterSeconds: 16,"
                            + " stopSeconds: 5, clockErrorMillis: 500, fenceSeconds: 37, dwellSeconds: 31}}");

            var began = Beats.now();
            s.plane("eu").kill(Component.API_SERVER);
            s.holds(
                    "its process runs",
                    Duration.ofSeconds(5),
                    false,
                    () -> RealRegions.runsIn(s, "eu").isEmpty());
            s.plane("eu").start(Component.API_SERVER);
            var back = Beats.now();
            s.nursing().awaitActive("eu");

            assertThat(s.beats().in("eu").spans())
                    .as("one process, without a gap of a second")
                    .singleElement()
                    .satisfies(span -> assertThat(span.last()).isGreaterThan(back));
            Figures.print(
                    "supervised processes: no gap while their API server was away for %d ms",
                    back.minus(began).toMillis());
        });
    }

    /** Nothing can be scaled there, nor any role be stored. */
    @Test
    @Shows(InjectedFault.SUPERVISED_API_AWAY)
    void theProcessesOfARegionWithoutAnApiServerEndWithTheirLease() {
        try (var s = Scene.open(regions.rig(), "sup-apiless")) {
            runs(s, TIMED);

            var killed = Beats.now();
            s.plane("eu").kill(Component.API_SERVER);
            s.arbitrator().name("us");
            takesOver(s, killed, "its API server died");

            s.plane("eu").start(Component.API_SERVER);
            s.nursing().awaitStored("eu", Role.Passive);
            s.awaitActive("us");
            assertThat(s.beats().overlaps()).isEmpty();
        }
    }

    /** The operator drains in order, and with it the processes' leases end. */
    @Test
    @Shows(InjectedFault.ARBITRATOR_SILENT)
    void aRegionThatNobodyConfirmsHasStoppedBeforeItsLeaseIsOver() {
        try (var arbitrator = new FaultyArbitrator(Ports.take(), "eu")) {
            Scene.play(regions.rig(), "sup-silence", s -> {
                s.arbitratedBy(arbitrator.url());
                runs(s, TIMED);

                var silent = Beats.now();
                arbitrator.goesDown();
                s.nursing().awaitStored("eu", Role.Passive);
                var last = s.beats().in("eu").last();
                Figures.print(
                        "supervised processes: last beat %d ms after the arbitrator fell silent, lease %d s",
                        last.minus(silent).toMillis(), LEASE.toSeconds());
                assertThat(last.minus(silent)).isLessThan(LEASE.plus(KILLING));

                arbitrator.comesBack();
                s.awaitActive("eu");
            });
        }
    }

    /**
     * What no supervisor can prevent: it and its process wake up together, and for a moment the process goes on. Only a fencing token at
     * what it writes to refuses that. The figure is what it is here.
     */
    @Test
    @Shows(InjectedFault.SUPERVISED_SUSPENDED)
    void processesThatWakeUpAfterATakeoverAreKilledWithinMoments() {
        try (var s = Scene.open(regions.rig(), "sup-suspended")) {
            runs(s, TIMED);

            regions.suspend("eu");
            Duration resumed;
            try {
                s.arbitrator().name("us");
                s.awaitStored("us", Role.Active);
                s.until(
                        "us's process runs",
                        () -> RealRegions.runsIn(s, "us").isEmpty() ? List.of("no beat") : List.of());
            } finally {
                resumed = Beats.now();
                regions.resume("eu");
            }
            s.nursing().awaitStored("eu", Role.Passive);
            s.awaitActive("us");
            var afterwards = s.beats().in("eu").after(resumed);
            var millis = afterwards.spans().isEmpty()
                    ? 0
                    : afterwards.last().minus(resumed).toMillis();
            Figures.print(
                    "supervised processes: last beat %d ms after a region was resumed, beside the other one", millis);
            assertThat(millis).isLessThan(KILLING.toMillis());
        }
    }

    private static void runs(Scene s, String takeover) {
        REGIONS.forEach(region -> regions.node(region)
                .reach(regions.rig().operator(region).settings().grantPort()));
        s.answeredWithin(10)
                .with("arbitratorLoss: StepDown")
                .with(takeover)
                .supervised()
                .cast("store", Work.deployment("datanode", 1))
                .deploy()
                .awaitActive("eu");
        s.awaitSaid("us", "FailoverReady", "True/Steady");
        s.until("eu's process runs", () -> RealRegions.runsIn(s, "eu").isEmpty() ? List.of("no beat") : List.of());
    }

    /** Without a word of the other region, whose processes have ended by then. */
    private static void takesOver(Scene s, Duration trouble, String what) {
        s.awaitStored("us", Role.Active);
        s.until("us's process runs", () -> RealRegions.runsIn(s, "us").isEmpty() ? List.of("no beat") : List.of());
        var last = s.beats().in("eu").last();
        var first = s.beats().in("us").first();
        Figures.print(
                "supervised processes: last beat %d ms after %s, first one in the other region %d ms later",
                last.minus(trouble).toMillis(), what, first.minus(last).toMillis());
        assertThat(last.minus(trouble)).isLessThan(LEASE.plus(KILLING));
        assertThat(first).isGreaterThan(last);
    }
}
