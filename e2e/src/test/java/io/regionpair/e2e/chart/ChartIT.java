package io.regionpair.e2e.chart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.regionpair.api.RegionFence;
import io.regionpair.e2e.region.ControlPlane;
import io.regionpair.e2e.region.Settings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The chart as it is installed in region eu, on a real control plane: its permissions and its fence, each from both sides. */
class ChartIT {

    private static final String ORDERS = "orders";
    private static final String LABEL = "regionpair.io/pair";
    private static final Map<String, String> DEMO = Map.of("app", "demo", LABEL, "demo");
    private static final Map<String, String> FOREIGN = Map.of("app", "foreign");
    /** What the API server answers where the RegionFence is missing; no policy can choose it. */
    private static final int NO_ROLES = 422;

    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private static ControlPlane plane;
    private static KubernetesClient admin;
    private static KubernetesClient operator;

    private String name;

    @BeforeAll
    static void install() {
        plane = ControlPlane.start(Settings.withNodes("eu", 1));
        admin = plane.client();
        namespace(HelmChart.NAMESPACE, Map.of("pod-security.kubernetes.io/enforce", "restricted"));
        namespace(ORDERS, Map.of());
        crds().forEach(ChartIT::apply);
        eventually().until(() -> admin.resources(RegionFence.class).list().getItems(), List::isEmpty);
        manifests(HelmChart.render("region=eu")).forEach(ChartIT::apply);
        operator = plane.client(plane.kubeconfig(HelmChart.NAMESPACE, "regionpair-operator"));
        eventually()
                .until(() ->
                        policies().stream().allMatch(policy -> status(policy).containsKey("typeChecking")));
    }

    @AfterAll
    static void stop() {
        plane.close();
    }

    @BeforeEach
    void newName() {
        name = "w" + System.nanoTime();
    }

    @Test
    void theApiServerHasNoDoubtsAboutThePolicies() {
        assertThat(policies())
                .hasSize(2)
                .allSatisfy(policy -> assertThat(status(policy).get("typeChecking"))
                        .as(policy.getMetadata().getName())
                        .isEqualTo(Map.of()));
    }

    @Test
    void theOperatorsPodsAreAllowedWhereTheNamespaceIsRestricted() {
        eventually()
                .untilAsserted(() -> assertThat(admin.pods()
                                .inNamespace(HelmChart.NAMESPACE)
                                .withLabel("app.kubernetes.io/name", "regionpair")
                                .list()
                                .getItems())
                        .hasSize(2)
                        .allSatisfy(pod -> {
                            // The Service regionpair-peer would set REGIONPAIR_PEER_PORT to a URL.
                            assertThat(pod.getSpec().getEnableServiceLinks()).isFalse();
                            assertThat(pod.getSpec().getContainers())
                                    .singleElement()
                                    .satisfies(container ->
                                            assertThat(container.getArgs()).contains("--region=eu"));
                        }));
    }

    /** Else the stories would show that other rights are enough. */
    @Test
    void theStoriesOperatorsMayDoWhatTheChartGrants() throws IOException {
        var chart = manifests(HelmChart.render("region=eu"));
        try (var stories = ChartIT.class.getResourceAsStream("/io/regionpair/e2e/operator/permissions.yaml")) {
            var theirs = admin.load(stories).items();
            assertThat(rules(theirs, "ClusterRole", "regionpair-operator"))
                    .isEqualTo(rules(chart, "ClusterRole", "regionpair-operator", "regionpair-workloads"));
            assertThat(rules(theirs, "Role", "regionpair-operator"))
                    .isEqualTo(rules(chart, "Role", "regionpair-operator"));
        }
    }

    @Test
    void theOtherRegionsOperatorMayReadOnlyWhereThatIsAskedForAsInTheStories() throws IOException {
        assertThat(HelmChart.render("region=eu")).doesNotContain("peer-reader");
        var chart = manifests(HelmChart.render("region=eu", "peerReader.enabled=true"));
        var rules = rules(chart, "ClusterRole", "regionpair-peer-reader", "regionpair-peer-reader-workloads");

        assertThat(rules).flatExtracting(PolicyRule::getVerbs).containsOnly("get", "list");
        assertThat(rules).flatExtracting(PolicyRule::getResources).doesNotContain("secrets", "configmaps");
        try (var stories = ChartIT.class.getResourceAsStream("/io/regionpair/e2e/operator/peer-reader.yaml")) {
            assertThat(rules(admin.load(stories).items(), "ClusterRole", "regionpair-peer-reader"))
                    .isEqualTo(rules);
        }
    }

