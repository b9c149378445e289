package io.regionpair.pair;

import io.regionpair.protocol.Grant;
import io.regionpair.protocol.Memory;
import io.regionpair.protocol.PairState;
import io.regionpair.protocol.Params;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Answers the guards of one pair's pods, from what the engine knows and reads of the record by quorum. */
final class PairGrants implements AutoCloseable {

    /**
     * For a read. A guard that asks for a renewal gets its answer from the last one that came; a longer wait only costs it time, and a
     * tenth would miss the answers of a busy API server.
     */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** One read serves all renewals of so long: a thousand pods that renew are one request a second. */
    private static final Duration SHARED = Duration.ofSeconds(1);

    /** Reads it by quorum. */
    interface StoredRole {

        /** It is Active with this term. */
        boolean confirmsActive(long term);
    }

    private record Look(Grant.Confirmation read, boolean active) {}

    private final Supplier<PairState> state;
    private final Supplier<Optional<Params>> params;
    private final StoredRole record;
    private final LongSupplier nanos;
    private final AtomicReference<Optional<Look>> latest = new AtomicReference<>(Optional.empty());
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    PairGrants(Supplier<PairState> state, Supplier<Optional<Params>> params, StoredRole record, LongSupplier nanos) {
        this.state = state;
        this.params = params;
        this.record = record;
        this.nanos = nanos;
    }

    /** Absent while the spec can't be used. */
    Optional<Grant.Answer> answer(Grant.Request request) throws InterruptedException {
        var askedAt = nanos.getAsLong();
        var term = state.get().durable().confirmed().map(Memory::term).orElse(0L);
        if (request.holds().isEmpty() || !isFresh(term, askedAt)) {
            look(term);
        }
        return params.get()
                .map(now -> Grant.answer(
                        state.get(),
                        now,
                        request,
                        latest.get().filter(Look::active).map(Look::read),
                        askedAt,
                        nanos.getAsLong()));
    }

    private boolean isFresh(long term, long now) {
        return latest.get()
                .filter(look -> look.read().term() == term && now - look.read().sentAt() < SHARED.toNanos())
                .isPresent();
    }

    private void look(long term) throws InterruptedException {
        var read = new Grant.Confirmation(term, nanos.getAsLong());
        var looking = CompletableFuture.runAsync(
                () -> {
                    var seen = new Look(read, record.confirmsActive(term));
                    latest.accumulateAndGet(Optional.of(seen), PairGrants::later);
                },
                threads);
        try {
            looking.get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException _) {
            // What is known stays known: for how long it counts is the rule's business.
        }
    }

    private static Optional<Look> later(Optional<Look> one, Optional<Look> other) {
        var first = one.map(look -> look.read().sentAt());
        var second = other.map(look -> look.read().sentAt());
        return first.isPresent() && second.isPresent() && first.get() - second.get() > 0 ? one : other;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
