package io.regionpair.e2e.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ControlPlaneIT {

    private static ControlPlane plane;

    @BeforeAll
    static void start() {
        var began = System.nanoTime();
        plane = ControlPlane.start(Settings.apiServerOnly("eu"));
        System.out.printf("API server ready after %d ms%n", (System.nanoTime() - began) / 1_000_000);
    }

    @AfterAll
    static void stop() {
        plane.close();
    }

    @Test
    void keepsItsDataAndPortAcrossKill9() {
        plane.client().resource(configMap("kept")).create();

        plane.kill(Component.API_SERVER);
        plane.kill(Component.ETCD);
        plane.start(Component.ETCD);
        plane.start(Component.API_SERVER);

        assertThat(plane.client()
                        .configMaps()
                        .inNamespace("default")
                        .withName("kept")
                        .get())
                .isNotNull();
    }

    @Test
    void serviceAccountsMayDoWhatRbacGivesThemAndAreNamedInTheAuditLog() throws IOException {
        plane.client()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName("accounts")
                        .endMetadata()
                        .build())
                .create();
        plane.client()
                .resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withName("nobody")
                        .withNamespace("accounts")
                        .endMetadata()
                        .build())
                .create();
        var client = plane.client(plane.kubeconfig("accounts", "nobody"));

        assertThatThrownBy(() -> client.resource(configMap("refused")).create())
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("forbidden");
        assertThat(Files.readString(plane.auditLog().orElseThrow())).contains("system:serviceaccount:accounts:nobody");
    }

    private static ConfigMap configMap(String name) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("default")
                .endMetadata()
                .build();
    }
}
