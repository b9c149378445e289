package io.regionpair.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.regionpair.api.Reason;
import io.regionpair.ops.EventRecorder.Type;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true)
class EventRecorderTest {

    private static final HasMetadata OBJECT = new ConfigMapBuilder()
            .withNewMetadata()
            .withNamespace("hopsworks")
            .withName("offline-store")
            .withUid("uid-1")
            .endMetadata()
            .build();
    private static final HasMetadata CLUSTER_SCOPED = new NamespaceBuilder()
            .withNewMetadata()
            .withName("pair")
            .withUid("uid-2")
            .endMetadata()
            .build();

    private KubernetesClient client;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-24T06:00:00Z"));
    private EventRecorder recorder;

    @BeforeEach
    void start() {
        recorder = EventRecorder.start(client, "pod-1", now::get, meters);
    }

    @AfterEach
    void stop() {
        recorder.close();
    }

    @Test
    void writesAnEvent() {
        recorder.record(OBJECT, Type.Warning, Reason.RoleChanged, "Promote", "It is Active now.");

        var event = await().until(() -> events("hopsworks"), events -> events.size() == 1)
                .getFirst();
        assertThat(event.getMetadata().getName()).startsWith("offline-store.");
        assertThat(event.getEventTime().getTime()).isEqualTo("2026-11-24T06:00:00.000000Z");
        assertThat(event.getReportingController()).isEqualTo("regionpair.io/operator");
        assertThat(event.getReportingInstance()).isEqualTo("pod-1");
        assertThat(event.getType()).isEqualTo("Warning");
        assertThat(event.getReason()).isEqualTo("RoleChanged");
        assertThat(event.getAction()).isEqualTo("Promote");
        assertThat(event.getNote()).isEqualTo("It is Active now.");
        assertThat(event.getSeries()).isNull();
        assertThat(event.getRegarding().getKind()).isEqualTo("ConfigMap");
        assertThat(event.getRegarding().getUid()).isEqualTo("uid-1");
    }

    @Test
    void writesEventsOfClusterScopedObjectsWhereKubectlLooks() {
        recorder.record(CLUSTER_SCOPED, Type.Normal, Reason.RoleChanged, "Promote", "note");

        await().until(() -> events("default").size() == 1);
    }

    @Test
    void countsRepetitionsInOneEvent() {
        recorder.record(OBJECT, Type.Normal, Reason.RoleChanged, "Promote", "note");
        await().until(() -> events("hopsworks").size() == 1);
        now.set(Instant.parse("2026-11-24T06:09:59.123456Z"));
        recorder.record(OBJECT, Type.Normal, Reason.RoleChanged, "Promote", "note");
        await().until(() -> count() == 2);
        now.set(Instant.parse("2026-11-24T06:19:00Z"));

        recorder.record(OBJECT, Type.Normal, Reason.RoleChanged, "Promote", "note");

        await().until(() -> count() == 3);
        assertThat(events("hopsworks")).hasSize(1);
        assertThat(events("hopsworks")
                        .getFirst()
                        .getSeries()
                        .getLastObservedTime()
                        .getTime())
                .isEqualTo("2026-11-24T06:19:00.000000Z");
    }

    @Test
    void writesANewEventAfterTenMinutesAndForEverythingThatDiffers() {
        recorder.record(OBJECT, Type.Normal, Reason.RoleChanged, "Promote", "note");
        recorder.record(OBJECT, Type.Warning, Reason.RoleChanged, "Promote", "note");
        recorder.record(OBJECT, Type.Normal, Reason.SwitchStarted, "Promote", "note");
        recorder.record(OBJECT, Type.Normal, Reason.RoleChanged, "Demote", "note");
        recorder.record(OBJECT, Type.Normal, Reason.RoleChanged, "Promote", "another note");
        await().until(() -> events("hopsworks").size() == 5);
        now.set(Instant.parse("2026-11-24T06:10:00Z"));

        recorder.record(OBJECT, Type.Normal, Reason.RoleChanged, "Promote", "note");

        await().until(() -> events("hopsworks").size() == 6);
    }

    @Test
    void writesAnEventAnewThatWasDeletedInBetween() {
        recorder.record(OBJECT, Type.Normal, Reason.RoleChanged, "Promote", "note");
        await().until(() -> events("hopsworks").size() == 1);
        client.events().v1().events().inNamespace("hopsworks").delete();

        recorder.record(OBJECT, Type.Normal, Reason.RoleChanged, "Promote", "note");

        await().until(() -> events("hopsworks").size() == 1);
    }

    @Test
    void cutsANoteToWhatTheApiTakes() {
        recorder.record(OBJECT, Type.Normal, Reason.RoleChanged, "Promote", "x".repeat(2000));

        var event = await().until(() -> events("hopsworks"), events -> events.size() == 1)
                .getFirst();
        assertThat(event.getNote()).hasSize(1024);
    }

    @Test
    void neverFailsAndCountsWhatIsLost() {
        client.close();
        recorder.close();
        for (var i = 0; i < 1100; i++) {
            recorder.record(OBJECT, Type.Normal, Reason.RoleChanged, "Promote", "note " + i);
        }

        assertThat(meters.counter("regionpair.events.lost", "how", "dropped").count())
                .isBetween(99.0, 100.0);
    }

    private List<Event> events(String namespace) {
        return client.events().v1().events().inNamespace(namespace).list().getItems();
    }

    private int count() {
        var series = events("hopsworks").getFirst().getSeries();
        return series == null ? 1 : series.getCount();
    }
}
