package io.regionpair.pair;

import static io.regionpair.pair.Pairs.NOW;
import static io.regionpair.pair.Pairs.record;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.regionpair.api.LastDecision;
import io.regionpair.api.Reason;
import io.regionpair.api.Role;
import io.regionpair.pair.RecordStore.Reading;
import io.regionpair.protocol.Answer;
import io.regionpair.protocol.Census;
import io.regionpair.protocol.Coverage;
import io.regionpair.protocol.Effect;
import io.regionpair.protocol.Input;
import io.regionpair.protocol.Memory;
import io.regionpair.protocol.Params;
import io.regionpair.protocol.PeerAnswer;
import io.regionpair.protocol.Posture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PairEngineTest {

    private static final int PATIENCE = 20;

    private final Outside outside = new Outside();
    private final BlockingQueue<PairSnapshot> snapshots = new LinkedBlockingQueue<>();
    private PairEngine engine;

    @AfterEach
    void end() {
        outside.answers.countDown();
        outside.accepts.countDown();
        engine.close();
    }

    @Test
    void readsTheRecordFirstAndDrivesWhatItSays() throws Exception {
        outside.has(record(Role.Active, 4));
        start();

        until(snapshot -> snapshot.state().role().equals(Optional.of(Role.Active)));

        assertThat(outside.log()).containsExactly("load", "drive On 4");
    }

    @Test
    void nothingThatDependsOnAStoreHappensBeforeTheApiServerConfirmedIt() throws Exception {
        outside.has(record(Role.Active, 4));
        outside.accepts = new CountDownLatch(1);
        start();
        until(snapshot -> snapshot.state().role().equals(Optional.of(Role.Active)));

        engine.accept(named("us"));
        outside.awaits("store Demoting");
        // The engine goes on meanwhile, as this shows.
        engine.accept(new Input.PeerSeen(Optional.empty(), 0));
        until(snapshot -> snapshot.state().peer().reachable().equals(Optional.of(false)));
        var meanwhile = outside.log();
        outside.accepts.countDown();
        until(snapshot -> snapshot.state().role().equals(Optional.of(Role.Demoting)));

        assertThat(meanwhile).noneMatch(entry -> entry.startsWith("drive Off"));
        assertThat(outside.log()).containsSubsequence("store Demoting", "stored Demoting", "drive Off nonce");
    }

    @Test
    void whatIsStoredSaysWhy() throws Exception {
        outside.has(record(Role.Active, 4));
        start();
        until(snapshot -> snapshot.state().role().equals(Optional.of(Role.Active)));

        engine.accept(named("us"));
        until(snapshot -> snapshot.state().role().equals(Optional.of(Role.Demoting)));

        assertThat(outside.decision).isEqualTo(new LastDecision("NamedPeer", "the arbitrator names us", NOW));
    }

    @Test
    void aConflictIsAReasonToReadAgainAndToDecideAnew() throws Exception {
        outside.has(record(Role.Passive, 3).granting("peer", OptionalLong.empty()));
        start();
        until(snapshot -> snapshot.state().role().isPresent());
        outside.isOverwrittenBy(record(Role.Frozen, 3));

        isNamed();
        until(snapshot -> snapshot.state().role().equals(Optional.of(Role.Frozen)));

        assertThat(outside.log()).containsSubsequence("load", "store Promoting", "load");
        assertThat(outside.log()).doesNotContain("stored Promoting");
        assertThat(outside.stored().role()).isEqualTo(Role.Frozen);
    }

    @Test
    void aRecordThatCannotBeReadIsReadAgainAfterAPause() throws Exception {
        outside.has(record(Role.Active, 4));
        outside.failsLoads = 2;
        var began = System.nanoTime();
        start();

        var troubled = until(snapshot -> snapshot.standing().reason() == Reason.RecordUnread
                && snapshot.standing().message().equals("etcd is away"));
        until(snapshot -> snapshot.state().role().equals(Optional.of(Role.Active)));

        assertThat(troubled.state().role()).as("no role without a record").isEmpty();
        assertThat(outside.log()).filteredOn("load"::equals).hasSize(3);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(900));
    }

    /** The state before would read as if everything were well. */
    @Test
    void aRecordThatCannotBeWrittenIsSaidForAsLongAsThatLasts() throws Exception {
        outside.has(record(Role.Active, 4));
        start();
        until(snapshot -> snapshot.state().role().equals(Optional.of(Role.Active)));
        outside.refusesStores = 1;

        engine.accept(named("us"));
        var refused = until(snapshot -> snapshot.standing().reason() == Reason.StoreFailing);
        var rest = new ArrayList<Reason>();
        until(snapshot -> {
            rest.add(snapshot.standing().reason());
            return snapshot.state().role().equals(Optional.of(Role.Demoting));
        });

        assertThat(refused.standing().message()).isEqualTo("forbidden");
        assertThat(refused.standing().waiting()).isTrue();
        assertThat(rest.subList(0, rest.size() - 1)).containsOnly(Reason.StoreFailing);
        assertThat(rest.getLast()).isEqualTo(Reason.WaitingForStop);
    }

    @Test
    void aConflictIsNothingToTellAnybody() throws Exception {
        outside.has(record(Role.Passive, 3).granting("peer", OptionalLong.empty()));
        start();
        until(snapshot -> snapshot.state().role().isPresent());
        outside.isOverwrittenBy(record(Role.Passive, 3).granting("peer-2", OptionalLong.empty()));
        var reasons = new ArrayList<Reason>();

        isNamed();
        until(snapshot -> {
            reasons.add(snapshot.standing().reason());
            return snapshot.state().role().equals(Optional.of(Role.Promoting));
        });

        assertThat(reasons).doesNotContain(Reason.StoreFailing, Reason.RecordUnread);
    }

    @Test
    void aWriteThatMayHaveArrivedIsReadBeforeAnythingElse() throws Exception {
        outside.has(record(Role.Active, 4));
        outside.losesAnswers = 1;
        start();
        until(snapshot -> snapshot.state().role().equals(Optional.of(Role.Active)));

        engine.accept(named("us"));
        until(snapshot -> snapshot.state().role().equals(Optional.of(Role.Demoting)));

        assertThat(outside.log()).containsSubsequence("store Demoting", "load", "drive Off nonce");
        assertThat(outside.log()).filteredOn("store Demoting"::equals).hasSize(1);
    }

    @Test
    void itsOwnWritesAreNoNews() throws Exception {
        outside.has(record(Role.Active, 4));
        start();
        until(snapshot -> snapshot.state().role().equals(Optional.of(Role.Active)));
        engine.accept(named("us"));
        until(snapshot -> snapshot.state().role().equals(Optional.of(Role.Demoting)));

        engine.recordSeen(outside.version());
        engine.accept(new Input.PeerSeen(Optional.empty(), 0));
        until(snapshot -> snapshot.state().peer().reachable().isPresent());

        assertThat(outside.log()).filteredOn("load"::equals).hasSize(1);
    }

    @Test
    void somebodyElsesWriteIsReadAndObeyed() throws Exception {
        outside.has(record(Role.Active, 4));
        start();
        until(snapshot -> snapshot.state().role().equals(Optional.of(Role.Active)));
        outside.isOverwrittenBy(record(Role.Frozen, 4));

        engine.recordSeen(outside.version());
        until(snapshot -> snapshot.state().role().equals(Optional.of(Role.Frozen)));

        assertThat(outside.log()).containsSubsequence("drive On 4", "load", "drive Leave");
    }

    @Test
    void aRecordThatItCannotTellIsLeftAloneWithItsWorkloads() throws Exception {
        outside.uninterpretable = true;
        start();

        var frozen = until(snapshot -> snapshot.standing().reason() == Reason.RecordUninterpretable);
        isNamed();
        until(snapshot -> snapshot.state().hearing().valid().isPresent());

        assertThat(frozen.state().role()).contains(Role.Frozen);
        assertThat(outside.log()).allMatch("load"::equals);
    }

    @Test
    void aQuestionThatThrowsIsSilence() throws Exception {
        outside.has(record(Role.Passive, 3));
        start();

        isNamed();
        var asked = until(snapshot -> snapshot.state().peer().answer().isPresent());

        assertThat(asked.state().peer().answer())
                .contains(new PeerAnswer.Silent(Reason.PeerUnreachable, "the operator failed to ask"));
        assertThat(asked.state().peer().asking()).isFalse();
    }

    @Test
    void aYesMakesItActiveOnlyOnceThatIsStored() throws Exception {
        outside.has(record(Role.Passive, 3));
        outside.answer = new PeerAnswer.Yes(
                "nonce", new PeerAnswer.Sight(Role.Passive, 3, OptionalLong.empty()), Set.of(), List.of());
        start();
        engine.accept(new Input.Surveyed(new Census(Map.of(), false)));

        isNamed();
        until(snapshot -> snapshot.state().role().equals(Optional.of(Role.Active)));

        assertThat(outside.log())
                .containsSubsequence("stored Promoting", "ask nonce", "store Active", "stored Active", "drive On 4");
    }

    @Test
    void asksTheArbitratorAgainWhenAnAnswerHasToBeConfirmed() throws Exception {
        outside.has(record(Role.Passive, 3));
        outside.answer = new PeerAnswer.Yes(
                "nonce", new PeerAnswer.Sight(Role.Passive, 3, OptionalLong.empty()), Set.of(), List.of());
        start();
        engine.accept(new Input.Surveyed(new Census(Map.of(), false)));
        isNamed();
        until(snapshot -> snapshot.state().role().equals(Optional.of(Role.Active)));

        engine.accept(named("us"));
        until(snapshot -> snapshot.standing().reason() == Reason.WaitingForConfirmation);
        engine.accept(named("us"));
        until(snapshot -> snapshot.state().role().equals(Optional.of(Role.Demoting)));

        var log = outside.log();
        assertThat(log.subList(log.indexOf("drive On 4") + 1, log.indexOf("store Demoting")))
                .containsExactly("ask the arbitrator");
    }

    /** While a question is under way every rule asks to look again at once; each look publishes a status. */
    @Test
    void doesNotSpinWhileThePeerIsSilent() throws Exception {
        outside.has(record(Role.Passive, 3));
        outside.answers = new CountDownLatch(1);
        var clock = new AtomicLong();
        // The pause between two questions is over at once.
        start(() -> clock.addAndGet(Duration.ofSeconds(1).toNanos()));
        isNamed();
        outside.awaits("ask nonce");
        snapshots.clear();
        var began = System.nanoTime();

        for (var i = 0; i < 20; i++) {
            assertThat(snapshots.poll(PATIENCE, SECONDS)).isNotNull();
        }

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(150));
        assertThat(outside.log()).filteredOn("ask nonce"::equals).hasSize(1);
    }

    @Test
    void aDefectInOneStepDoesNotEndIt() throws Exception {
        outside.has(record(Role.Active, 4));
        outside.failsParams = 3;
        start();

        assertThat(until(snapshot -> snapshot.state().role().equals(Optional.of(Role.Active))))
                .isNotNull();
    }

    @Test
    void journalsASwitchWithItsCause() throws Exception {
        outside.has(record(Role.Active, 4));
        start();
        until(snapshot -> snapshot.state().role().equals(Optional.of(Role.Active)));

        engine.accept(named("us"));
        var snapshot = until(s -> s.state().role().equals(Optional.of(Role.Demoting)));
        engine.accept(new Input.Stopped("nonce", Coverage.NOTHING));
        var done = until(s -> s.state().role().equals(Optional.of(Role.Passive)));

        assertThat(snapshot.switches()).singleElement().satisfies(entry -> {
            assertThat(entry.from()).isEqualTo(Role.Active);
            assertThat(entry.to()).isEqualTo(Role.Passive);
            assertThat(entry.cause()).isEqualTo(Reason.NamedPeer);
            assertThat(entry.completedAt()).isEmpty();
        });
        assertThat(done.switches()).singleElement().satisfies(entry -> {
            assertThat(entry.completedAt()).isPresent();
            assertThat(entry.phases()).containsOnlyKeys("stopped");
        });
    }

    @Test
    void aProofForAnotherDrainProvesNothing() throws Exception {
        outside.has(record(Role.Demoting, 4));
        start();
        until(snapshot -> snapshot.state().role().equals(Optional.of(Role.Demoting)));

        engine.accept(new Input.Stopped("another", Coverage.NOTHING));
        var after = until(
                snapshot -> snapshot.state().stopped().map(Input.Stopped::drain).equals(Optional.of("another")));

        assertThat(after.state().role()).contains(Role.Demoting);
        assertThat(outside.log()).noneMatch(entry -> entry.startsWith("store"));
    }

    /** As often as it takes to be believed. */
    private void isNamed() {
        engine.accept(named("eu"));
        engine.accept(named("eu"));
    }

    private static Input named(String region) {
        return new Input.Polled(
                List.of(new Answer.Names("https://judge.example.com/", region, OptionalLong.empty(), Optional.empty())),
                0);
    }

    private void start() {
        start(() -> 0);
    }

    private void start(LongSupplier nanos) {
        engine = new PairEngine("hopsworks", outside, outside, () -> NOW, nanos, snapshots::add);
        engine.start();
    }

    private PairSnapshot until(Predicate<PairSnapshot> enough) throws InterruptedException {
        while (true) {
            var snapshot = snapshots.poll(PATIENCE, SECONDS);
            assertThat(snapshot)
                    .as("a snapshot in time, after %s", outside.log())
                    .isNotNull();
            if (enough.test(snapshot)) {
                return snapshot;
            }
        }
    }

    /** The peer, the components and the record, with failures to order, and what was asked of them in order. */
    private static final class Outside implements PairEngine.World, PairEngine.Records {

        private final List<String> log = new ArrayList<>();
        private final AtomicInteger versions = new AtomicInteger(100);
        private Memory memory;
        private String version;
        private String read;
        private volatile boolean uninterpretable;
        private volatile int failsLoads;
        private volatile int losesAnswers;
        private volatile int refusesStores;
        private volatile int failsParams;
        private volatile LastDecision decision;
        private volatile PeerAnswer answer;
        private volatile CountDownLatch accepts = new CountDownLatch(0);
        private volatile CountDownLatch answers = new CountDownLatch(0);

        synchronized void has(Memory stored) {
            memory = stored;
            version = Integer.toString(versions.incrementAndGet());
        }

        void isOverwrittenBy(Memory other) {
            has(other);
        }

        synchronized Memory stored() {
            return memory;
        }

        synchronized String version() {
            return version;
        }

        synchronized List<String> log() {
            return List.copyOf(log);
        }

        synchronized void awaits(String entry) throws InterruptedException {
            while (!log.contains(entry)) {
                wait(Duration.ofSeconds(PATIENCE).toMillis());
            }
        }

        private synchronized void note(String entry) {
            log.add(entry);
            notifyAll();
        }

        @Override
        public Optional<Params> params() {
            if (failsParams > 0) {
                failsParams--;
                throw new IllegalStateException("scripted");
            }
            return Optional.of(Pairs.PARAMS);
        }

        @Override
        public PeerAnswer ask(Effect.AskPeer question) {
            note("ask " + question.attempt());
            await(answers);
            if (answer == null) {
                throw new IllegalStateException("scripted");
            }
            return answer;
        }

        @Override
        public void askArbitrator() {
            note("ask the arbitrator");
        }

        @Override
        public void drive(Posture posture) {
            note("drive "
                    + switch (posture) {
                        case Posture.Leave _ -> "Leave";
                        case Posture.Off off -> "Off " + off.drain().orElse("-");
                        case Posture.On on -> "On " + on.term();
                    });
        }

        @Override
        public String nonce() {
            return "nonce";
        }

        @Override
        public synchronized Reading load() {
            note("load");
            if (failsLoads > 0) {
                failsLoads--;
                throw refusal(500, "etcd is away");
            }
            read = version;
            if (uninterpretable) {
                return new Reading.Uninterpretable("protocol version 99");
            }
            return memory == null ? new Reading.Absent() : new Reading.Present(memory);
        }

        @Override
        public void store(Memory next, LastDecision why) {
            note("store " + next.role());
            await(accepts);
            write(next, why);
        }

        private synchronized void write(Memory next, LastDecision why) {
            if (refusesStores > 0) {
                refusesStores--;
                throw refusal(403, "forbidden");
            }
            if (!Objects.equals(read, version)) {
                throw refusal(409, "the object has been modified");
            }
            has(next);
            decision = why;
            if (losesAnswers > 0) {
                losesAnswers--;
                throw new KubernetesClientException("the connection broke");
            }
            read = version;
            note("stored " + next.role());
        }

        @Override
        public synchronized boolean knows(String seen) {
            return Objects.equals(read, seen);
        }

        private static KubernetesClientException refusal(int code, String message) {
            return new KubernetesClientException(
                    message,
                    code,
                    new StatusBuilder().withCode(code).withMessage(message).build());
        }

        private static void await(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