    @Test
    void theRightsToStopFastComeOnlyWhereTheyAreAskedFor() {
        var usual = rules(manifests(HelmChart.render("region=eu")), "ClusterRole", "regionpair-workloads");
        var fast = rules(
                manifests(HelmChart.render("region=eu", "rbac.fastStop=true")), "ClusterRole", "regionpair-workloads");

        assertThat(fast).containsAll(usual);
        assertThat(fast)
                .filteredOn(rule -> !usual.contains(rule))
                .extracting(rule -> rule.getVerbs() + " " + rule.getResources())
                .containsExactlyInAnyOrder("[get, patch] [replicasets/scale]", "[delete] [pods]");
    }

    @Test
    void whatWatchesTheOperatorComesOnlyWhereItIsAskedFor() {
        assertThat(HelmChart.render("region=eu")).doesNotContain("monitoring.coreos.com");

        var asked = HelmChart.render(
                "region=eu", "monitoring.podMonitor=true", "monitoring.alerts=true", "monitoring.labels.release=prom");
        assertThat(manifests(asked))
                .filteredOn(item -> item.getApiVersion().equals("monitoring.coreos.com/v1"))
                .allSatisfy(item -> assertThat(item.getMetadata().getLabels()).containsEntry("release", "prom"))
                .extracting(HasMetadata::getKind)
                .containsExactlyInAnyOrder("PodMonitor", "PrometheusRule");
        assertThat(asked).contains("The pair {{ $labels.pair }} has waited for ten minutes in {{ $labels.region }}.");
    }

    @ParameterizedTest(name = "{0} {2}/{3} in {4}")
    @CsvSource({
        "get,    regionpair.io, regionpairs,             '', ''",
        "list,   regionpair.io, regionpairs,             '', ''",
        "watch,  regionpair.io, regionpairs,             '', ''",
        "patch,  regionpair.io, regionpairs,             '', ''",
        "patch,  regionpair.io, regionpairs,             status, ''",
        "watch,  regionpair.io, regioncomponents,        '', ''",
        "patch,  regionpair.io, regioncomponents,        status, orders",
        "create, regionpair.io, regionrecords,           '', ''",
        "update, regionpair.io, regionrecords,           '', ''",
        "watch,  regionpair.io, regionrecords,           '', ''",
        "create, regionpair.io, regionfences,            '', ''",
        "update, regionpair.io, regionfences,            '', ''",
        "patch,  regionpair.io, regionfences,            '', ''",
        "patch,  apps,          deployments,             scale, orders",
        "patch,  apps,          deployments,             '', orders",
        "patch,  apps,          statefulsets,            scale, orders",
        "patch,  apps,          statefulsets,            '', orders",
        "list,   apps,          replicasets,             '', orders",
        "patch,  batch,         cronjobs,                '', orders",
        "watch,  batch,         jobs,                    '', orders",
        "list,   '',            pods,                    '', ''",
        "list,   autoscaling,   horizontalpodautoscalers, '', orders",
        "patch,  autoscaling,   horizontalpodautoscalers, status, orders",
        "watch,  '',            pods,                    '', orders",
        "get,    '',            nodes,                   '', ''",
        "list,   '',            nodes,                   '', ''",
        "create, events.k8s.io, events,                  '', default",
        "patch,  events.k8s.io, events,                  '', default",
        "get,    '',            secrets,                 '', regionpair-system",
        "create, '',            pods,                    '', regionpair-system",
        "create, coordination.k8s.io, leases,            '', regionpair-system",
        "update, coordination.k8s.io, leases,            '', regionpair-system",
    })
    void theOperatorMay(String verb, String group, String resource, String subresource, String namespace) {
        assertThat(may(verb, group, resource, subresource, namespace)).isTrue();
    }

