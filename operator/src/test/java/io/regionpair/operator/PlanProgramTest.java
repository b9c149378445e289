package io.regionpair.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.regionpair.cli.PlanSettings;
import io.regionpair.component.Some;
import io.regionpair.pair.Pairs;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@EnableKubernetesMockClient(crud = true, https = false)
class PlanProgramTest {

    private KubernetesMockServer server;
    private KubernetesClient client;
    private final List<String> said = new ArrayList<>();

    @BeforeEach
    void noRetries() {
        client.getConfiguration().setRequestRetryBackoffLimit(0);
    }

    @Test
    void saysWhatWouldBeWrittenAndWritesNothing() throws Exception {
        client.resource(Pairs.pair().build()).create();
        client.resource(Some.component("c").withDeployment("hive").build()).create();
        client.resource(new DeploymentBuilder()
                        .withNewMetadata()
                        .withName("hive")
                        .withNamespace("hopsworks")
                        .endMetadata()
                        .withNewSpec()
                        .withReplicas(3)
                        .withNewSelector()
                        .addToMatchLabels("app", "hive")
                        .endSelector()
                        .endSpec()
                        .build())
                .create();
        var before = server.getRequestCount();

        assertThat(isTold("us", Optional.of("eu"))).isTrue();
        assertThat(said)
                .containsExactly(
                        "Pair hopsworks, region eu becomes passive:",
                        "level 1",
                        "  Deployment hopsworks/hive of hopsworks/c: replicas 3 -> 0",
                        "1 writes; 0 workloads are as they should be. A controller manager with default limits follows in 0.0 s;"
                                + " what pods need to end comes on top.");
        assertThat(methodsSince(before)).isNotEmpty().containsOnly("GET");
    }

    private List<String> methodsSince(int first) throws InterruptedException {
        var methods = new ArrayList<String>();
        for (var i = 0; i < server.getRequestCount(); i++) {
            var method = server.takeRequest().getMethod();
            if (i >= first) {
                methods.add(method);
            }
        }
        return methods;
    }

    @Test
    void saysWhyThereIsNone() {
        assertThat(isTold("us", Optional.of("eu"))).isFalse();
        client.resource(Pairs.pair().build()).create();
        assertThat(isTold("us", Optional.empty())).isFalse();
        assertThat(isTold("ap", Optional.of("eu"))).isFalse();

        assertThat(said)
                .containsExactly(
                        "this cluster has no RegionPair hopsworks",
                        "no operator has said yet which region this cluster is: give --region",
                        "the pair's regions are eu and us, not ap");
    }

    private boolean isTold(String to, Optional<String> region) {
        var settings = new PlanSettings("hopsworks", to, region, Optional.empty(), Optional.empty());
        return new PlanProgram(client, settings, said::add).isTold();
    }
}
