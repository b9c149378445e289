package io.regionpair.pair;

import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.api.Reason;
import io.regionpair.protocol.Grant;
import io.regionpair.protocol.PairState;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How the record is read for guards; what they are told is the rule's business. */
@Timeout(60)
class PairGrantsTest {

    private static final Grant.Request START = new Grant.Request("a/b", OptionalLong.empty());
    private static final Grant.Request RENEWAL = new Grant.Request("a/b", OptionalLong.of(0));

    private final AtomicLong now = new AtomicLong(1_000_000_000_000L);
    private final AtomicInteger reads = new AtomicInteger();
    private volatile LongPredicate stored = _ -> true;

    private PairGrants grants() {
        return new PairGrants(
                PairState::start,
                () -> Optional.of(Pairs.PARAMS),
                term -> {
                    reads.incrementAndGet();
                    return stored.test(term);
                },
                now::get);
    }

    @Test
    void everyStartReadsAndRenewalsShareARead() throws Exception {
        try (var grants = grants()) {
            grants.answer(START);
            grants.answer(START);
            assertThat(reads).hasValue(2);

            grants.answer(RENEWAL);
            grants.answer(RENEWAL);
            assertThat(reads).hasValue(2);

            now.addAndGet(1_000_000_000L);
            grants.answer(RENEWAL);
            assertThat(reads).hasValue(3);
        }
    }

    /** A guard that asks while the API server hangs has to hear something before its own patience ends. */
    @Test
    void aReadThatHangsIsWaitedForBriefly() throws Exception {
        var never = new CountDownLatch(1);
        stored = _ -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return true;
        };
        try (var grants = grants()) {
            var answer = grants.answer(START).orElseThrow();

            assertThat(reads).hasValue(1);
            assertThat(answer).isInstanceOf(Grant.Answer.Refused.class);
        }
    }

    @Test
    void aReadThatFailsIsNone() throws Exception {
        stored = _ -> {
            throw new IllegalStateException("no API server");
        };
        try (var grants = grants()) {
            assertThat(grants.answer(START))
                    .hasValueSatisfying(answer ->
                            assertThat(((Grant.Answer.Refused) answer).reason()).isEqualTo(Reason.NotActive));
        }
    }

    @Test
    void withoutUsableParametersThereIsNoAnswer() throws Exception {
        try (var grants = new PairGrants(PairState::start, Optional::empty, _ -> true, now::get)) {
            assertThat(grants.answer(START)).isEmpty();
        }
    }
}
