package io.regionpair.workload;

import static io.regionpair.workload.Sights.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.regionpair.api.FieldLever;
import io.regionpair.workload.Lever.Served;
import io.regionpair.workload.Wanted.Resolution;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@EnableKubernetesMockClient(https = false)
class CustomKindsTest {

    private static final String KAFKA = "kafka.strimzi.io/v1";
    private static final Served CONNECT = new Served(KAFKA, "KafkaConnect", "kafkaconnects");
    private static final FieldLever PAUSE = new FieldLever("spec.pause", "false", "true");

    private KubernetesMockServer server;
    private KubernetesClient client;
    private Instant now = NOW;
    private CustomKinds kinds;

    @BeforeEach
    void kinds() {
        client.getConfiguration().setRequestRetryBackoffLimit(0);
        kinds = new CustomKinds(client, () -> now);
    }

    private void serves() {
        answers("/apis/" + KAFKA, """
                {"kind": "APIResourceList", "groupVersion": "kafka.strimzi.io/v1", "resources": [
                  {"name": "kafkaconnects", "kind": "KafkaConnect", "namespaced": true},
                  {"name": "kafkaconnects/scale", "kind": "Scale", "namespaced": true},
                  {"name": "kafkaconnects/status", "kind": "KafkaConnect", "namespaced": true},
                  {"name": "kafkatopics", "kind": "KafkaTopic", "namespaced": true},
                  {"name": "clusterthings", "kind": "ClusterThing", "namespaced": false}]}
                """);
    }

    private void answers(String path, String body) {
        server.expect().get().withPath(path).andReturn(200, body).always();
    }

    private Resolution resolved(String kind, Optional<FieldLever> field) {
        return kinds.resolve(new Wanted(KAFKA, kind, field));
    }

    @Test
    void whatHasAScaleIsScaledUnlessAFieldIsNamed() {
        serves();

        assertThat(resolved("KafkaConnect", Optional.empty()))
                .isEqualTo(new Resolution.Driven(new Lever.Scale(CONNECT)));
        assertThat(resolved("KafkaConnect", Optional.of(PAUSE)))
                .isEqualTo(new Resolution.Driven(new Lever.Field(CONNECT, PAUSE)));
        assertThat(resolved("KafkaTopic", Optional.empty())).isEqualTo(new Resolution.NoLever());
    }

    @Test
    void whatIsNotServedOrHasNoNamespaceIsNotServed() {
        serves();

        assertThat(resolved("KafkaBridge", Optional.empty())).isEqualTo(new Resolution.NotServed());
        assertThat(resolved("ClusterThing", Optional.of(PAUSE))).isEqualTo(new Resolution.NotServed());
        assertThat(kinds.resolve(new Wanted("example.com/v1", "Gadget", Optional.empty())))
                .as("nor is a whole group that isn't there")
                .isEqualTo(new Resolution.NotServed());
    }

    /** A CRD may be installed at any time. */
    @Test
    void whatIsNotServedIsAskedForAgain() {
        assertThat(resolved("KafkaConnect", Optional.empty())).isEqualTo(new Resolution.NotServed());
        serves();
        assertThat(resolved("KafkaConnect", Optional.empty())).isEqualTo(new Resolution.NotServed());

        now = now.plusSeconds(31);

        assertThat(resolved("KafkaConnect", Optional.empty())).isInstanceOf(Resolution.Driven.class);
    }

    /** An API server that fails says nothing about what it serves. */
    @Test
    void aDiscoveryThatFailsIsNoAnswer() {
        server.expect().get().withPath("/apis/" + KAFKA).andReturn(500, "").always();

        assertThatThrownBy(() -> resolved("KafkaConnect", Optional.empty()))
                .isInstanceOf(KubernetesClientException.class);
    }

    @Test
    void replicasAreWhatScaleSaysAndAbsentAtZero() {
        var path = "/apis/" + KAFKA + "/namespaces/shop/kafkaconnects/";
        answers(path + "on/scale", scale("{\"replicas\": 3}", "strimzi.io/cluster=on,strimzi.io/kind=KafkaConnect"));
        answers(path + "off/scale", scale("{}", "a in (b,c)"));

        var on = kinds.scale(CONNECT, "shop", "on").orElseThrow();
        assertThat(on.wanted()).isEqualTo(3);
        assertThat(on.there()).isEqualTo(2);
        assertThat(on.resourceVersion()).isEqualTo("7");
        assertThat(on.selector().getMatchLabels())
                .isEqualTo(Map.of("strimzi.io/cluster", "on", "strimzi.io/kind", "KafkaConnect"));
        var off = kinds.scale(CONNECT, "shop", "off").orElseThrow();
        assertThat(off.wanted()).isZero();
        assertThat(off.selector().getMatchLabels()).isNullOrEmpty();
        assertThat(kinds.scale(CONNECT, "shop", "gone")).isEmpty();
    }

    private static String scale(String spec, String selector) {
        return """
                {"apiVersion": "autoscaling/v1", "kind": "Scale", "metadata": {"name": "x", "uid": "u", "resourceVersion": "7"},
                 "spec": %s, "status": {"replicas": 2, "selector": "%s"}}
                """.formatted(spec, selector);
    }

    @Test
    void anOwnerIsLookedAtAndOneThatIsGoneReplacedOrForbiddenIsUnknown() {
        serves();
        var path = "/apis/" + KAFKA + "/namespaces/shop/kafkaconnects/";
        answers(path + "mine", """
                {"metadata": {"uid": "u1", "ownerReferences": [
                  {"apiVersion": "v1", "kind": "X", "name": "x", "uid": "u9", "controller": false},
                  {"apiVersion": "v1", "kind": "Y", "name": "y", "uid": "u2", "controller": true}]}}
                """);
        server.expect()
                .get()
                .withPath(path + "secret")
                .andReturn(403, new StatusBuilder().withCode(403).build())
                .always();

        assertThat(kinds.above("shop", owner("KafkaConnect", "mine", "u1")).orElseThrow())
                .extracting(OwnerReference::getUid)
                .containsExactly("u2");
        assertThat(kinds.above("shop", owner("KafkaConnect", "mine", "u-before")))
                .isEmpty();
        assertThat(kinds.above("shop", owner("KafkaConnect", "gone", "u1"))).isEmpty();
        assertThat(kinds.above("shop", owner("KafkaConnect", "secret", "u1"))).isEmpty();
        assertThat(kinds.above("shop", owner("KafkaBridge", "x", "u1"))).isEmpty();
    }

    private static OwnerReference owner(String kind, String name, String uid) {
        return new OwnerReferenceBuilder()
                .withApiVersion(KAFKA)
                .withKind(kind)
                .withName(name)
                .withUid(uid)
                .withController(true)
                .build();
    }

    @Test
    void theKindsOfComponentsAreThoseThatNotEveryClusterHas() {
        assertThat(Wanted.of(List.of())).isEmpty();
        assertThat(Lever.builtIn("apps/v1", "Deployment")).isPresent();
        assertThat(Lever.builtIn("apps/v1", "ReplicaSet")).isEmpty();
    }
}