    @ParameterizedTest(name = "{0} {2}/{3} in {4}")
    @CsvSource({
        "get,    '',            secrets,                 '', orders",
        "patch,  '',            secrets,                 '', orders",
        "patch,  '',            secrets,                 '', regionpair-system",
        "create, '',            pods,                    '', orders",
        "delete, '',            pods,                    '', orders",
        "delete, apps,          deployments,             '', orders",
        "create, apps,          deployments,             '', orders",
        "patch,  apps,          daemonsets,              '', orders",
        "delete, regionpair.io, regionrecords,           '', ''",
        "patch,  regionpair.io, regionrecords,           '', ''",
        "delete, regionpair.io, regionfences,            '', ''",
        "update, coordination.k8s.io, leases,            '', orders",
        "patch,  admissionregistration.k8s.io, validatingadmissionpolicies, '', ''",
        "escalate, rbac.authorization.k8s.io, clusterroles, '', ''",
    })
    void theOperatorMayNot(String verb, String group, String resource, String subresource, String namespace) {
        assertThat(may(verb, group, resource, subresource, namespace)).isFalse();
    }

    @Test
    void theOperatorIsRefusedWhenItPatchesASecretElsewhere() {
        admin.resource(new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace(ORDERS)
                        .withName(name)
                        .endMetadata()
                        .build())
                .create();

        var secret = operator.secrets().inNamespace(ORDERS).withName(name);

        assertThat(refusal(() -> secret.patch(MERGE, "{\"stringData\":{\"a\":\"b\"}}"))
                        .getCode())
                .isEqualTo(403);
    }

    @Test
    void itsReachEndsWithTheListedNamespaces() {
        var bindings = manifests(HelmChart.render("region=eu", "rbac.namespaces={orders,billing}")).stream()
                .filter(item -> item.getMetadata().getName().equals("regionpair-workloads"))
                .map(item -> item.getKind() + " " + item.getMetadata().getNamespace())
                .toList();

        assertThat(bindings).containsExactlyInAnyOrder("ClusterRole null", "RoleBinding orders", "RoleBinding billing");
    }

    @Test
    void withoutTheFenceThereAreNoPoliciesAndNobodyCreatesPods() {
        var rendered = HelmChart.render("region=eu", "fence.enabled=false");

        assertThat(rendered).doesNotContain("AdmissionPolicy").doesNotContain("resources: [pods], verbs: [create]");
    }

    @Test
    void aPodOfThePairIsRefusedWherePassive() {
        fence("Passive");

        var refusal = refusal(() -> admin.resource(pod(DEMO)).create());

        assertThat(refusal.getCode()).isEqualTo(403);
        assertThat(refusal.getStatus().getMessage())
                .contains("pair demo is Passive in this region")
                .contains("let the arbitrator name this region");
    }

    @Test
    void aPodOfAnUnknownPairIsRefused() {
        fence("Active");

        var refusal = refusal(
                () -> admin.resource(pod(Map.of("app", "demo", LABEL, "damo"))).create());

        assertThat(refusal.getCode()).isEqualTo(403);
        assertThat(refusal.getStatus().getMessage()).contains("pair damo has no role in this region");
    }

    @ParameterizedTest
    @CsvSource({"Promoting", "Demoting", "Frozen", "Unheard"})
    void onlyActiveOpens(String role) {
        fence(role);

        assertThat(refusal(() -> admin.resource(pod(DEMO)).create()).getCode()).isEqualTo(403);
    }

    @Test
    void nobodyRaisesWherePassiveAndTheOperatorLowersAlways() {
        fence("Active");
        admin.resource(deployment(DEMO, 3)).create();
        awaitScaleKnown();
        fence("Passive");

        var raise = refusal(() -> scale(admin, 4));
        var ownRaise = refusal(() -> scale(operator, 4));
        scale(admin, 2);
        scale(operator, 0);

        assertThat(raise.getCode()).isEqualTo(403);
        assertThat(raise.getStatus().getMessage()).contains("pair demo is Passive in this region");
        assertThat(ownRaise.getCode()).isEqualTo(403);
        assertThat(replicas()).isZero();
    }

    @Test
    void aManifestWithReplicasIsTakenAndSetToZeroWherePassive() {
        fence("Passive");

        var applied = admin.resource(deployment(DEMO, 2)).serverSideApply();
        var again = admin.resource(deployment(DEMO, 3)).forceConflicts().serverSideApply();

        assertThat(applied.getSpec().getReplicas()).isZero();
        assertThat(again.getSpec().getReplicas()).isZero();
    }

