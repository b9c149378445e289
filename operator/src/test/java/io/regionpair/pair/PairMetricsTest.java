package io.regionpair.pair;

import static io.regionpair.pair.Pairs.NOW;
import static io.regionpair.pair.Pairs.PARAMS;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.regionpair.api.Reason;
import io.regionpair.arbitrator.client.PollResult;
import io.regionpair.arbitrator.client.Reply;
import io.regionpair.protocol.Answer;
import io.regionpair.protocol.Input;
import io.regionpair.protocol.Moment;
import io.regionpair.protocol.PairState;
import io.regionpair.protocol.Protocol;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PairMetricsTest {

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
        assertThat(registry.find("regionpair.arbitrator.convergence").timer()).isNull();
        hears(says("us"), says("us"), says("us"));

        assertThat(disagreeing()).isZero();
        assertThat(registry.get("regionpair.arbitrator.convergence").timer().totalTime(TimeUnit.SECONDS))
                .isEqualTo(15);
        hears(says("us"), says("us"), says("us"));
        assertThat(registry.get("regionpair.arbitrator.convergence").timer().count())
                .isOne();
    }

    @Test
    void silenceIsNoConvergence() {
        hears(says("us"), says("eu"));
        passes(Duration.ofSeconds(5));

        hears(silent(), silent());

        assertThat(disagreeing()).isOne();
        assertThat(registry.find("regionpair.arbitrator.convergence").timer()).isNull();
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
        metrics.polled("shop", new PollResult(List.of(Reply.of(says("eu"))), sentAt, sentAt + 1));
    }

    private void passes(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private void hears(Answer... answers) {
        var step = Protocol.step(
                PairState.start(), new Input.Polled(List.of(answers)), PARAMS, new Moment(now.get(), "nonce"));
        metrics.published(
                "shop", new PairSnapshot(step.state(), PARAMS, step.standing(), NOW, Optional.empty(), List.of()));
    }

    private double disagreeing() {
        return registry.get("regionpair.arbitrator.disagreeing").gauge().value();
    }

    private static Answer says(String region) {
        return new Answer.Names("https://judge.example.com/", region, OptionalLong.empty(), Optional.empty());
    }

    private static Answer silent() {
        return new Answer.Unreachable("https://judge.example.com/", Reason.ArbitratorUnreachable, "refused");
    }
}
