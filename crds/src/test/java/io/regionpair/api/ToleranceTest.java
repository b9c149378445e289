package io.regionpair.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a newer operator or CRD stored must not stop an older operator: an informer that can't read one object ends the process. */
class ToleranceTest {

    @Test
    void unknownFieldsAreIgnoredAtEveryLevel() {
        var pair = (RegionPair) Yaml.read(Yaml.tree("""
                apiVersion: regionpair.io/v1alpha1
                kind: RegionPair
                future: 1
                metadata: {name: hopsworks, future: 1}
                spec:
                  future: {a: 1}
                  regions: [{name: eu, future: [1]}, {name: us}]
                  takeover: {policy: Timed, future: 1, timing: {leaseSeconds: 20, future: 1}}
                status: {role: Active, future: 1, arbitrator: {future: 1}}
                """));

        assertThat(pair.getSpec().regions()).extracting(Region::name).containsExactly("eu", "us");
        assertThat(pair.getSpec().takeover().policy()).isEqualTo(TakeoverPolicy.Timed);
        assertThat(pair.getStatus().role()).isEqualTo(Role.Active);
    }

    @ParameterizedTest
    @MethodSource("recordTypes")
    void everyRecordIgnoresFieldsThatItDoesNotKnow(Class<?> type) {
        assertThat(Yaml.read(Yaml.tree("{future: {a: [1]}}"), type)).isNotNull();
    }

    @ParameterizedTest
    @MethodSource("words")
    <E extends Enum<E>> void everyEnumReadsAnUnknownWordAsUnknown(Class<E> type) {
        assertThat(Yaml.read(Yaml.tree("Tomorrow"), type)).isEqualTo(Enum.valueOf(type, "Unknown"));
    }

    @ParameterizedTest
    @MethodSource("words")
    <E extends Enum<E>> void everyEnumReadsItsOwnWords(Class<E> type) {
        for (var word : type.getEnumConstants()) {
            assertThat(Yaml.read(Yaml.tree(word.name()), type)).isEqualTo(word);
        }
    }

    @Test
    void theSchemasDoNotOfferTheWordForUnknownOnes() {
        var offered = CrdManifests.generate().values().stream()
                .flatMap(manifest -> Yaml.tree(manifest).findValues("enum").stream())
                .map(JsonNode::toString)
                .toList();

        assertThat(offered).hasSizeGreaterThan(10).noneMatch(words -> words.contains("Unknown"));
    }

    @Test
    void anUnknownRoleInTheRecordIsKeptAsItIs() {
        var stored = Yaml.tree("""
                apiVersion: regionpair.io/v1alpha1
                kind: RegionRecord
                metadata: {name: hopsworks}
                spec: {protocolVersion: 7, role: Sleeping, term: 42}
                """);

        var written = (RegionRecord) Yaml.read(stored);

        assertThat(written.getSpec().role()).isEqualTo("Sleeping");
        assertThat(Yaml.write(written)).isEqualTo(stored);
    }

    @Test
    void absentListsAndMapsAreEmpty() {
        var component = Yaml.read(Yaml.tree("{}"), RegionComponentSpec.class);

        assertThat(component.workloads()).isEmpty();
        assertThat(component.dependsOn()).isEmpty();
        assertThat(Yaml.read(Yaml.tree("{}"), Coverage.class).components()).isEmpty();
        assertThat(Yaml.read(Yaml.tree("{}"), RegionFence.class).getRoles()).isEmpty();
    }

    @Test
    void absentValuesAreNotWrittenAsNull() {
        assertThat(Yaml.write(new Pause(Instant.parse("2026-12-01T00:00:00Z"), null)))
                .isEqualTo(Yaml.tree("until: \"2026-12-01T00:00:00Z\""));
    }

    @Test
    void timesWithAnOffsetAreReadAsTheSameInstant() {
        var pause = Yaml.read(Yaml.tree("until: \"2026-12-01T01:00:00.5+01:00\""), Pause.class);

        assertThat(pause.until()).isEqualTo(Instant.parse("2026-12-01T00:00:00.5Z"));
    }

    static Stream<Class<?>> recordTypes() {
        return apiTypes().filter(JavaClass::isRecord).<Class<?>>map(JavaClass::reflect);
    }

    static Stream<Class<?>> words() {
        return apiTypes()
                .filter(type -> type.isEnum() && !DOCUMENTED_WORDS.contains(type.reflect()))
                .<Class<?>>map(JavaClass::reflect);
    }

    /** Never read from stored objects: there they are strings. */
    private static final Set<Class<?>> DOCUMENTED_WORDS = Set.of(Reason.class, ConditionType.class);

    private static Stream<JavaClass> apiTypes() {
        List<JavaClass> types = new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("io.regionpair.api")
                        .stream()
                        .toList();
        assertThat(types).hasSizeGreaterThan(40);
        return types.stream();
    }
}
