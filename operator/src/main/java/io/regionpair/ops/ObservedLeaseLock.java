package io.regionpair.ops;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Objects;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The client's lock on a Lease, with two things corrected. The elector compares the holder's wall-clock stamp with its own wall clock,
 * so that a clock a minute ahead deposes a healthy leader: here a stamp is as old as the time since it was first seen, on this process's
 * monotonic clock. And a write counts from its sending, which the elector doesn't tell.
 */
final class ObservedLeaseLock extends LeaseLock {

    private final LongSupplier nanos;
    private final Runnable trying;
    private final LongConsumer held;
    private @Nullable Stamp stamp;

    private record Stamp(@Nullable String holder, @Nullable ZonedDateTime renewed, long seenAt) {
        boolean isOf(LeaderElectionRecord record) {
            return Objects.equals(holder, record.getHolderIdentity()) && Objects.equals(renewed, record.getRenewTime());
        }
    }

    /**
     * A lock on the Lease of this name.
     *
     * @param trying told of each look at the Lease, before it
     * @param held told of each write that made this identity the holder, with the moment before it was sent
     */
    ObservedLeaseLock(
            String namespace, String name, String identity, LongSupplier nanos, Runnable trying, LongConsumer held) {
        super(namespace, name, identity);
        this.nanos = nanos;
        this.trying = trying;
        this.held = held;
    }

    @Override
    public synchronized @Nullable LeaderElectionRecord get(KubernetesClient client) {
        trying.run();
        var record = read(client);
        if (record == null) {
            return null;
        }
        if (stamp == null || !stamp.isOf(record)) {
            stamp = new Stamp(record.getHolderIdentity(), record.getRenewTime(), nanos.getAsLong());
        }
        var age = Duration.ofNanos(nanos.getAsLong() - stamp.seenAt);
        return new LeaderElectionRecord(
                record.getHolderIdentity(),
                record.getLeaseDuration(),
                record.getAcquireTime(),
                ZonedDateTime.now(ZoneOffset.UTC).minus(age),
                record.getLeaderTransitions());
    }

    // The elector's loop survives this exception only; any other would end the campaign without a word.
    private @Nullable LeaderElectionRecord read(KubernetesClient client) {
        try {
            return super.get(client);
        } catch (KubernetesClientException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new KubernetesClientException("The Lease can't be interpreted", e);
        }
    }

    @Override
    public synchronized void create(KubernetesClient client, LeaderElectionRecord record) {
        var sentAt = nanos.getAsLong();
        super.create(client, record);
        held.accept(sentAt);
    }

    @Override
    public synchronized void update(KubernetesClient client, LeaderElectionRecord record) {
        var sentAt = nanos.getAsLong();
        super.update(client, record);
        held.accept(sentAt);
    }
}
