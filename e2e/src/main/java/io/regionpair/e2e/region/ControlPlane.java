package io.regionpair.e2e.region;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.regionpair.e2e.process.Child;
import io.regionpair.e2e.process.Launcher;
import io.regionpair.e2e.process.Ports;
import io.regionpair.e2e.process.Signal;
import io.regionpair.e2e.process.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.core.ConditionFactory;

/**
 * One region's control plane: real etcd, real API server with TLS, RBAC and an audit log, and when there are nodes, the real controller
 * manager and scheduler, with simulated kubelets or real ones. Everything it writes is in its {@link #folder}.
 */
public final class ControlPlane implements Cluster, AutoCloseable {

    static final String AUDIT_LOG = "audit.jsonl";

    /** A start takes about 4 s on an idle machine; this is for one that is not. */
    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    /** Who holds the lease of a node that fell silent. */
    private static final String NOBODY = "nobody";

    /** As the API wants it. */
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final Settings settings;
    private final Path folder;
    private final Commands commands;
    private final Credentials credentials;
    private final Map<Component, Child> running = new EnumMap<>(Component.class);
    private final Map<Path, KubernetesClient> clients = new ConcurrentHashMap<>();
    private final List<RealNode> realNodes = new CopyOnWriteArrayList<>();
    private final List<Instant> apiServerStarts = new CopyOnWriteArrayList<>();

    private ControlPlane(Settings settings, Path folder) throws IOException {
        this.settings = settings;
        this.folder = folder;
        this.commands = new Commands(settings, folder, Ports.take(), Ports.take(), Ports.take());
        this.credentials = Credentials.create(folder, settings.realNodes() ? settings.nodeNames() : List.of());
    }

    /** Returns when requests are answered and, if there are nodes, pods can be scheduled. Leaves nothing behind when it fails. */
    public static ControlPlane start(Settings settings) {
        return start(settings, Workspace.newFolder("regions").resolve(settings.name()));
    }