    @Test
    void takingTheLabelAwayDoesntGetPastTheClamp() {
        fence("Passive");
        admin.resource(deployment(DEMO, 0)).create();

        var patched = admin.apps()
                .deployments()
                .inNamespace(ORDERS)
                .withName(name)
                .patch(MERGE, "{\"metadata\":{\"labels\":{\"" + LABEL + "\":null}},\"spec\":{\"replicas\":2}}");

        assertThat(patched.getSpec().getReplicas()).isZero();
    }

    @Test
    void aCronJobIsSuspendedWherePassive() {
        fence("Passive");

        var created = admin.resource(cronJob()).create();

        assertThat(created.getSpec().getSuspend()).isTrue();
    }

    @Test
    void withoutARoleOnlyThePairsPodsAreRefused() {
        admin.resources(RegionFence.class).withName(RegionFence.NAME).delete();
        eventually().until(() -> wouldBeRefused(pod(DEMO)));

        var labelled = refusal(() -> admin.resource(pod(DEMO)).create());
        var foreign = admin.resource(pod(FOREIGN)).create();
        admin.resource(deployment(FOREIGN, 1)).create();
        scale(admin, 2);

        assertThat(labelled.getCode()).isEqualTo(NO_ROLES);
        assertThat(foreign.getMetadata().getUid()).isNotBlank();
        assertThat(replicas()).isEqualTo(2);
    }

    @Test
    void withoutARoleTheOperatorStillSuspendsACronJob() {
        fence("Active");
        admin.resource(cronJob()).create();
        admin.resources(RegionFence.class).withName(RegionFence.NAME).delete();

        var suspended = operator.resources(CronJob.class)
                .inNamespace(ORDERS)
                .withName(name)
                .patch(MERGE, "{\"spec\":{\"suspend\":true}}");

        assertThat(suspended.getSpec().getSuspend()).isTrue();
    }

    @Test
    void othersAreUntouchedWherePassive() {
        fence("Passive");

        var pod = admin.resource(pod(FOREIGN)).create();
        var workload = admin.resource(deployment(FOREIGN, 2)).create();
        scale(admin, 3);

        assertThat(pod.getMetadata().getUid()).isNotBlank();
        assertThat(workload.getSpec().getReplicas()).isEqualTo(2);
        assertThat(replicas()).isEqualTo(3);
    }

    @Test
    void everythingIsAllowedWhereActive() {
        fence("Active");

        var pod = admin.resource(pod(DEMO)).create();
        var workload = admin.resource(deployment(DEMO, 2)).create();
        var cronJob = admin.resource(cronJob()).create();
        awaitScaleKnown();
        scale(operator, 4);

        assertThat(pod.getMetadata().getUid()).isNotBlank();
        assertThat(workload.getSpec().getReplicas()).isEqualTo(2);
        assertThat(cronJob.getSpec().getSuspend()).isFalse();
        assertThat(replicas()).isEqualTo(4);
    }

    /** Stores the role, and waits until the policies have seen it. */
    private void fence(String role) {
        var fence = new RegionFence();
        fence.getMetadata().setName(RegionFence.NAME);
        fence.setRoles(Map.of("demo", role));
        apply(fence);
        eventually().until(() -> wouldBeRefused(pod(DEMO)) != role.equals("Active"));
        // Each policy sees it by itself.
        eventually().until(() -> wouldBeClamped() != role.equals("Active"));
    }

    private boolean wouldBeClamped() {
        var probe = deployment(DEMO, 1);
        probe.getMetadata().setName("probe");
        return admin.resource(probe).dryRun().create().getSpec().getReplicas() == 0;
    }

    private boolean wouldBeRefused(Pod pod) {
        try {
            admin.resource(pod).dryRun().create();
            return false;
        } catch (KubernetesClientException e) {
            if (e.getCode() == 403 || e.getCode() == NO_ROLES) {
                return true;
            }
            throw e;
        }
    }

    /** The scale has a selector only after the API server stored the workload, and it is what the fence looks at. */
    private void awaitScaleKnown() {
        eventually()
                .until(() -> admin.apps()
                                .deployments()
                                .inNamespace(ORDERS)
                                .withName(name)
                                .scale()
                                .getStatus()
                                .getSelector()
                        != null);
    }

