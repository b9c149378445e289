package io.regionpair.operator;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.okhttp.OkHttpClientFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** How the program talks to an API server. */
final class ClusterClient {

    private ClusterClient() {}

    /** By this kubeconfig, or what the surroundings say. */
    static KubernetesClient to(Optional<Path> kubeconfig, Optional<String> context) {
        var base = kubeconfig
                .map(file -> Config.fromKubeconfig(context.orElse(null), file.toFile()))
                .orElseGet(() -> Config.autoConfigure(context.orElse(null)));
        var config = new ConfigBuilder(base)
                // Our own loops retry and report; the client's default of ten retries would hide a failing API server
                // for 20 s.
                .withRequestRetryBackoffLimit(1)
                .withRequestTimeout((int) Duration.ofSeconds(8).toMillis())
                .withConnectionTimeout((int) Duration.ofSeconds(4).toMillis())
                .build();
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientFactory(new OkHttpClientFactory())
                .build();
    }
}