    /** The same in a given folder, which must be empty or missing. */
    public static ControlPlane start(Settings settings, Path folder) {
        try {
            Files.createDirectories(folder);
            var plane = new ControlPlane(settings, folder);
            try {
                plane.startAll();
                return plane;
            } catch (RuntimeException | Error failure) {
                plane.close();
                throw new IllegalStateException(
                        "region " + settings.name() + " does not start, see " + folder, failure);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String name() {
        return settings.name();
    }

    public Path folder() {
        return folder;
    }

    @Override
    public Optional<Path> auditLog() {
        return Optional.of(folder.resolve(AUDIT_LOG));
    }

    @Override
    public List<Instant> apiServerStarts() {
        return List.copyOf(apiServerStarts);
    }

    /** Of a user who may do everything. */
    public Path kubeconfig() {
        return commands.kubeconfig(Credentials.ADMIN);
    }

    /** Of a service account, which must exist; it may do what RBAC gives it. The token lasts for a day. */
    @Override
    public Path kubeconfig(String namespace, String serviceAccount) {
        return writeKubeconfig(namespace + "." + serviceAccount, Tokens.of(client(), namespace, serviceAccount));
    }

    /** For the user who may do everything; closed with the control plane. */
    @Override
    public KubernetesClient client() {
        return client(kubeconfig());
    }

    /** For the user of this kubeconfig; closed with the control plane. */
    public KubernetesClient client(Path kubeconfig) {
        return clients.computeIfAbsent(kubeconfig, ControlPlane::newClient);
    }

    /** The components that were started, running or not. */
    public Set<Component> components() {
        return running.keySet();
    }

    /** The process of a component that was started, running or not. */
    public Child process(Component component) {
        return Objects.requireNonNull(running.get(component), () -> component + " was not started");
    }

    /** Starts a component again with its old ports and data; returns when the API server, if it is that, is ready. */
    public void start(Component component) {
        launch(component);
        if (component == Component.API_SERVER) {
            awaitReady();
        }
    }

    /** Orderly. */
    public void stop(Component component) {
        process(component).close();
    }

    /** With kill -9. */
    public void kill(Component component) {
        process(component).kill();
    }

    /** It keeps its connections and says nothing. */
    public void pause(Component component) {
        process(component).send(Signal.STOP);
    }

    public void resume(Component component) {
        process(component).send(Signal.CONT);
    }

    /** Copies etcd's data as they are now. The API server is away meanwhile. */
    public Path snapshot() {
        var copy = Workspace.newFolder("snapshots");
        withoutStore(() -> copy(folder.resolve("etcd"), copy));
        return copy;
    }

    /**
     * Puts etcd's data back to what they were. The controllers are started anew, as everybody must who has seen a later version; operators
     * are the caller's.
     */
    public void restore(Path snapshot) {
        var controllers = List.of(Component.CONTROLLER_MANAGER, Component.SCHEDULER);
        controllers.forEach(controller -> {
            stop(controller);
            // It is missing on purpose while the API server starts.
            running.remove(controller);
        });
        withoutStore(() -> {
            delete(folder.resolve("etcd"));
            copy(snapshot, folder.resolve("etcd"));
        });
        controllers.forEach(this::start);
    }

    private void withoutStore(Runnable work) {
        stop(Component.API_SERVER);
        stop(Component.ETCD);
        work.run();
        start(Component.ETCD);
        start(Component.API_SERVER);
    }

    private static void copy(Path from, Path to) {
        try (var files = Files.walk(from)) {
            for (var file : files.toList()) {
                var target = to.resolve(from.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The node's kubelet isn't heard from now on, until {@link #nodeReports}. Another holder has its lease, so KWOK takes the node for
     * somebody else's; that it doesn't report is found out by the real controller manager, after its grace period. KWOK may still play
     * the node's pods: annotate those that mustn't end with {@code test/slow-stop: never}. May be called again and again: KWOK may take
     * the lease back with a renewal that was under way.
     */
    public void nodeFallsSilent(String node) {
        var lease =
                client().leases().inNamespace("kube-node-lease").withName(node).get();
        if (!NOBODY.equals(lease.getSpec().getHolderIdentity())) {
            // Kubernetes 1.37 takes no node for dead whose lease was written after its last renewal.
            holdLease(node, Duration.ofDays(1), ",\"renewTime\":\"%s\"".formatted(MICROS.format(Instant.now())));
        }
    }

    /** Empty when the nodes are simulated. */
    public List<RealNode> realNodes() {
        return List.copyOf(realNodes);
    }

    /** Where the traces of pods are, a file each; only pods of real nodes leave some. */
    public Path beats() {
        return folder.resolve("beats");
    }

    /** Its kubelet reports again, within ten seconds. */
    public void nodeReports(String node) {
        holdLease(node, Duration.ofSeconds(1), "");
    }

    private void holdLease(String node, Duration duration, String renewal) {
        client().leases()
                .inNamespace("kube-node-lease")
                .withName(node)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"spec\":{\"holderIdentity\":\"%s\",\"leaseDurationSeconds\":%d%s}}"
                                .formatted(NOBODY, duration.toSeconds(), renewal));
    }

    /** Ends all processes that run, also those of a start that failed half-way. May be called twice. */
    @Override
    public void close() {
        clients.values().forEach(KubernetesClient::close);
        clients.clear();
        realNodes.forEach(RealNode::close);
        // What writes ends before what it writes to, or it would fill its log with complaints and delay its own end.
        var order = new ArrayList<>(running.keySet()).reversed();
        for (var component : order) {
            process(component).close();
        }
    }

    private void startAll() throws IOException {
        copyResource("audit-policy.yaml");
        if (settings.readsAudited()) {
            var policy = folder.resolve("audit-policy.yaml");
            Files.writeString(policy, Files.readString(policy).replaceFirst("level: None", "level: Metadata"));
        }
        start(Component.ETCD);
        launch(Component.API_SERVER);
        awaiting("certificate").until(() -> Files.exists(folder.resolve("certificates/apiserver.key")));
        credentials.tokens().forEach(this::writeKubeconfig);
        awaitReady();
        if (settings.nodes() > 0) {
            startNodes();
        }
    }

    private void launch(Component component) {
        if (component == Component.API_SERVER) {
            apiServerStarts.add(Instant.now());
        }
        running.put(component, Launcher.start(commands.of(component), settings.lifetime()));
    }

    private void startNodes() throws IOException {
        start(Component.CONTROLLER_MANAGER);
        start(Component.SCHEDULER);
        if (settings.realNodes()) {
            settings.nodeNames().forEach(this::startRealNode);
        } else {
            KubeletStages.writeTo(folder.resolve("kwok-stages.yaml"));
            start(Component.KUBELETS);
            settings.nodeNames().forEach(name -> client().resource(node(name)).create());
        }
        awaiting("nodes").untilAsserted(this::requireNodesUsable);
    }

    private void startRealNode(String name) {
        var node = new RealNode(
                name, folder.resolve(name), commands.kubeconfig(name), commands.apiServerPort(), settings.lifetime());
        realNodes.add(node);
        node.powerOn();
    }

    private void requireNodesUsable() {
        var nodes = client().nodes().list().getItems();
        if (nodes.size() != settings.nodes()) {
            throw new AssertionError(nodes.size() + " of " + settings.nodes() + " are known");
        }
        for (var node : nodes) {
            var ready = node.getStatus().getConditions().stream()
                    .anyMatch(condition -> condition.getType().equals("Ready")
                            && condition.getStatus().equals("True"));
            if (!ready || !node.getSpec().getTaints().isEmpty()) {
                throw new AssertionError(
                        "ready: " + ready + ", taints: " + node.getSpec().getTaints());
            }
        }
    }

    private void awaitReady() {
        awaiting("API server").ignoreExceptions().until(() -> "ok".equals(client().raw("/readyz")));
    }

    private ConditionFactory awaiting(String what) {
        return await(settings.name() + ": " + what)
                .atMost(START_LIMIT)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50))
                .failFast(() -> {
                    if (running.values().stream().anyMatch(child -> !child.alive())) {
                        throw new IllegalStateException(settings.name() + ": a program ended" + why());
                    }
                });
    }

    /** The last words of the programs that ended, for the message of a failure. */
    private String why() {
        var words = new StringBuilder(", see ").append(folder);
        running.forEach((component, child) -> {
            if (!child.alive()) {
                words.append("\n  ").append(component.program()).append(": ").append(lastLine(component));
            }
        });
        return words.toString();
    }

    private String lastLine(Component component) {
        try (var lines = Files.lines(commands.of(component).log())) {
            return lines.reduce((_, last) -> last).orElse("said nothing");
        } catch (IOException e) {
            return e.toString();
        }
    }

    private Path writeKubeconfig(String user, String token) {
        var file = commands.kubeconfig(user);
        try {
            var certificates = Files.readString(folder.resolve("certificates/apiserver.crt"));
            var server = "https://127.0.0.1:" + commands.apiServerPort();
            new Kubeconfig(settings.name(), server, certificates, user, token).writeTo(file);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static KubernetesClient newClient(Path kubeconfig) {
        var config = new ConfigBuilder(Config.fromKubeconfig(kubeconfig.toFile()))
                // A test must see the first failure, and its own deadline is the one that counts.
                .withRequestRetryBackoffLimit(0)
                .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    private static Node node(String name) {
        var capacity = Map.of(
                "cpu", new Quantity("1000"),
                "memory", new Quantity("1Ti"),
                "pods", new Quantity("5000"));
        return new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels("kubernetes.io/os", "linux")
                .addToLabels("kubernetes.io/hostname", name)
                .addToAnnotations("kwok.x-k8s.io/node", "fake")
                .endMetadata()
                .withNewStatus()
                .withAllocatable(capacity)
                .withCapacity(capacity)
                .endStatus()
                .build();
    }

    private void copyResource(String name) throws IOException {
        try (var in = Objects.requireNonNull(ControlPlane.class.getResourceAsStream(name), name)) {
            Files.copy(in, folder.resolve(name));
        }
    }
}
