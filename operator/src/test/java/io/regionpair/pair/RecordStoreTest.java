package io.regionpair.pair;

import static io.regionpair.pair.Pairs.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.regionpair.api.LastDecision;
import io.regionpair.api.RegionRecord;
import io.regionpair.api.RegionRecordSpec;
import io.regionpair.api.Role;
import io.regionpair.pair.RecordStore.Reading;
import io.regionpair.protocol.Memory;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@EnableKubernetesMockClient(crud = true, https = false)
class RecordStoreTest {

    private static final Memory PASSIVE = record(Role.Passive, 3);
    private static final Memory PROMOTING = record(Role.Promoting, 3);

    private KubernetesClient client;
    private RecordStore store;

    @BeforeEach
    void store() {
        client.getConfiguration().setRequestRetryBackoffLimit(0);
        store = new RecordStore(client, "hopsworks");
    }

    @Test
    void isAbsentBeforeAnythingWasStored() {
        assertThat(store.load()).isEqualTo(new Reading.Absent());
    }

    @Test
    void createsWhatIsAbsentAndReadsItBack() {
        store.load();

        store.store(PASSIVE, new LastDecision("Steady", "nothing runs", Pairs.NOW));

        assertThat(store.load()).isEqualTo(new Reading.Present(PASSIVE));
        assertThat(stored().getSpec().lastDecision().reason()).isEqualTo("Steady");
    }

    @Test
    void writesAgainOnTopOfItsOwnWrite() {
        store.store(PASSIVE, null);

        store.store(PROMOTING, null);

        assertThat(store.load()).isEqualTo(new Reading.Present(PROMOTING));
    }

    @Test
    void aWriteOnTopOfAnotherOnesConflictsAndLosesNothing() {
        store.store(PASSIVE, null);
        var other = new RecordStore(client, "hopsworks");
        other.load();
        var granted = PASSIVE.granting("attempt-of-the-peer", java.util.OptionalLong.empty());
        other.store(granted, null);

        assertConflict(() -> store.store(PROMOTING, null));

        assertThat(store.load()).isEqualTo(new Reading.Present(granted));
    }

    @Test
    void ofTwoThatCreateOneConflicts() {
        store.load();
        var other = new RecordStore(client, "hopsworks");
        other.load();
        other.store(PASSIVE, null);

        assertConflict(() -> store.store(PROMOTING, null));
    }

    @Test
    void aWriterThatNeverReadCannotOverwrite() {
        store.store(PASSIVE, null);

        assertConflict(() -> new RecordStore(client, "hopsworks").store(PROMOTING, null));
    }

    @Test
    void aWriteOnARecordThatWasDeletedFails() {
        store.store(PASSIVE, null);
        client.resources(RegionRecord.class).withName("hopsworks").delete();

        assertThatThrownBy(() -> store.store(PROMOTING, null)).isInstanceOf(KubernetesClientException.class);
        assertThat(client.resources(RegionRecord.class).list().getItems()).isEmpty();
    }

    @Test
    void afterAConflictAReadMakesItPossibleAgain() {
        store.store(PASSIVE, null);
        var other = new RecordStore(client, "hopsworks");
        other.load();
        other.store(PASSIVE, new LastDecision("Steady", "again", Pairs.NOW));
        assertConflict(() -> store.store(PROMOTING, null));

        store.load();
        store.store(PROMOTING, null);

        assertThat(store.load()).isEqualTo(new Reading.Present(PROMOTING));
    }

    @Test
    void whatItCannotTellIsUninterpretableAndMayBeOverwrittenByCompareAndSetOnly() {
        create(new RegionRecordSpec(
                99, "Passive", 3L, null, null, null, null, null, List.of(), null, List.of(), null, null, null, null));

        assertThat(store.load()).isInstanceOf(Reading.Uninterpretable.class);
    }

    @Test
    void knowsItsOwnVersionsOnly() {
        store.store(PASSIVE, null);
        var own = stored().getMetadata().getResourceVersion();
        var other = new RecordStore(client, "hopsworks");
        other.load();
        other.store(PROMOTING, null);

        assertThat(store.knows(own)).isTrue();
        assertThat(store.knows(stored().getMetadata().getResourceVersion())).isFalse();
        assertThat(store.knows(null)).isFalse();
    }

    @Test
    void confirmsActiveWithExactlyThisTerm() {
        store.store(record(Role.Active, 4), null);

        assertThat(RecordStore.confirmActive(client, "hopsworks", 4)).isTrue();
        assertThat(RecordStore.confirmActive(client, "hopsworks", 3)).isFalse();
        assertThat(RecordStore.confirmActive(client, "hopsworks", 5)).isFalse();
        assertThat(RecordStore.confirmActive(client, "other", 4)).isFalse();
    }

    @Test
    void confirmsNoOtherRole() {
        store.store(record(Role.Demoting, 4), null);

        assertThat(RecordStore.confirmActive(client, "hopsworks", 4)).isFalse();
    }

    private void create(RegionRecordSpec spec) {
        var record = new RegionRecord();
        record.setMetadata(new ObjectMetaBuilder().withName("hopsworks").build());
        record.setSpec(spec);
        client.resource(record).create();
    }

    private RegionRecord stored() {
        return client.resources(RegionRecord.class).withName("hopsworks").get();
    }

    private static void assertConflict(ThrowingCallable write) {
        assertThatThrownBy(write)
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        refused -> assertThat(refused.getCode()).isEqualTo(409));
    }
}
