package io.regionpair.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regionpair.workload.Write.Outcome;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class SwitcherTest {

    private static final List<Write> FORTY = IntStream.range(0, 40)
            .<Write>mapToObj(i -> new Write.Lower(Sights.deployment("w" + i)))
            .toList();

    @Test
    void answersEveryWriteInTheOrderGiven() throws Exception {
        try (var switcher = new Switcher(write -> new Outcome.Written(write, "101"))) {
            assertThat(switcher.execute(FORTY)).extracting(Outcome::write).isEqualTo(FORTY);
        }
    }

    @Test
    void sendsSixteenAtATimeAndNotOneMore() throws Exception {
        var under = new AtomicInteger();
        var most = new AtomicInteger();
        var sixteen = new CountDownLatch(16);
        try (var switcher = new Switcher(write -> {
            most.accumulateAndGet(under.incrementAndGet(), Math::max);
            sixteen.countDown();
            await(sixteen);
            under.decrementAndGet();
            return new Outcome.Written(write, "101");
        })) {
            switcher.execute(FORTY);
        }

        assertThat(most).hasValue(16);
    }

    @Test
    void aDefectInOneWriteIsNoAnswerOfTheApiServer() throws Exception {
        try (var switcher = new Switcher(_ -> {
            throw new IllegalArgumentException("scripted");
        })) {
            assertThatThrownBy(() -> switcher.execute(FORTY))
                    .isInstanceOf(IllegalStateException.class)
                    .hasRootCauseMessage("scripted");
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
