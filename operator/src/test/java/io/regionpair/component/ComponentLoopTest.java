package io.regionpair.component;

import static io.regionpair.component.Some.ON;
import static io.regionpair.component.Some.STAY_OFF;
import static io.regionpair.component.Some.component;
import static io.regionpair.component.Some.deployment;
import static io.regionpair.component.Some.drain;
import static io.regionpair.workload.Sights.ended;
import static io.regionpair.workload.Sights.off;
import static io.regionpair.workload.Sights.podOf;
import static io.regionpair.workload.Sights.sized;
import static io.regionpair.workload.Sights.version;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.api.RegionComponent;
import io.regionpair.api.Role;
import io.regionpair.api.WorkloadState;
import io.regionpair.protocol.Coverage;
import io.regionpair.protocol.Input;
import io.regionpair.protocol.LostPod;
import io.regionpair.protocol.Posture;
import io.regionpair.workload.AdmissionFence;
import io.regionpair.workload.Found;
import io.regionpair.workload.PodGone;
import io.regionpair.workload.PodSeen;
import io.regionpair.workload.Sights;
import io.regionpair.workload.Survey;
import io.regionpair.workload.Write;
import io.regionpair.workload.Write.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.assertj.core.api.Condition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ComponentLoopTest {

    private static final int PATIENCE = 20;
    private static final Coverage ALL =
            Coverage.of(Map.of("hopsworks/c", Set.of(Sights.deployment("hive").id())));

    private final Cluster cluster = new Cluster();
    private final BlockingQueue<Input> inputs = new LinkedBlockingQueue<>();
    private final BlockingQueue<Pass> passes = new LinkedBlockingQueue<>();
    private ComponentLoop loop;

    @AfterEach
    void end() {
        loop.close();
    }

    @Test
    void aDrainLowersAndReportsStoppedOnlyWhenTheLastPodIsGone() throws Exception {
        cluster.has(Sights.deployment("hive"), podOf(Sights.deployment("hive"), "hive-1"));
        start();

        loop.drive(drain("d"));
        passUntil(pass -> pass.blocking().isPresent());
        var before = stoppedSoFar();
        cluster.losesItsPods();
        loop.left(new PodGone(ended(podOf(Sights.deployment("hive"), "hive-1")), true));
        var stopped = nextStopped();

        assertThat(before).isEmpty();
        assertThat(stopped).isEqualTo(new Input.Stopped("d", ALL));
        var log = cluster.log();
        assertThat(log).haveExactly(1, new Condition<>(entry -> entry.startsWith("lower hive 100"), "a stop"));
        assertThat(log.getLast()).isEqualTo("survey");
        assertThat(cluster.log()).filteredOn(entry -> entry.startsWith("raise")).isEmpty();
    }

    /** T6: the list is empty, and the processes may run on. */
    @Test
    void aPodThatVanishesByForceIsReported() throws Exception {
        var pod = podOf(Sights.deployment("hive"), "hive-1");
        cluster.has(Sights.deployment("hive"), pod);
        start();
        loop.drive(drain("d"));
        passUntil(pass -> pass.blocking().isPresent());

        cluster.losesItsPods();
        loop.left(new PodGone(pod, true));
        var pass = passUntil(p -> !p.lost().isEmpty());

        assertThat(pass.lost()).extracting(LostPod::name).containsExactly("hive-1");
        assertThat(inputs).filteredOn(Input.PodsLost.class::isInstance).hasSize(1);
    }

    @Test
    void aDrainIsNotOverWhileNobodyKnowsHowAPodLeft() throws Exception {
        var pod = podOf(Sights.deployment("hive"), "hive-1");
        cluster.has(Sights.deployment("hive"), pod);
        start();
        loop.drive(drain("d"));
        passUntil(pass -> pass.blocking().isPresent());

        cluster.losesItsPods();
        loop.poke();
        passUntil(pass ->
                pass.blocking().filter(text -> text.contains("vanished")).isPresent());
        var before = stoppedSoFar();
        loop.left(new PodGone(ended(pod), true));

        assertThat(before).isEmpty();
        assertThat(nextStopped()).isEqualTo(new Input.Stopped("d", ALL));
    }

    @Test
    void aDrainOfWhatWasOffAlreadyMarksItBeforeItCounts() throws Exception {
        cluster.has(off(Sights.deployment("hive")));
        start();

        loop.drive(drain("d"));
        nextStopped();

        assertThat(cluster.log()).containsSubsequence("survey", "mark hive 100 d", "survey");
    }

    @Test
    void stayingOffReportsNoStop() throws Exception {
        cluster.has(off(Sights.deployment("hive")));
        start();

        loop.drive(STAY_OFF);
        passUntil(pass -> pass.posture().equals(STAY_OFF));

        assertThat(stoppedSoFar()).isEmpty();
    }

    /** The other order lets a process that was paused in between raise after a drain. */
    @Test
    void raisesWithTheVersionThatWasReadBeforeTheRoleWasConfirmed() throws Exception {
        cluster.has(off(Sights.deployment("hive")));
        start();

        loop.drive(ON);
        passUntil(pass -> pass.posture().equals(ON) && pass.settled());

        assertThat(cluster.log())
                .as("first the versions, then the fence, then the role, then the raise")
                .containsSubsequence("survey", "open 4", "confirm 4", "raise hive 100");
        assertThat(cluster.log()).filteredOn(entry -> entry.startsWith("raise")).hasSize(1);
    }

    @Test
    void raisesNothingWhenTheRoleIsNotConfirmed() throws Exception {
        cluster.has(off(Sights.deployment("hive")));
        cluster.confirms = false;
        start();

        loop.drive(ON);
        passUntil(_ -> cluster.log().stream().filter("confirm 4"::equals).count() >= 2);

        assertThat(cluster.log()).filteredOn(entry -> entry.startsWith("raise")).isEmpty();
    }

    @Test
    void raisesNothingBehindAFenceThatIsNotKnownOpen() throws Exception {
        cluster.has(off(Sights.deployment("hive")));
        cluster.fence = AdmissionFence.Effect.Unproved;
        start();

        loop.drive(ON);
        passUntil(_ -> cluster.log().stream().filter("open 4"::equals).count() >= 2);

        assertThat(cluster.log()).filteredOn(entry -> entry.startsWith("raise")).isEmpty();
    }

    /** An adopted region's workloads run already; behind a fence that stays closed, no pod of theirs could be replaced. */
    @Test
    void opensTheFenceWhereNothingHasToBeRaised() throws Exception {
        cluster.has(sized(Sights.deployment("hive"), 3, 3));
        start();

        loop.drive(ON);
        passUntil(pass -> pass.posture().equals(ON) && pass.settled());

        assertThat(cluster.log()).contains("open 4").noneMatch(entry -> entry.startsWith("raise"));
    }

    @Test
    void isNotSettledAndTriesAgainSoonWhileTheFenceIsNotKnownOpen() throws Exception {
        cluster.has(sized(Sights.deployment("hive"), 3, 3));
        cluster.fence = AdmissionFence.Effect.Unproved;
        start();

        loop.drive(ON);
        cluster.awaits("open 4", 2);
        var before = passUntil(pass -> pass.posture().equals(ON));
        cluster.fence = AdmissionFence.Effect.Proved;

        assertThat(before.settled()).isFalse();
        passUntil(Pass::settled);
    }

    /** The time between the arbitrator's word and the first stop is time in which nothing changes hands. */
    @Test
    void aDrainBeginsWithWhatTheLastSurveyFoundAndReadsAfterwards() throws Exception {
        cluster.has(sized(Sights.deployment("hive"), 3, 3));
        start();
        loop.drive(ON);
        passUntil(pass -> pass.posture().equals(ON) && pass.settled());
        var before = cluster.log().size();

        loop.drive(drain("d"));
        nextStopped();

        var log = cluster.log().subList(before, cluster.log().size());
        assertThat(log).startsWith("lower hive 100 as found");
        assertThat(log)
                .as("its version proves that it changed what it wrote")
                .noneMatch(entry -> entry.startsWith("mark"));
        assertThat(log).containsSubsequence("close Demoting", "survey");
    }

    @Test
    void whatWasTouchedSinceTheLastSurveyIsStoppedAfterTheNext() throws Exception {
        cluster.has(sized(Sights.deployment("hive"), 3, 3));
        start();
        loop.drive(ON);
        passUntil(pass -> pass.posture().equals(ON) && pass.settled());
        cluster.isTouched();

        loop.drive(drain("d"));
        nextStopped();

        assertThat(cluster.log()).containsSubsequence("lower hive 100 as found", "survey", "lower hive 101");
    }

    @Test
    void readsTheVersionAgainBeforeItRepeatsARaiseThatConflicted() throws Exception {
        cluster.has(off(Sights.deployment("hive")));
        cluster.conflictsOnce = true;
        start();

        loop.drive(ON);
        passUntil(pass -> pass.posture().equals(ON) && pass.settled());

        assertThat(cluster.log())
                .containsSubsequence("confirm 4", "raise hive 100", "survey", "confirm 4", "raise hive 101");
    }

    @Test
    void opensTheFenceOnlyWhenNothingUncoveredWaitsBehindIt() throws Exception {
        cluster.has(Sights.marked(Sights.deployment("hive"), "passive-0"));
        start();

        var uncovered = new Posture.On(4, Coverage.NOTHING, List.of(), false);
        loop.drive(uncovered);
        passUntil(pass -> pass.posture().equals(uncovered) && pass.settled());

        assertThat(cluster.log()).containsSubsequence("lower hive 100", "survey", "open 4");
    }

    @Test
    void closesTheFenceBeforeItLooks() throws Exception {
        cluster.has(off(Sights.deployment("hive")));
        start();

        loop.drive(drain("d"));
        nextStopped();

        var log = cluster.log();
        assertThat(log.indexOf("close Demoting")).isBetween(0, log.lastIndexOf("survey"));
        assertThat(log.subList(log.indexOf("close Demoting"), log.size()))
                .containsSubsequence("survey", "mark hive 100 d");
    }

    @Test
    void setsBackAtOnceWhatSomebodyRaises() throws Exception {
        cluster.has(Sights.writtenBy(Sights.deployment("hive"), "argocd-controller"));
        start();

        loop.drive(STAY_OFF);
        var pass = passUntil(p -> !p.contested().isEmpty());

        assertThat(cluster.log()).contains("lower hive 100");
        assertThat(pass.contested().get(Sights.deployment("hive").id()).by()).isEqualTo("argocd-controller");
    }

    @Test
    void aNewPostureEndsTheRestAfterAPassThatTookLong() throws Exception {
        cluster.has(off(Sights.deployment("hive")));
        var clock = new AtomicLong();
        // Each pass seems to take an hour, and so long it would rest.
        start(() -> clock.addAndGet(Duration.ofHours(1).toNanos()));
        passUntil(pass -> pass.posture() instanceof Posture.Leave);

        loop.drive(STAY_OFF);

        assertThat(passUntil(pass -> pass.posture().equals(STAY_OFF))).isNotNull();
    }

    @Test
    void aSurveyThatFailsIsRepeatedAndProvesNothing() throws Exception {
        cluster.has(off(Sights.deployment("hive")));
        cluster.failsSurveys = 2;
        start();

        loop.drive(drain("d"));
        nextStopped();

        var log = cluster.log();
        assertThat(log).filteredOn("survey failed"::equals).hasSize(2);
        assertThat(log.indexOf("mark hive 100 d")).isGreaterThan(log.lastIndexOf("survey failed"));
    }

    @Test
    void aSurveyThatFailsForeverNeverReportsStopped() throws Exception {
        cluster.has(off(Sights.deployment("hive")));
        cluster.failsSurveys = Integer.MAX_VALUE;
        start();

        loop.drive(drain("d"));
        cluster.awaits("survey failed", 2);

        assertThat(inputs).isEmpty();
        assertThat(passes).isEmpty();
    }

    @Test
    void aWriteThatFailsIsRepeatedUntilItArrives() throws Exception {
        cluster.has(Sights.deployment("hive"));
        cluster.failsWrites = 2;
        start();

        loop.drive(drain("d"));
        nextStopped();

        assertThat(cluster.log())
                .filteredOn(entry -> entry.startsWith("lower hive 100"))
                .hasSize(3);
    }

    @Test
    void neverWritesActiveActiveComponents() throws Exception {
        cluster.component =
                component("c").activeActive().with(deployment("hive")).build();
        cluster.has(Sights.deployment("hive"));
        start();

        loop.drive(drain("d"));
        nextStopped();
        loop.drive(ON);
        passUntil(pass -> pass.posture().equals(ON));

        assertThat(cluster.log())
                .noneMatch(entry -> entry.startsWith("lower") || entry.startsWith("mark") || entry.startsWith("raise"));
    }

    @Test
    void leavesEverythingAloneUntilItIsToldOtherwise() throws Exception {
        cluster.has(Sights.deployment("hive"));
        start();

        var pass = passUntil(_ -> true);

        assertThat(pass.posture()).isEqualTo(new Posture.Leave());
        assertThat(cluster.log()).doesNotContain("lower hive 100").noneMatch(entry -> entry.startsWith("close"));
    }

    @Test
    void theCensusOfEachPassIsTold() throws Exception {
        cluster.has(Sights.deployment("hive"));
        start();

        var surveyed = (Input.Surveyed) inputs.poll(PATIENCE, SECONDS);

        assertThat(surveyed.census().anythingRuns()).isTrue();
        assertThat(surveyed.census().components()).containsOnlyKeys("hopsworks/c");
    }

    /** A right that is missing stays missing: to list everything twenty times a second on its account helps nobody. */
    @Test
    void whatIsRefusedIsTriedAgainWithoutHaste() throws Exception {
        cluster.has(Sights.deployment("hive"));
        cluster.failsWrites = 1000;
        start();

        loop.drive(STAY_OFF);
        cluster.awaits("lower hive 100", 1);
        var began = System.nanoTime();
        cluster.awaits("lower hive 100", 3);

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(1500));
    }

    @Test
    void whileTheWatchesShowNothingNewNothingIsListed() throws Exception {
        cluster.has(off(Sights.deployment("hive")));
        cluster.watches = true;
        start();
        loop.drive(STAY_OFF);
        passUntil(pass -> pass.posture().equals(STAY_OFF));

        loop.poke();
        cluster.awaits("glance", 1);
        var pass = passUntil(Pass::settled);

        assertThat(stateOf(pass)).isEqualTo(WorkloadState.Stopped);
        var log = cluster.log();
        assertThat(log.subList(log.indexOf("close Demoting"), log.size()))
                .filteredOn("survey"::equals)
                .hasSize(1);
    }

    @Test
    void whatTheWatchesShowIsListedBeforeItIsWritten() throws Exception {
        cluster.has(off(Sights.deployment("hive")));
        cluster.watches = true;
        start();
        loop.drive(STAY_OFF);
        passUntil(pass -> pass.posture().equals(STAY_OFF));

        cluster.has(version(sized(Sights.deployment("hive"), 3, 0), "105"));
        loop.poke();
        cluster.awaits("lower hive 105", 1);

        assertThat(cluster.log()).containsSubsequence("survey", "glance", "survey", "lower hive 105");
    }

    /** The watches may not know yet of a pod that is there. */
    @Test
    void whatTheWatchesShowProvesNothing() throws Exception {
        var pod = podOf(Sights.deployment("hive"), "hive-1");
        cluster.has(Sights.deployment("hive"), pod);
        cluster.watches = true;
        cluster.unseen.add(pod);
        start();
        loop.drive(drain("d"));
        cluster.awaits("glance", 2);
        var before = stoppedSoFar();

        cluster.losesItsPods();
        loop.left(new PodGone(ended(pod), true));

        assertThat(before).isEmpty();
        assertThat(nextStopped()).isEqualTo(new Input.Stopped("d", ALL));
        assertThat(cluster.log()).containsSubsequence("glance", "survey", "glance", "survey");
    }

    @Test
    void withoutWatchesThatAreCaughtUpEachPassLists() throws Exception {
        cluster.has(off(Sights.deployment("hive")));
        start();
        loop.drive(STAY_OFF);
        passUntil(pass -> pass.posture().equals(STAY_OFF));

        loop.poke();
        cluster.awaits("survey", 2);

        assertThat(cluster.log()).doesNotContain("glance");
    }

    /** What waits behind the fence would start by its opening. */
    @Test
    void aFenceIsNotOpenedByWhatWatchesShow() throws Exception {
        cluster.has(sized(Sights.deployment("hive"), 3, 3));
        cluster.watches = true;
        cluster.fence = AdmissionFence.Effect.Unproved;
        start();

        loop.drive(ON);
        cluster.awaits("open 4", 3);

        assertThat(cluster.log()).doesNotContain("glance");
    }

    /** A role is taken by what runs here. */
    @Test
    void whoHasNoRoleIsNotToldWhatWatchesShow() throws Exception {
        cluster.has(sized(Sights.deployment("hive"), 3, 3));
        cluster.watches = true;
        start();

        cluster.awaits("survey", 1);
        loop.poke();
        cluster.awaits("survey", 2);

        assertThat(cluster.log()).doesNotContain("glance");
    }

    /** From when a fence counts as heard of everywhere; only a whole pass remembers that. */
    @Test
    void whatIsToBeRememberedTakesAWholePass() throws Exception {
        var now = new AtomicLong();
        cluster.has(off(Sights.deployment("hive")));
        cluster.watches = true;
        start(now::get);
        loop.drive(STAY_OFF);
        passUntil(pass -> pass.posture().equals(STAY_OFF));
        loop.drive(STAY_OFF);
        cluster.awaits("glance", 1);

        var before = cluster.log().stream().filter("survey"::equals).count();
        now.addAndGet(Fencing.HEARD_EVERYWHERE.plusSeconds(1).toNanos());
        loop.drive(STAY_OFF);
        cluster.awaits("survey", (int) before + 1);

        // The time may pass within the first glance or before the next one.
        assertThat(cluster.log()).containsSubsequence("survey", "glance", "survey");
    }

    @Test
    void inTheEndEverythingIsListedAgain() throws Exception {
        var now = new AtomicLong();
        cluster.has(off(Sights.deployment("hive")));
        cluster.watches = true;
        start(now::get);
        loop.drive(STAY_OFF);
        passUntil(pass -> pass.posture().equals(STAY_OFF));

        var before = cluster.log().stream().filter("survey"::equals).count();
        now.addAndGet(Duration.ofMinutes(31).toNanos());
        loop.drive(STAY_OFF);
        cluster.awaits("survey", (int) before + 1);

        assertThat(cluster.log()).doesNotContain("glance");
    }

    /** The cache that hands out components may lag behind the status that the last pass built. */
    @Test
    void remembersACountThoughTheComponentsOwnStatusIsOld() throws Exception {
        cluster.has(sized(Sights.deployment("hive"), 6, 6));
        start();
        loop.drive(ON);
        passUntil(pass -> pass.posture().equals(ON) && remembered(pass) == 6);

        loop.drive(drain("d"));
        nextStopped();
        var pass = passUntil(p -> p.posture().equals(drain("d")) && stateOf(p) == WorkloadState.Stopped);

        assertThat(remembered(pass)).isEqualTo(6);
    }

    private static int remembered(Pass pass) {
        var count = pass.statuses().get("hopsworks/c").workloads().getFirst().rememberedReplicas();
        return count == null ? 0 : count;
    }

    private static WorkloadState stateOf(Pass pass) {
        return pass.statuses().get("hopsworks/c").state();
    }

    private void start() {
        start(() -> 0);
    }

    private void start(LongSupplier nanos) {
        loop = new ComponentLoop("hopsworks", cluster, nanos, cluster::send, inputs::add, passes::add);
        loop.start();
    }

    private Input.Stopped nextStopped() throws InterruptedException {
        while (true) {
            var input = inputs.poll(PATIENCE, SECONDS);
            assertThat(input).as("an input in time, after %s", cluster.log()).isNotNull();
            if (input instanceof Input.Stopped stopped) {
                return stopped;
            }
        }
    }

    private List<Input> stoppedSoFar() {
        return inputs.stream().filter(Input.Stopped.class::isInstance).toList();
    }

    private Pass passUntil(Predicate<Pass> enough) throws InterruptedException {
        while (true) {
            var pass = passes.poll(PATIENCE, SECONDS);
            assertThat(pass).as("a pass in time, after %s", cluster.log()).isNotNull();
            if (enough.test(pass)) {
                return pass;
            }
        }
    }

    /** One region's cluster with one Deployment, whose controller is always quick, and what was asked of it in order. */
    private static final class Cluster implements ComponentLoop.World {

        private final List<String> log = new ArrayList<>();
        private final List<PodSeen> pods = new ArrayList<>();
        private RegionComponent component =
                component("c").with(deployment("hive")).build();
        private Found hive;
        private int version = 100;
        private volatile boolean confirms = true;
        private volatile boolean conflictsOnce;
        private volatile boolean watches;
        private final List<PodSeen> unseen = new ArrayList<>();
        private volatile int failsSurveys;
        private volatile int failsWrites;
        private volatile AdmissionFence.Effect fence = AdmissionFence.Effect.Proved;
        private volatile AdmissionFence.Effect closed = AdmissionFence.Effect.Proved;

        synchronized void has(Found found, PodSeen... running) {
            hive = found;
            pods.addAll(List.of(running));
        }

        synchronized void losesItsPods() {
            pods.clear();
        }

        synchronized void isTouched() {
            hive = version(hive, Integer.toString(++version));
        }

        synchronized List<String> log() {
            return List.copyOf(log);
        }

        synchronized void awaits(String entry, int times) throws InterruptedException {
            var deadline = System.nanoTime() + Duration.ofSeconds(PATIENCE).toNanos();
            while (log.stream().filter(entry::equals).count() < times) {
                assertThat(System.nanoTime())
                        .as("%s %s times, after %s", entry, times, log)
                        .isLessThan(deadline);
                wait(1000);
            }
        }

        private void note(String entry) {
            log.add(entry);
            notifyAll();
        }

        @Override
        public ComponentLoop.Components components() {
            return new ComponentLoop.Components(List.of(Sights.NAMESPACE), List.of(component));
        }

        @Override
        public synchronized Survey survey(ComponentLoop.Components components) {
            if (failsSurveys > 0) {
                failsSurveys--;
                note("survey failed");
                throw new IllegalStateException("scripted");
            }
            note("survey");
            return Sights.survey(hive).with(pods.toArray(PodSeen[]::new)).build();
        }

        @Override
        public synchronized Optional<Survey> glance(ComponentLoop.Components components, Survey last) {
            if (!watches) {
                return Optional.empty();
            }
            note("glance");
            var seen = pods.stream().filter(pod -> !unseen.contains(pod)).toArray(PodSeen[]::new);
            return Optional.of(Sights.survey(hive).with(seen).build());
        }

        @Override
        public synchronized boolean confirmActive(long term) {
            note("confirm " + term);
            return confirms;
        }

        @Override
        public boolean reports(Optional<String> node) {
            return true;
        }

        @Override
        public Optional<Role> role() {
            return Optional.of(Role.Demoting);
        }

        @Override
        public synchronized AdmissionFence.Closing closeFence(Role role) {
            note("close " + role);
            return AdmissionFence.Closing.Acknowledged;
        }

        @Override
        public synchronized AdmissionFence.Effect closedFence() {
            return closed;
        }

        @Override
        public synchronized AdmissionFence.Effect openFence(long term) {
            note("open " + term);
            return fence;
        }

        synchronized Outcome send(Write write) {
            var target = write.target();
            note(
                    switch (write) {
                        case Write.Lower lower ->
                            "lower hive " + target.resourceVersion() + (lower.asFound() ? " as found" : "");
                        case Write.Raise _ -> "raise hive " + target.resourceVersion();
                        case Write.Mark mark -> "mark hive " + target.resourceVersion() + " " + mark.drain();
                        case Write.DeleteJob _, Write.LowerSet _, Write.DeletePod _, Write.Disarm _ ->
                            throw new AssertionError("no component here says so");
                    });
            if (failsWrites > 0) {
                failsWrites--;
                return new Outcome.Failed(write, "scripted");
            }
            if (outdated(write)) {
                return new Outcome.Conflict(write);
            }
            if (conflictsOnce) {
                conflictsOnce = false;
                hive = version(hive, Integer.toString(++version));
                return new Outcome.Conflict(write);
            }
            hive = version(
                    switch (write) {
                        case Write.Lower _ -> off(hive);
                        case Write.Raise raise -> sized(hive, raise.replicas(), raise.replicas());
                        case Write.Mark mark -> Sights.marked(hive, mark.drain());
                        case Write.DeleteJob _, Write.LowerSet _, Write.DeletePod _, Write.Disarm _ -> hive;
                    },
                    Integer.toString(++version));
            return new Outcome.Written(write, hive.resourceVersion());
        }

        private boolean outdated(Write write) {
            return write instanceof Write.Lower lower
                    && lower.asFound()
                    && !lower.target().resourceVersion().equals(hive.resourceVersion());
        }
    }
}
