package io.regionpair.e2e.story;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.regionpair.e2e.arbitrator.Arbitrators;
import io.regionpair.e2e.operator.DemoPki;
import io.regionpair.e2e.operator.OperatorAccess;
import io.regionpair.e2e.operator.OperatorProcess;
import io.regionpair.e2e.process.Lifetime;
import io.regionpair.e2e.process.Ports;
import io.regionpair.e2e.region.Cluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Two clusters with RegionPair installed: API, permissions, certificates, and one running operator each, and the arbitrator. */
public final class Rig implements AutoCloseable {

    private static final Duration CRD_LIMIT = Duration.ofSeconds(30);

    private final List<Cluster> clusters;
    private final Path folder;
    private final Lifetime lifetime;
    private final DemoPki pki;
    private final Arbitrators arbitrators;
    private final Map<String, OperatorProcess> operators = new LinkedHashMap<>();

    private Rig(List<Cluster> clusters, Path folder, Lifetime lifetime) {
        this.clusters = clusters;
        this.folder = folder;
        this.lifetime = lifetime;
        this.pki = DemoPki.create(
                folder.resolve("pki"), clusters.stream().map(Cluster::name).toList());
        this.arbitrators = Arbitrators.start(folder.resolve("arbitrators"), lifetime);
    }

    /**
     * Installs everything and waits until both operators are ready. Ends what it started when that fails; the clusters are the
     * caller's.
     *
     * @param folder for keys and the operators' logs
     */
    public static Rig install(List<? extends Cluster> clusters, Path folder, Lifetime lifetime) {
        var rig = new Rig(List.copyOf(clusters), folder, lifetime);
        try {
            rig.installAll();
            return rig;
        } catch (RuntimeException | Error failure) {
            rig.close();
            throw failure;
        }
    }

    public List<Cluster> clusters() {
        return clusters;
    }

    /** The authority and the regions' certificates, for whoever wants to make more of them. */
    public DemoPki pki() {
        return pki;
    }

    /** For all pairs on this rig. */
    public Arbitrators arbitrators() {
        return arbitrators;
    }

    /** The first operator of a region. */
    public OperatorProcess operator(String region) {
        return operator(region, 0);
    }

    public OperatorProcess operator(String region, int number) {
        var operator = operators.get(region + "-" + number);
        if (operator == null) {
            throw new IllegalArgumentException("no operator " + region + "-" + number);
        }
        return operator;
    }

    /** All operators of a region that were ever started, running or not. */
    public List<OperatorProcess> operators(String region) {
        return operators.values().stream()
                .filter(operator -> operator.settings().region().equals(region))
                .toList();
    }

    /** Starts one more operator of a region; doesn't wait for it. The peer's address stays that of the first. */
    public OperatorProcess addOperator(String region) {
        return addOperator(region, OperatorProcess.Extras.NONE);
    }

    /** The same with extras. */
    public OperatorProcess addOperator(String region, OperatorProcess.Extras extras) {
        var cluster = cluster(region);
        var number = (int) operators.keySet().stream()
                .filter(identity -> identity.startsWith(region + "-"))
                .count();
        var identity = region + "-" + number;
        var settings = new OperatorProcess.Settings(
                region,
                identity,
                cluster.kubeconfig(OperatorAccess.NAMESPACE, OperatorAccess.SERVICE_ACCOUNT),
                Ports.take(),
                Ports.take(),
                Ports.take(),
                folder.resolve("operator-" + identity + ".log"),
                lifetime);
        var operator = OperatorProcess.start(settings, extras);
        operators.put(identity, operator);
        return operator;
    }

    /** Has a region's operators show this certificate of the PKI, and trust these authorities; they take it when they read it. */
    public void identify(String region, String alias, List<String> authorities) {
        var secret = pki.peerSecret(alias, OperatorAccess.NAMESPACE, authorities);
        cluster(region)
                .client()
                .resource(secret)
                .fieldManager("rig")
                .forceConflicts()
                .serverSideApply();
    }

    /** Ends one that was added, for good. */
    public void removeOperator(OperatorProcess added) {
        added.close();
        operators.remove(added.settings().identity());
    }

    /** Applies the same objects in both regions. */
    public void apply(List<HasMetadata> objects) {
        clusters.parallelStream().forEach(cluster -> Manifests.apply(cluster, objects));
    }

    Manifests.Addresses addresses() {
        return new Manifests.Addresses(
                arbitrators::url,
                Map.of("eu", operator("eu").peerEndpoint(), "us", operator("us").peerEndpoint()));
    }

    /** The sample in this folder, made to work on this machine. */
    public List<HasMetadata> sample(Path sample) {
        return Manifests.sample(sample, addresses(), Containers.on(clusters));
    }

    /** Ends the operators and the arbitrator. */
    @Override
    public void close() {
        operators.values().forEach(OperatorProcess::close);
        arbitrators.close();
    }

    private void installAll() {
        var crds = Manifests.crds();
        clusters.parallelStream().forEach(cluster -> prepare(cluster, crds));
        clusters.forEach(cluster -> addOperator(cluster.name()));
        operators.values().forEach(OperatorProcess::awaitReady);
    }

    private void prepare(Cluster cluster, List<HasMetadata> crds) {
        Manifests.apply(cluster, crds);
        OperatorAccess.grant(cluster.client());
        identify(cluster.name(), cluster.name(), List.of(DemoPki.AUTHORITY));
        awaitEstablished(cluster, crds);
        OperatorAccess.fence(cluster.client());
    }

    private static void awaitEstablished(Cluster cluster, List<HasMetadata> crds) {
        for (var crd : crds) {
            cluster.client()
                    .apiextensions()
                    .v1()
                    .customResourceDefinitions()
                    .withName(crd.getMetadata().getName())
                    .waitUntilCondition(
                            current -> current != null
                                    && current.getStatus() != null
                                    && current.getStatus().getConditions().stream()
                                            .anyMatch(condition -> condition
                                                            .getType()
                                                            .equals("Established")
                                                    && condition.getStatus().equals("True")),
                            CRD_LIMIT.toSeconds(),
                            TimeUnit.SECONDS);
        }
    }

    private Cluster cluster(String region) {
        return clusters.stream()
                .filter(cluster -> cluster.name().equals(region))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no region " + region));
    }
}
