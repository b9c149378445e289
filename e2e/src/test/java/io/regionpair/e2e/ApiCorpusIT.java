package io.regionpair.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.regionpair.api.ArbitratorLoss;
import io.regionpair.api.ArbitratorStatus;
import io.regionpair.api.ComponentCounts;
import io.regionpair.api.DeletionPolicy;
import io.regionpair.api.EndpointStatus;
import io.regionpair.api.EpochPolicy;
import io.regionpair.api.Failsafe;
import io.regionpair.api.LostPod;
import io.regionpair.api.PairMode;
import io.regionpair.api.PeerSpec;
import io.regionpair.api.PeerStatus;
import io.regionpair.api.RegionComponent;
import io.regionpair.api.RegionComponentStatus;
import io.regionpair.api.RegionPair;
import io.regionpair.api.RegionPairStatus;
import io.regionpair.api.Role;
import io.regionpair.api.SwitchPhase;
import io.regionpair.api.SwitchReport;
import io.regionpair.api.TakeoverPolicy;
import io.regionpair.api.TakeoverSpec;
import io.regionpair.api.Unguarded;
import io.regionpair.api.WaitingFor;
import io.regionpair.api.WorkloadState;
import io.regionpair.api.WorkloadStatus;
import io.regionpair.api.Would;
import io.regionpair.e2e.region.ControlPlane;
import io.regionpair.e2e.region.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The corpus of the API module on a real API server, sent as the YAML text that a user wrote. A file of two documents is an object
 * and a change of it: the first must be accepted, and the file's name says what must happen to the second.
 */
class ApiCorpusIT {

    private static final Path CRDS = Path.of("../crds");
    private static final Path CORPUS = CRDS.resolve("src/test/resources/corpus");
    private static final Path SAMPLES = Path.of("../samples");

    private static ControlPlane plane;
    private static RawApi api;

