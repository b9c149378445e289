package io.regionpair.pair;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.regionpair.api.LastDecision;
import io.regionpair.api.RegionRecord;
import io.regionpair.protocol.Memory;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The stored record of one pair in this region: quorum reads and compare-and-set, nothing else. Remembers the version that it read or
 * wrote last; a write against any other version conflicts. One instance serves one thread at a time.
 */
public final class RecordStore implements PairEngine.Records {

    /** What a read brought. */
    public sealed interface Reading {
        record Absent() implements Reading {}

        record Present(Memory memory) implements Reading {}

        record Uninterpretable(String detail) implements Reading {}
    }

    private final KubernetesClient client;
    private final String pair;
    private volatile @Nullable String version;
    private volatile @Nullable String uid;

    public RecordStore(KubernetesClient client, String pair) {
        this.client = client;
        this.pair = pair;
    }

    /**
     * Reads by quorum.
     *
     * @throws KubernetesClientException when the API server can't be asked or refuses
     */
    @Override
    public Reading load() {
        var found = client.resources(RegionRecord.class).withName(pair).get();
        if (found == null) {
            version = null;
            uid = null;
            return new Reading.Absent();
        }
        uid = found.getMetadata().getUid();
        version = found.getMetadata().getResourceVersion();
        try {
            return new Reading.Present(RecordMapper.memory(found.getSpec()));
        } catch (RecordMapper.UninterpretableException e) {
            return new Reading.Uninterpretable(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Writes if nothing has changed since the last read or write; creates if the last read found nothing.
     *
     * @throws KubernetesClientException with code 409 when something has changed; with any other or none the write may have arrived
     */
    @Override
    public void store(Memory memory, @Nullable LastDecision decision) {
        var item = new RegionRecord();
        item.setMetadata(new ObjectMetaBuilder()
                .withName(pair)
                .withResourceVersion(version)
                .build());
        item.setSpec(RecordMapper.spec(memory, decision));
        var resource = client.resource(item);
        var written = version == null ? resource.create() : resource.update();
        version = written.getMetadata().getResourceVersion();
    }

    /** Of the record that {@link #load} read last. */
    Optional<String> uid() {
        return Optional.ofNullable(uid);
    }

    /** Whether this version of the record is the one that was read or written here last. */
    @Override
    public boolean knows(@Nullable String seen) {
        return Objects.equals(version, seen);
    }

    /** By a quorum read: this region is Active with exactly this term. Doesn't touch the remembered version. */
    public static boolean confirmActive(KubernetesClient client, String pair, long term) {
        return read(client, pair)
                .filter(memory -> memory.role() == io.regionpair.api.Role.Active && memory.term() == term)
                .isPresent();
    }

    private static Optional<Memory> read(KubernetesClient client, String pair) {
        return new RecordStore(client, pair).load() instanceof Reading.Present present
                ? Optional.of(present.memory())
                : Optional.empty();
    }
}
