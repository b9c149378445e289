package io.regionpair.ops;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which of a region's operators runs the engines: the holder of one Lease. Saves work, and is <em>never</em> a safety argument: two
 * processes can believe that they lead, and what matters is a compare-and-set on one object.
 *
 * <p>Controllers are started when this process leads and not before, without the framework's own leader election (whose deposed leader
 * goes on). A standby therefore has cold caches: a takeover costs one round of lists. A deposed leader can't be put to sleep, it halts
 * the process at once; whoever runs it starts it again. Used for one campaign.
 */
public final class Leadership implements AutoCloseable, Health.Check {

    private static final Logger log = LoggerFactory.getLogger(Leadership.class);

    /**
     * An election that didn't even try for this long has died. A request can hang for a minute or more, and that is no reason to restart;
     * at ten times this a standby that is none would go unnoticed for an hour.
     */
    private static final Duration SILENCE = Duration.ofMinutes(5);

    /**
     * Between two looks at the deadline. Sleeping doesn't count while the machine is suspended, the clock does: after it wakes up, this is
     * how long a leader of yesterday goes on. A tenth would only wake more often.
     */
    private static final Duration GLANCE = Duration.ofSeconds(1);

    /** The status of a process that halted because it no longer leads. */
    public static final int DEPOSED = 3;

    /**
     * Whose Lease, and how long it holds.
     *
     * @param identity the same after a restart of the same instance, which then takes its own lease back without waiting for its end
     * @param lease others may take the lease when they have seen no renewal for this long
     * @param renewDeadline shorter: a leader that didn't renew for this long halts, before anybody else leads
     * @param retryPeriod between two attempts to take or renew
     */
    public record Settings(
            String namespace,
            String name,
            String identity,
            Duration lease,
            Duration renewDeadline,
            Duration retryPeriod) {}

    private final KubernetesClient client;
    private final Settings settings;
    private final LongSupplier nanos;
    private final IntConsumer halt;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("leadership-", 0).factory());
    private final AtomicReference<@Nullable Long> renewedAt = new AtomicReference<>();
    private final AtomicBoolean ending = new AtomicBoolean();
    private final Heartbeat tries;
    private volatile @Nullable CompletableFuture<?> election;

    /**
     * Doesn't campaign yet.
     *
     * @param client its requests should end well within the renew deadline
     * @param nanos a monotonic clock that counts suspension
     * @param halt {@link Runtime#halt} outside of tests: hooks could hang, and would act as leader meanwhile
     */
    public Leadership(KubernetesClient client, Settings settings, LongSupplier nanos, IntConsumer halt) {
        this.client = client;
        this.settings = settings;
        this.nanos = nanos;
        this.halt = halt;
        this.tries = new Heartbeat(nanos, SILENCE);
    }

    /**
     * Strives to lead, from now on.
     *
     * @param whenLeading called once, on a thread of its own, after the Lease was written with this identity; an exception ends the
     *     process, as a leader that does nothing would only keep others from it
     */
    public void campaign(Runnable whenLeading) {
        var lock = new ObservedLeaseLock(
                settings.namespace(),
                settings.name(),
                settings.identity(),
                nanos,
                tries::beat,
                at -> held(at, whenLeading));
        // Leading begins with a write of ours, see held(): the elector announces it as soon as it reads the own name.
        var callbacks = new LeaderCallbacks(() -> {}, () -> deposed("the Lease was lost"), this::leads);
        var config = new LeaderElectionConfig(
                lock,
                settings.lease(),
                settings.renewDeadline(),
                settings.retryPeriod(),
                callbacks,
                false,
                settings.name());
        var running = new LeaderElector(client, config, threads).start();
        election = running;
        var _ = running.whenComplete((_, _) -> deposed("the election ended"));
        threads.execute(this::watchDeadline);
    }

    /** Whether this process leads, as far as it can know by itself: it renewed within the renew deadline. */
    public boolean isLeader() {
        return !ending.get() && sinceRenewal().filter(this::isWithinDeadline).isPresent();
    }

    /** How long ago the last renewal that the API server confirmed was sent; absent before the first. */
    public Optional<Duration> sinceRenewal() {
        return Optional.ofNullable(renewedAt.get()).map(at -> Duration.ofNanos(nanos.getAsLong() - at));
    }

    /** The liveness of the election, from {@link #campaign} on. */
    @Override
    public Optional<String> trouble() {
        return election == null || ending.get() ? Optional.empty() : tries.trouble();
    }

    /**
     * An orderly end, to be called after everything that only a leader does has stopped. Gives the Lease back if it is still held, so
     * that the next leader doesn't wait for its end; if that fails, it waits.
     */
    @Override
    public void close() {
        if (ending.getAndSet(true)) {
            return;
        }
        var running = election;
        if (running != null) {
            // Returns after a renewal under way, so nothing of ours is written after the release.
            running.cancel(true);
        }
        threads.shutdownNow();
        if (renewedAt.get() != null) {
            release();
        }
    }

    private void held(long sentAt, Runnable whenLeading) {
        if (renewedAt.getAndSet(sentAt) == null && !ending.get()) {
            threads.execute(() -> lead(whenLeading));
        }
    }

    private void lead(Runnable whenLeading) {
        try {
            whenLeading.run();
        } catch (RuntimeException | Error e) {
            if (!ending.get()) {
                log.atError().setCause(e).log("Leading failed");
                end();
            }
        }
    }

    private void leads(@Nullable String holder) {
        log.atInfo()
                .addKeyValue(LogKeys.LEASE, settings.name())
                .addKeyValue(LogKeys.IDENTITY, holder)
                .log("Leader");
    }

    // The elector looks at its deadline between requests only, so a request that hangs would keep it leading.
    private void watchDeadline() {
        try {
            while (!ending.get()) {
                var left = sinceRenewal().map(settings.renewDeadline()::minus).orElse(settings.renewDeadline());
                if (left.isNegative()) {
                    deposed("the Lease wasn't renewed within the deadline");
                } else {
                    TimeUnit.NANOSECONDS.sleep(Math.min(left.toNanos() + 1, GLANCE.toNanos()));
                }
            }
        } catch (InterruptedException _) {
            // Closed.
        }
    }

    private boolean isWithinDeadline(Duration since) {
        return since.compareTo(settings.renewDeadline()) <= 0;
    }

    private void deposed(String detail) {
        if (!ending.get()) {
            log.atError()
                    .addKeyValue(LogKeys.LEASE, settings.name())
                    .addKeyValue(LogKeys.DETAIL, detail)
                    .log("No longer leader; the process halts");
            end();
        }
    }

    private void end() {
        if (!ending.getAndSet(true)) {
            halt.accept(DEPOSED);
        }
    }

    private void release() {
        var leases = client.leases().inNamespace(settings.namespace()).withName(settings.name());
        try {
            var lease = leases.get();
            if (lease == null
                    || lease.getSpec() == null
                    || !settings.identity().equals(lease.getSpec().getHolderIdentity())) {
                return;
            }
            var version = lease.getMetadata().getResourceVersion();
            // With the version that was read: a Lease that somebody took in between is theirs.
            leases.patch(PatchContext.of(PatchType.JSON_MERGE), """
                    {"metadata":{"resourceVersion":"%s"},"spec":{"holderIdentity":"","leaseDurationSeconds":1}}""".formatted(version));
        } catch (KubernetesClientException e) {
            log.atWarn()
                    .addKeyValue(LogKeys.LEASE, settings.name())
                    .setCause(e)
                    .log("The Lease isn't given back; the next leader waits for its end");
        }
    }
}
