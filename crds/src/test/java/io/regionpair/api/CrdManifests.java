package io.regionpair.api;

import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The manifests of the four kinds, generated from their classes: file name to content. */
final class CrdManifests {

    static final List<Class<? extends HasMetadata>> KINDS =
            List.of(RegionPair.class, RegionComponent.class, RegionRecord.class, RegionFence.class);

    private CrdManifests() {}

    static Map<String, String> generate() {
        try {
            var folder = Files.createTempDirectory("crds");
            new CRDGenerator()
                    .customResourceClasses(KINDS)
                    .forCRDVersions("v1")
                    .withMinQuotes(true)
                    .withPostProcessor(new CRDPostProcessor() {
                        @Override
                        public HasMetadata process(HasMetadata crd, String version) {
                            return new SchemaDetails((CustomResourceDefinition) crd, kindOf(crd)).add();
                        }
                    })
                    .inOutputDir(folder.toFile())
                    .generate();
            var manifests = new TreeMap<String, String>();
            try (var files = Files.list(folder)) {
                for (var file : files.toList()) {
                    manifests.put(file.getFileName().toString().replace("-v1.yml", ".yaml"), manifest(file));
                }
            }
            return manifests;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Class<?> kindOf(HasMetadata crd) {
        return KINDS.stream()
                .filter(kind -> crd.getMetadata().getName().equals(HasMetadata.getFullResourceName(kind)))
                .findFirst()
                .orElseThrow();
    }

    private static String manifest(Path generated) throws IOException {
        var lines = Files.readAllLines(generated).stream()
                .filter(line -> !line.startsWith("#") && !line.equals("---"))
                .toList();
        return "# Generated from the classes of io.regionpair.api; don't edit.\n" + String.join("\n", lines) + "\n";
    }
}
