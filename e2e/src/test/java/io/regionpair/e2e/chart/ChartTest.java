package io.regionpair.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.e2e.process.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ChartTest {

    @Test
    void theChartHasTheGeneratedManifests() throws IOException {
        var generated = contents(Workspace.root().resolve("crds/manifests"));

        assertThat(contents(HelmChart.folder().resolve("crds")))
                .as("helm-chart/crds; run helm-chart/tools/copy-crds")
                .isNotEmpty()
                .isEqualTo(generated);
    }

    private static TreeMap<String, String> contents(Path folder) throws IOException {
        var contents = new TreeMap<String, String>();
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) {
                contents.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return contents;
    }
}