    private void scale(KubernetesClient as, int replicas) {
        as.apps()
                .deployments()
                .inNamespace(ORDERS)
                .withName(name)
                .subresource("scale")
                .patch(MERGE, "{\"spec\":{\"replicas\":" + replicas + "}}");
    }

    private int replicas() {
        return admin.apps()
                .deployments()
                .inNamespace(ORDERS)
                .withName(name)
                .get()
                .getSpec()
                .getReplicas();
    }

    private Pod pod(Map<String, String> labels) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace(ORDERS)
                .withName(name + "-" + labels.get("app"))
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("main")
                .withImage("pause")
                .endContainer()
                .endSpec()
                .build();
    }

    private Deployment deployment(Map<String, String> labels, int replicas) {
        return new DeploymentBuilder()
                .withNewMetadata()
                .withNamespace(ORDERS)
                .withName(name)
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .withReplicas(replicas)
                .withNewSelector()
                .withMatchLabels(labels)
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(labels)
                .endMetadata()
                .withSpec(pod(labels).getSpec())
                .endTemplate()
                .endSpec()
                .build();
    }

    private CronJob cronJob() {
        return new CronJobBuilder()
                .withNewMetadata()
                .withNamespace(ORDERS)
                .withName(name)
                .withLabels(DEMO)
                .endMetadata()
                .withNewSpec()
                .withSchedule("42 2 * * *")
                .withNewJobTemplate()
                .withNewSpec()
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(DEMO)
                .endMetadata()
                .withNewSpecLike(pod(DEMO).getSpec())
                .withRestartPolicy("Never")
                .endSpec()
                .endTemplate()
                .endSpec()
                .endJobTemplate()
                .endSpec()
                .build();
    }

    private static boolean may(String verb, String group, String resource, String subresource, String namespace) {
        var review = new SelfSubjectAccessReviewBuilder()
                .withNewSpec()
                .withNewResourceAttributes()
                .withVerb(verb)
                .withGroup(group)
                .withResource(resource)
                .withSubresource(subresource)
                .withNamespace(namespace)
                .endResourceAttributes()
                .endSpec()
                .build();
        return operator.authorization()
                .v1()
                .selfSubjectAccessReview()
                .create(review)
                .getStatus()
                .getAllowed();
    }

    private static KubernetesClientException refusal(ThrowingCallable call) {
        var refusal = catchThrowableOfType(KubernetesClientException.class, call);
        assertThat(refusal).as("refused").isNotNull();
        return refusal;
    }

    private static List<? extends HasMetadata> policies() {
        return admin.genericKubernetesResources("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy")
                .list()
                .getItems();
    }

    private static Map<?, ?> status(HasMetadata policy) {
        var generic = (io.fabric8.kubernetes.api.model.GenericKubernetesResource) policy;
        return generic.getAdditionalProperties().get("status") instanceof Map<?, ?> status ? status : Map.of();
    }

    private static void namespace(String name, Map<String, String> labels) {
        apply(new NamespaceBuilder()
                .withNewMetadata()
                .withName(name)
                .withLabels(labels)
                .endMetadata()
                .build());
    }

    private static void apply(HasMetadata item) {
        admin.resource(item).fieldManager("installer").forceConflicts().serverSideApply();
    }

    private static List<HasMetadata> crds() {
        try (var files = Files.list(HelmChart.folder().resolve("crds"))) {
            return files.sorted(Comparator.naturalOrder())
                    .map(ChartIT::text)
                    .flatMap(text -> manifests(text).stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(java.nio.file.Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<PolicyRule> rules(List<HasMetadata> manifests, String kind, String... names) {
        return manifests.stream()
                .filter(object -> object.getKind().equals(kind)
                        && List.of(names).contains(object.getMetadata().getName()))
                .flatMap(object -> object instanceof ClusterRole role
                        ? role.getRules().stream()
                        : ((Role) object).getRules().stream())
                .collect(toSet());
    }

    private static List<HasMetadata> manifests(String text) {
        return admin.load(new ByteArrayInputStream(text.getBytes(UTF_8))).items();
    }

    private static ConditionFactory eventually() {
        return await().atMost(Duration.ofSeconds(30))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptions();
    }
}
