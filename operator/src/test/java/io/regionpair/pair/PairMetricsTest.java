package io.regionpair.pair;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.regionpair.api.Reason;
import io.regionpair.api.Role;
import io.regionpair.arbitrator.client.PollResult;
import io.regionpair.arbitrator.client.Reply;
import io.regionpair.protocol.Answer;
import io.regionpair.protocol.Coverage;
import io.regionpair.protocol.Durable;
import io.regionpair.protocol.Handshake;
import io.regionpair.protocol.Memory;
import io.regionpair.protocol.PairState;
import io.regionpair.protocol.Parameters;
import io.regionpair.protocol.Params;
import io.regionpair.protocol.Params.Epochs;
import io.regionpair.protocol.PeerAnswer;
import io.regionpair.protocol.PeerAnswer.Sight;
import io.regionpair.protocol.Standing;
import io.regionpair.protocol.Tenure;
import io.regionpair.protocol.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PairMetricsTest {

    private static final Sight SIGHT = new Sight(Role.Demoting, 3, OptionalLong.empty());

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AtomicLong now = new AtomicLong(1_000_000_000L);
    private final PairMetrics metrics = new PairMetrics(registry, now::get);

    @Test
    void measuresHowLongTheEndpointsTakeToSayTheSame() {
        hears(says("eu"), says("eu"), says("eu"));
        assertThat(disagreeing()).isZero();

        hears(says("us"), says("eu"), says("eu"));
        assertThat(disagreeing()).isOne();
        passes(Duration.ofSeconds(9));
        hears(says("us"), says("us"), says("eu"));
        passes(Duration.ofSeconds(6));
        for (var round = 1; round <= 3; round++) {
            assertThat(disagreeing()).isOne();
            assertThat(measured()).isZero();
            hears(says("us"), says("us"), says("us"));
            passes(Duration.ofSeconds(2));
        }

        assertThat(disagreeing()).isZero();
        assertThat(measured()).isEqualTo(15);
        hears(says("us"), says("us"), says("us"));
        assertThat(registry.get("regionpair.arbitrator.convergence").timer().count())
                .isOne();
    }

    @Test
    void anEndpointThatDoesNotAnswerForAMomentHasNotConverged() {
        hears(says("us"), says("us"), says("eu"));
        passes(Duration.ofSeconds(2));
        hears(says("us"), says("us"), silent());
        hears(says("us"), says("us"), silent());
        hears(says("us"), says("us"), says("eu"));
        passes(Duration.ofSeconds(2));
        for (var round = 1; round <= 3; round++) {
            hears(says("us"), says("us"), says("us"));
        }

        assertThat(measured()).isEqualTo(4);
    }

    @Test
    void tellsHowLongTheLeaseLastsAndNothingWithoutOne() {
        metrics.published("shop", active(Optional.empty()));
        assertThat(remaining()).isNaN();

        var timing = new Timing(
                Duration.ofSeconds(4),
                Duration.ofSeconds(6),
                Duration.ofSeconds(2),
                Duration.ofMillis(500),
                Duration.ofSeconds(25),
                Duration.ofSeconds(30));
        metrics.published("shop", active(Optional.of(timing)));
        assertThat(remaining()).isEqualTo(6);
        passes(Duration.ofSeconds(2));
        assertThat(remaining()).isEqualTo(4);
        passes(Duration.ofSeconds(9));
        assertThat(remaining()).isZero();
    }

    private double remaining() {
        return registry.get("regionpair.lease.remaining.seconds").gauge().value();
    }

    /** Confirmed by an answer to a question that was sent now. */
    private PairSnapshot active(Optional<Timing> timing) {
        var told = new Parameters(1, 1, timing, false, false);
        var memory = Memory.first();
        var active = new Memory(
                Role.Active,
                2,
                memory.maxEpoch(),
                memory.attempt(),
                memory.grantedTo(),
                memory.coverage(),
                memory.counts(),
                memory.assertion(),
                memory.lost(),
                timing.isPresent()
                        ? new Handshake(Optional.of(told), Optional.of(told), Optional.empty())
                        : Handshake.NONE,
                Coverage.NOTHING);
        var start = PairState.start();
        var state = new PairState(
                new Durable.Known(active),
                start.hearing(),
                start.peer(),
                start.census(),
                Optional.empty(),
                false,
                false,
                start.losses(),
                new Tenure(OptionalLong.of(now.get()), false, Optional.empty()),
                start.driven());
        var params = new Params(
                "eu",
                "us",
                2,
                Epochs.Optional,
                true,
                false,
                Optional.empty(),
                Params.Leaving.No,
                Duration.ofSeconds(1));
        return new PairSnapshot(
                state,
                params,
                new Standing(Reason.Steady, false, "", ""),
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    @Test
    void silenceIsNoConvergence() {
        hears(says("us"), says("eu"));

        for (var round = 1; round <= 5; round++) {
            hears(silent(), silent());
        }

        assertThat(disagreeing()).isOne();
        assertThat(measured()).isZero();
    }

    @Test
    void epochsThatAreIgnoredDisagreeAboutNothing() {
        var round = new PollResult(
                Stream.of(7, 8)
                        .map(epoch -> Reply.of(says("eu", OptionalLong.of(epoch))))
                        .toList(),
                0,
                1);

        metrics.polled("shop", round, Epochs.Ignored);
        assertThat(disagreeing()).isZero();

        metrics.polled("shop", round, Epochs.Optional);
        assertThat(disagreeing()).isOne();
    }

    /** It was sent up to half a minute before its answer came, and ordinary polls were sent and answered since. */
    @Test
    void theAnswerOfALongPollMakesTheLastAnswerNoOlder() {
        polled(TimeUnit.SECONDS.toNanos(100));
        polled(TimeUnit.SECONDS.toNanos(80));
        now.set(TimeUnit.SECONDS.toNanos(101));

        assertThat(registry.get("regionpair.arbitrator.answer.age.seconds")
                        .gauge()
                        .value())
                .isEqualTo(1);
    }

    private void polled(long sentAt) {
        metrics.polled("shop", new PollResult(List.of(Reply.of(says("eu"))), sentAt, sentAt + 1), Epochs.Optional);
    }

    private void passes(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private void hears(Answer... answers) {
        var replies = Stream.of(answers).map(Reply::of).toList();
        metrics.polled("shop", new PollResult(replies, now.get(), now.get()), Epochs.Optional);
    }

    /** Seconds, of all roll-outs together. */
    private double measured() {
        var timer = registry.find("regionpair.arbitrator.convergence").timer();
        return timer == null ? 0 : timer.totalTime(TimeUnit.SECONDS);
    }

    private double disagreeing() {
        return registry.get("regionpair.arbitrator.disagreeing").gauge().value();
    }

    private static Answer says(String region) {
        return says(region, OptionalLong.empty());
    }

    private static Answer says(String region, OptionalLong epoch) {
        return new Answer.Names("https://judge.example.com/", region, epoch, Optional.empty());
    }

    private static Answer silent() {
        return new Answer.Unreachable("https://judge.example.com/", Reason.ArbitratorUnreachable, "refused");
    }

    @Test
    void whatCameOfEachQuestionIsCountedByItsReason() {
        metrics.asked("shop", new PeerAnswer.Silent(Reason.PeerAnsweredOther, "another attempt"));
        metrics.asked("shop", new PeerAnswer.Silent(Reason.PeerAnsweredOther, "another pair"));
        metrics.asked("shop", new PeerAnswer.No("a1", SIGHT, Reason.PeerNotPassive, "Demoting"));
        metrics.asked("shop", new PeerAnswer.Yes("a1", SIGHT, Set.of(), List.of()));

        assertThat(count("silent", "PeerAnsweredOther")).isEqualTo(2);
        assertThat(count("no", "PeerNotPassive")).isEqualTo(1);
        assertThat(count("yes", "AcknowledgementReceived")).isEqualTo(1);
        metrics.gone("shop");
        assertThat(registry.getMeters()).isEmpty();
    }

    private double count(String kind, String reason) {
        return registry.get("regionpair.peer.answers")
                .tags("pair", "shop", "kind", kind, "reason", reason)
                .counter()
                .count();
    }
}
