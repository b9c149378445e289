package io.regionpair.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SamplesTest {

    private static final String GROUP = "regionpair.io/";
    private static final String LABEL = "regionpair.io/pair";

    @ParameterizedTest
    @MethodSource("folders")
    void ourKindsComeBackUnchanged(Path folder) {
        var ours = objects(folder).stream()
                .filter(object -> object.path("apiVersion").asText().startsWith(GROUP))
                .toList();

        assertThat(ours)
                .hasSizeGreaterThan(1)
                .allSatisfy(object -> assertThat(Yaml.write(Yaml.read(object))).isEqualTo(object));
    }

    @ParameterizedTest
    @MethodSource("folders")
    void everyFolderSaysWhatItIsFor(Path folder) {
        assertThat(folder.resolve("README.md")).content().startsWith("# ").hasSizeGreaterThan(500);
    }

    @ParameterizedTest
    @MethodSource("folders")
    void componentsBelongToThePairAndItsNamespaces(Path folder) {
        var pair = pair(folder);

        assertThat(components(folder)).isNotEmpty().allSatisfy(component -> {
            assertThat(component.getSpec().pair()).isEqualTo(pair.getMetadata().getName());
            assertThat(pair.getSpec().namespaces())
                    .contains(component.getMetadata().getNamespace());
        });
    }

    @ParameterizedTest
    @MethodSource("folders")
    void dependenciesAreComponentsOfTheSample(Path folder) {
        var names = components(folder).stream()
                .map(component -> component.getMetadata().getName())
                .toList();

        assertThat(components(folder))
                .allSatisfy(component ->
                        assertThat(names).containsAll(component.getSpec().dependsOn()));
    }

    @ParameterizedTest
    @MethodSource("folders")
    void activePassiveWorkloadsCarryTheLabelAndNoReplicas(Path folder) {
        var pair = pair(folder).getMetadata().getName();

        for (var workload : workloads(folder, ComponentMode.ActivePassive)) {
            assertThat(workload.at("/metadata/labels").path(LABEL).asText())
                    .as("%s", workload)
                    .isEqualTo(pair);
            assertThat(workload.at("/spec/replicas").isMissingNode())
                    .as("replicas absent of %s", workload)
                    .isTrue();
            if (workload.path("kind").asText().equals("CronJob")) {
                assertThat(workload.at("/spec/jobTemplate/spec/template/metadata/labels")
                                .path(LABEL)
                                .asText())
                        .isEqualTo(pair);
            } else {
                assertThat(workload.at("/spec/selector/matchLabels").path(LABEL).asText())
                        .as("selector of %s", workload)
                        .isEqualTo(pair);
                assertThat(workload.at("/spec/template/metadata/labels")
                                .path(LABEL)
                                .asText())
                        .as("pods of %s", workload)
                        .isEqualTo(pair);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("folders")
    void activeActiveWorkloadsCarryNoLabel(Path folder) {
        assertThat(workloads(folder, ComponentMode.ActiveActive))
                .isNotEmpty()
                .allSatisfy(workload -> assertThat(workload.toString()).doesNotContain(LABEL));
    }

    /** The objects that the components of this mode list; fails if one isn't in the sample. */
    private static List<JsonNode> workloads(Path folder, ComponentMode mode) {
        var objects = objects(folder);
        return components(folder).stream()
                .filter(component -> component.getSpec().mode() == mode)
                .flatMap(component -> component.getSpec().workloads().stream())
                .map(workload -> objects.stream()
                        .filter(object -> object.path("kind").asText().equals(workload.kind())
                                && object.path("apiVersion").asText().equals(workload.apiVersion())
                                && object.at("/metadata/name").asText().equals(workload.name()))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError(folder + " lacks " + workload)))
                .toList();
    }

    private static RegionPair pair(Path folder) {
        return ours(folder, RegionPair.class).findFirst().orElseThrow();
    }

    private static List<RegionComponent> components(Path folder) {
        return ours(folder, RegionComponent.class).toList();
    }

    private static <T> Stream<T> ours(Path folder, Class<T> type) {
        return objects(folder).stream()
                .filter(object -> object.path("kind").asText().equals(type.getSimpleName()))
                .map(object -> Yaml.read(object, type));
    }

    private static List<JsonNode> objects(Path folder) {
        return list(folder)
                .filter(file -> file.toString().endsWith(".yaml"))
                .flatMap(file -> Yaml.documents(file).stream())
                .toList();
    }

    static List<Path> folders() {
        // Other folders hold other things; a sample of this API has a pair.
        var folders = list(Generated.ROOT.resolve("samples"))
                .filter(folder -> Files.exists(folder.resolve("pair.yaml")))
                .toList();
        assertThat(folders)
                .extracting(folder -> folder.getFileName().toString())
                .contains("quickstart", "hopsworks");
        return folders;
    }

    private static Stream<Path> list(Path folder) {
        try (var files = Files.list(folder)) {
            return files.sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