    @BeforeAll
    static void start() {
        plane = ControlPlane.start(Settings.apiServerOnly("corpus"));
        for (var manifest : files(CRDS.resolve("manifests"), "")) {
            try (var in = Files.newInputStream(manifest)) {
                plane.client()
                        .load(in)
                        .items()
                        .forEach(crd -> plane.client().resource(crd).create());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        api = new RawApi(plane.client());
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(plane.client()
                                .apiextensions()
                                .v1()
                                .customResourceDefinitions()
                                .list()
                                .getItems())
                        .hasSize(4)
                        .allSatisfy(crd -> assertThat(crd.getStatus().getConditions())
                                .anyMatch(condition -> condition.getType().equals("Established")
                                        && condition.getStatus().equals("True"))));
    }

    @AfterAll
    static void stop() {
        plane.close();
    }

    @Test
    void theSchemasAreStructural() {
        assertThat(plane.client()
                        .apiextensions()
                        .v1()
                        .customResourceDefinitions()
                        .list()
                        .getItems())
                .flatMap(crd -> crd.getStatus().getConditions())
                .noneMatch(condition -> condition.getType().equals("NonStructuralSchema"));
    }

    @ParameterizedTest
    @MethodSource("valid")
    void validObjectsAreAccepted(Path file) throws IOException {
        var answer = lastOf(file);

        assertThat(answer.body()).as("%s", file).doesNotContain("\"kind\":\"Status\"");
        assertThat(answer.code()).as("%s", file).isBetween(200, 201);
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void invalidObjectsAreRejectedWithTheirMessage(Path file) throws IOException {
        var fragment = Files.readAllLines(file).getFirst().replaceFirst("# rejected: ", "");

        var answer = lastOf(file);

        assertThat(answer.code()).as("%s: %s", file, answer.body()).isBetween(400, 422);
        assertThat(answer.message()).as("%s", file).contains(fragment);
    }

    @ParameterizedTest
    @ValueSource(strings = {"quickstart", "hopsworks"})
    void samplesAreAccepted(String sample) throws IOException {
        var folder = SAMPLES.resolve(sample);
        plane.client()
                .load(Files.newInputStream(folder.resolve("namespace.yaml")))
                .create();

        for (var file : files(folder, "")) {
            if (file.toString().endsWith(".yaml") && !file.endsWith("namespace.yaml")) {
                for (var document : Files.readString(file).split("(?m)^---\n")) {
                    var answer = api.wouldCreate(document);
                    assertThat(answer.code()).as("%s: %s", file, answer.body()).isEqualTo(201);
                }
            }
        }
    }

    @Test
    void aFullStatusOfAPairIsStoredAsWritten() {
        var at = Instant.parse("2026-11-24T20:00:00Z");
        var report = new SwitchReport(
                Role.Promoting,
                Role.Active,
                "TookOverByAcknowledgement",
                at,
                at,
                List.of(new SwitchPhase("start", 1200L)));
        var status = new RegionPairStatus(
                1L,
                "eu",
                Role.Active,
                42L,
                new ArbitratorStatus(
                        "eu",
                        8L,
                        List.of(new EndpointStatus("https://judge.example.com/", "eu", "NamedSelf", "fresh"))),
                new PeerStatus(Role.Passive, 41L, true),
                new WaitingFor("PodsNotReady", at, at, "look at the pods", "2 of 3"),
                new ComponentCounts(1, 2, 1, 0, 1),
                report,
                List.of(new LostPod("0b5c9e4e", "hopsworks", "namenode-0", "worker-3", at)),
                List.of(report),
                new Would(Role.Passive, "Observing", "would stop"),
                List.of(condition("Ready", "True"), condition("Stalled", "Unknown"), condition("Paused", "False")));
        var pair = unmarshalFirst("valid-pair-minimal.yaml", RegionPair.class);
        pair.getMetadata().setName("with-status");

        var created = plane.client().resource(pair).create();
        created.setStatus(status);
        var stored = plane.client().resource(created).updateStatus();

        assertThat(stored.getStatus()).isEqualTo(status);
        plane.client().resource(stored).delete();
    }

    @Test
    void aFullStatusOfAComponentIsStoredAsWritten() {
        var status = new RegionComponentStatus(
                1L,
                Role.Active,
                WorkloadState.Starting,
                List.of(new WorkloadStatus(
                        "apps/v1",
                        "StatefulSet",
                        "namenode",
                        "replicas",
                        "1",
                        1,
                        1,
                        1,
                        WorkloadState.Starting,
                        "not ready")),
                List.of(condition("Ready", "False")));
        var component = unmarshalFirst("valid-component-minimal.yaml", RegionComponent.class);
        component.getMetadata().setName("with-status");

        var created = plane.client().resource(component).create();
        created.setStatus(status);
        var stored = plane.client().resource(created).updateStatus();

        assertThat(stored.getStatus()).isEqualTo(status);
        plane.client().resource(stored).delete();
    }

    @Test
    void theApiServerFillsInEveryDefault() {
        var pair = unmarshalFirst("valid-pair-minimal.yaml", RegionPair.class);
        pair.getMetadata().setName("defaults");

        var spec = plane.client().resource(pair).dryRun().create().getSpec();

        assertThat(spec.takeover())
                .isEqualTo(new TakeoverSpec(TakeoverPolicy.Acknowledged, Unguarded.Refuse, Failsafe.None, null));
        assertThat(spec.peer()).isEqualTo(new PeerSpec("regionpair-peer", "regionpair.io", null));
        assertThat(spec.arbitratorLoss()).isEqualTo(ArbitratorLoss.Hold);
        assertThat(spec.arbitrator().epoch()).isEqualTo(EpochPolicy.Optional);
        assertThat(spec.arbitrator().pollIntervalSeconds()).isEqualTo(2);
        assertThat(spec.confirmations()).isEqualTo(2);
        assertThat(spec.mode()).isEqualTo(PairMode.Act);
        assertThat(spec.deletionPolicy()).isEqualTo(DeletionPolicy.Retain);
    }

    private static Condition condition(String type, String status) {
        return new ConditionBuilder()
                .withType(type)
                .withStatus(status)
                .withReason("Steady")
                .withMessage("as it should be")
                .withLastTransitionTime("2026-11-24T20:00:00Z")
                .withObservedGeneration(1L)
                .build();
    }

    private static <T> T unmarshalFirst(String corpusFile, Class<T> type) {
        try (var in = Files.newInputStream(CORPUS.resolve(corpusFile))) {
            return plane.client().getKubernetesSerialization().unmarshal(in, type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Path> valid() {
        return files(CORPUS, "valid-");
    }

    static List<Path> invalid() {
        return files(CORPUS, "invalid-");
    }

    private static RawApi.Answer lastOf(Path file) throws IOException {
        var documents = Files.readString(file).split("(?m)^---\n");
        assertThat(documents).as("%s", file).hasSizeLessThanOrEqualTo(2);
        if (documents.length == 1) {
            return api.wouldCreate(documents[0]);
        }
        var created = api.create(documents[0]);
        assertThat(created.code()).as("%s: %s", file, created.body()).isEqualTo(201);
        try {
            return api.wouldReplace(documents[1], created.resourceVersion());
        } finally {
            api.delete(documents[0]);
        }
    }

    private static List<Path> files(Path folder, String prefix) {
        try (Stream<Path> files = Files.list(folder)) {
            var found = files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .sorted()
                    .toList();
            assertThat(found).as("%s/%s*", folder, prefix).isNotEmpty();
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
