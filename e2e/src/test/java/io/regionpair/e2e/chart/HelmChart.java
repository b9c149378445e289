package io.regionpair.e2e.chart;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.regionpair.e2e.process.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Renders the chart with the helm that the chart's own script finds or fetches. */
final class HelmChart {

    static final String NAMESPACE = "regionpair-system";

    private HelmChart() {}

    static Path folder() {
        return Workspace.root().resolve("helm-chart");
    }

    /** The manifests, without the CRDs. */
    static String render(String... values) {
        var command = new ArrayList<>(List.of(
                folder().resolve("tools/helm").toString(),
                "template",
                "regionpair",
                folder().toString(),
                "--namespace=" + NAMESPACE));
        for (var value : values) {
            command.add("--set=" + value);
        }
        try {
            var process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            var manifests = new String(process.getInputStream().readAllBytes(), UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException("helm can't render the chart; its own message is above");
            }
            return manifests;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while rendering the chart", e);
        }
    }
}
