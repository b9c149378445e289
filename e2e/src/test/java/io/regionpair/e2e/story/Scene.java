package io.regionpair.e2e.story;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.regionpair.api.RegionComponent;
import io.regionpair.api.RegionPair;
import io.regionpair.api.RegionPairStatus;
import io.regionpair.api.RegionRecord;
import io.regionpair.api.Role;
import io.regionpair.e2e.arbitrator.DocumentFile;
import io.regionpair.e2e.arbitrator.FaultyArbitrator;
import io.regionpair.e2e.observer.Beats;
import io.regionpair.e2e.observer.Observer;
import io.regionpair.e2e.observer.Report;
import io.regionpair.e2e.observer.Workload;
import io.regionpair.e2e.operator.OperatorAccess;
import io.regionpair.e2e.operator.OperatorProcess;
import io.regionpair.e2e.region.Component;
import io.regionpair.e2e.region.ControlPlane;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * One pair on the shared rig, with the components that a story casts, and the questions that stories ask. The namespace is called as the
 * pair. Besides what is cast there is always an active-active Deployment, which nobody may write. Active-passive workloads carry the label
 * of the admission fence, unless a story says that it goes without.
 */
final class Scene implements AutoCloseable {

    /** Ten seconds are usual; a machine that builds at the same time needs more. */
    static final Duration LIMIT = Duration.ofMinutes(2);

    static final List<String> REGIONS = List.of("eu", "us");

    private record Part(String mode, int priority, List<Work> works) {

        boolean activeActive() {
            return mode.equals("ActiveActive");
        }
    }

    private final Rig rig;
    private final String name;
    private final Pair pair;
    private final Map<String, Part> parts = new LinkedHashMap<>();
    private final List<String> spec = new ArrayList<>();
    private final Map<String, String> peerEndpoints = new TreeMap<>();
    private final Optional<Observer> observer;
    private List<String> arbitratorUrls;
    private int maxAgeSeconds = 60;
    private boolean fenced = true;
    private boolean nursing;
    private Containers containers;
    private Duration limit = LIMIT;
    private String guard = "";
    private final Map<String, String> additions = new TreeMap<>();

    private Scene(Rig rig, String name) {
        this.rig = rig;
        this.name = name;
        this.pair = new Pair(rig.clusters(), name);
        this.observer = Observer.of(rig.clusters(), OperatorAccess.USER);
        this.arbitratorUrls = List.of(rig.arbitrators().url(name));
        arbitrator().name("eu");
        this.containers = Containers.on(rig.clusters());
        REGIONS.forEach(region -> peerEndpoints.put(region, rig.operator(region).peerEndpoint()));
        parts.put(
                "online",
                new Part(
                        "ActiveActive",
                        0,
                        List.of(Work.deployment("online", 0).unsized().running(2))));
    }

    /** For a story that judges itself. */
    static Scene open(Rig rig, String name) {
        return new Scene(rig, name);
    }

    /** Plays a story from its cast to the observer's judgement; a failure carries the picture of both regions. */
    static void play(Rig rig, String name, Consumer<Scene> story) {
        try (var scene = new Scene(rig, name)) {
            try {
                story.accept(scene);
                scene.judge();
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError(failure.getMessage() + "\n" + Picture.of(rig, name), failure);
            }
        }
    }

    Scene cast(String component, Work... works) {
        return cast(component, 0, works);
    }

    Scene cast(String component, int priority, Work... works) {
        parts.put(component, new Part("ActivePassive", priority, List.of(works)));
        return this;
    }

    /** One more line for a component's spec. */
    Scene with(String component, String line) {
        additions.merge(component, line, (one, another) -> one + "\n  " + another);
        return this;
    }

    /** The observer judges it no longer: its workloads aren't the pair's any more. */
    void strike(String component) {
        parts.remove(component);
    }

    /** One more line for the RegionPair's spec. */
    Scene with(String line) {
        spec.add(line);
        return this;
    }

    String arbitratorUrl() {
        return arbitratorUrls.getFirst();
    }

    /**
     * From now on its workloads are deployed without the label by which the admission fence knows them. For what the fence would hide:
     * a start that comes too early, or a raise that only the operator's own care refuses.
     */
    Scene unfenced() {
        fenced = false;
        return this;
    }

    /** From now on its workloads are deployed with the label, as at the beginning. */
    Scene fenced() {
        fenced = true;
        return this;
    }

    /** By one address, or by instances that each have their own. */
    Scene arbitratedBy(String... urls) {
        arbitratorUrls = List.of(urls);
        return this;
    }

    /** Older answers don't count. */
    Scene answeredWithin(int seconds) {
        maxAgeSeconds = seconds;
        return this;
    }

    /** Where the other region looks for this one's operator. */
    Scene reachedAt(String region, String endpoint) {
        peerEndpoints.put(region, endpoint);
        return this;
    }

    /**
     * Its processes on real nodes stop by themselves.
     *
     * @param guard what active-passive components say of it
     * @param flags of {@code pod beat}, which does it
     */
    Scene guardedBy(String guard, String flags) {
        this.guard = "guard: " + guard;
        containers = Containers.guarded(flags);
        return this;
    }

    /**
     * Its active-passive processes on real nodes are started and ended by a supervisor that asks the region's operator: the guard
     * {@code Agent}.
     */
    Scene supervised() {
        guard = "guard: {kind: Agent}";
        var before = new TreeMap<String, String>();
        REGIONS.forEach(region -> before.put(
                region,
                "supervise -operator=http://127.0.0.1:%d -pair=%s -component=%s/COMPONENT"
                        .formatted(rig.operator(region).settings().grantPort(), name, name)));
        containers = Containers.supervised(before);
        return this;
    }

    String name() {
        return name;
    }

    Rig rig() {
        return rig;
    }

    Pair pair() {
        return pair;
    }

    DocumentFile arbitrator() {
        return rig.arbitrators().document(name);
    }

    static String other(String region) {
        return region.equals("eu") ? "us" : "eu";
    }

    KubernetesClient client(String region) {
        return pair.cluster(region).client();
    }

    /** Needs control planes of our own: nobody kills the API server of a cluster that is lent. */
    ControlPlane plane(String region) {
        if (pair.cluster(region) instanceof ControlPlane plane) {
            return plane;
        }
        var reason = "this story needs control planes of its own, not existing clusters";
        System.out.println("skipped: " + reason);
        return Assumptions.<ControlPlane>abort(reason);
    }

    // Deploying.

    /** Workloads first, then the pair with its components, everything in both regions. */
    Scene deploy() {
        REGIONS.forEach(this::deployWorkloads);
        REGIONS.forEach(this::deployPair);
        REGIONS.forEach(this::deployComponents);
        return this;
    }

    void deployWorkloads(String region) {
        var yaml = new StringBuilder("apiVersion: v1\nkind: Namespace\nmetadata: {name: " + name + "}\n");
        parts.forEach((component, part) ->
                part.works().forEach(work -> yaml.append("---\n").append(manifest(region, component, part, work))));
        apply(region, yaml.toString());
    }

    /** One active-passive workload anew, as its owner would apply it, with no supervisor; gives what the API server stored. */
    HasMetadata deploy(String region, Work work) {
        return apply(region, work.manifest(name, label(), containers.of(region, "", work.slowStop())))
                .getFirst();
    }

    private String manifest(String region, String component, Part part, Work work) {
        return part.activeActive()
                ? work.manifest(name, Optional.empty(), containers.of(region, "", work.slowStop()))
                : work.manifest(name, label(), containers.of(region, component, work.slowStop()));
    }

    Optional<String> label() {
        return fenced ? Optional.of(name) : Optional.empty();
    }

    void deployPair(String region) {
        apply(region, """
                apiVersion: regionpair.io/v1alpha1
                kind: RegionPair
                metadata: {name: %1$s}
                spec:
                  regions:
                    - {name: eu, peerEndpoint: "%2$s"}
                    - {name: us, peerEndpoint: "%3$s"}
                  namespaces: [%1$s]
                  arbitrator: {endpoints: [%4$s], pollIntervalSeconds: 1, requestTimeoutSeconds: 1, maxAgeSeconds: %5$d}
                %6$s
                """.formatted(
                name,
                peerEndpoints.get("eu"),
                peerEndpoints.get("us"),
                String.join(
                        ", ",
                        arbitratorUrls.stream().map(url -> "\"" + url + "\"").toList()),
                maxAgeSeconds,
                String.join("\n", spec).indent(2)));
    }

    void deployComponents(String region) {
        parts.keySet().forEach(component -> deployComponent(region, component));
    }

    void deployComponent(String region, String component) {
        var part = parts.get(component);
        apply(region, """
                apiVersion: regionpair.io/v1alpha1
                kind: RegionComponent
                metadata: {name: %1$s, namespace: %2$s}
                spec:
                  pair: %2$s
                  mode: %3$s
                  priority: %4$d
                  workloads: [%5$s]
                  %6$s
                  %7$s
                """.formatted(
                        component,
                        name,
                        part.mode(),
                        part.priority(),
                        String.join(", ", part.works().stream().map(Work::entry).toList()),
                        part.activeActive() ? "" : guard,
                        additions.getOrDefault(component, "")));
    }

    void removeComponent(String region, String component) {
        client(region)
                .resources(RegionComponent.class)
                .inNamespace(name)
                .withName(component)
                .delete();
    }

    /**
     * Waits until the region's operator counts so many active-passive components. It learns of a removal by its watch: a switch that
     * begins before that still takes the component with it.
     */
    void awaitActivePassive(String region, int components) {
        untilEquals(
                region + " counts " + components + " active-passive components",
                Optional.of(components),
                () -> status(region).map(status -> status.components().activePassive()));
    }

    /** Merges this into the RegionPair of both regions. */
    void editPair(String patch) {
        REGIONS.forEach(region -> editPair(region, patch));
    }

    void editPair(String region, String patch) {
        client(region).resources(RegionPair.class).withName(name).patch(PatchContext.of(PatchType.JSON_MERGE), patch);
    }

    /** Says that the pod's processes are gone, as a person would who has looked. */
    void accountFor(String region, Pod pod) {
        editPair(
                region,
                "{\"metadata\": {\"annotations\": {\"regionpair.io/stopped-pods\": \"%s\"}}}"
                        .formatted(pod.getMetadata().getUid()));
    }

    void removePair(String region) {
        client(region).resources(RegionPair.class).withName(name).delete();
    }

    // Looking.

    Optional<RegionPairStatus> status(String region) {
        return pair.status(region);
    }

    /** What is stored, which the status only follows. */
    Optional<Role> stored(String region) {
        return Optional.ofNullable(client(region)
                        .resources(RegionRecord.class)
                        .withName(name)
                        .get())
                .map(found -> Role.valueOf(String.valueOf(found.getSpec().role())));
    }

    long term(String region) {
        var found = client(region).resources(RegionRecord.class).withName(name).get();
        return found == null || found.getSpec().term() == null
                ? 0
                : found.getSpec().term();
    }

    /** The stored nonce of an attempt or a drain. */
    Optional<String> attempt(String region) {
        return Optional.ofNullable(client(region)
                        .resources(RegionRecord.class)
                        .withName(name)
                        .get())
                .map(found -> found.getSpec().attempt());
    }

    Optional<Condition> condition(String region, String type) {
        return status(region).stream()
                .flatMap(status -> status.conditions().stream())
                .filter(condition -> condition.getType().equals(type))
                .findFirst();
    }

    Optional<Condition> componentCondition(String region, String component, String type) {
        var found = client(region)
                .resources(RegionComponent.class)
                .inNamespace(name)
                .withName(component)
                .get();
        return Optional.ofNullable(found).map(RegionComponent::getStatus).stream()
                .flatMap(status -> status.conditions().stream())
                .filter(condition -> condition.getType().equals(type))
                .findFirst();
    }

    /** As {@link #said}, of a component. */
    String componentSaid(String region, String component, String type) {
        return componentCondition(region, component, type)
                .map(condition -> condition.getStatus() + "/" + condition.getReason())
                .orElse("no " + type);
    }

    void awaitComponentSaid(String region, String component, String type, String saying) {
        untilEquals(
                region + ": " + type + " of " + component + " is " + saying,
                saying,
                () -> componentSaid(region, component, type));
    }

    /** Status and reason of a condition in one word, such as {@code False/AnswerStatus}. */
    String said(String region, String type) {
        return condition(region, type)
                .map(condition -> condition.getStatus() + "/" + condition.getReason())
                .orElse("no " + type);
    }

    List<Pod> pods(String region, String app) {
        return client(region)
                .pods()
                .inNamespace(name)
                .withLabel("app", app)
                .list()
                .getItems();
    }

    /** Of all pods of the namespace. */
    Set<String> podUids(String region) {
        return client(region).pods().inNamespace(name).list().getItems().stream()
                .map(pod -> pod.getMetadata().getUid())
                .collect(toCollection(TreeSet::new));
    }

    int replicas(String region, String deployment) {
        return client(region)
                .apps()
                .deployments()
                .inNamespace(name)
                .withName(deployment)
                .get()
                .getSpec()
                .getReplicas();
    }

    /** Replicas that a workload asks for; 1 for a CronJob that isn't suspended. */
    static int turnedOn(HasMetadata workload) {
        return switch (workload) {
            case Deployment deployment -> deployment.getSpec().getReplicas();
            case StatefulSet set -> set.getSpec().getReplicas();
            case CronJob cronJob -> cronJob.getSpec().getSuspend() ? 0 : 1;
            default -> throw new IllegalArgumentException("no workload: " + workload);
        };
    }

    /** What may not change while nothing changes hands: stored roles, generations of workloads, pods. */
    Map<String, String> hands() {
        var hands = new TreeMap<String, String>();
        for (var region : REGIONS) {
            hands.put(region + " role", stored(region) + " " + term(region));
            for (var object : workloads(region)) {
                hands.put(
                        region + " " + object.getKind() + " "
                                + object.getMetadata().getName(),
                        "generation " + object.getMetadata().getGeneration());
            }
            hands.put(region + " pods", podUids(region).toString());
        }
        return hands;
    }

    private List<HasMetadata> workloads(String region) {
        var all = new ArrayList<HasMetadata>();
        all.addAll(client(region).apps().deployments().inNamespace(name).list().getItems());
        all.addAll(client(region).apps().statefulSets().inNamespace(name).list().getItems());
        all.addAll(
                client(region).batch().v1().cronjobs().inNamespace(name).list().getItems());
        return all;
    }

    // Acting.

    void scale(String region, String deployment, int replicas, String manager) {
        client(region)
                .apps()
                .deployments()
                .inNamespace(name)
                .withName(deployment)
                .subresource("scale")
                .patch(
                        new PatchContext.Builder()
                                .withPatchType(PatchType.JSON_MERGE)
                                .withFieldManager(manager)
                                .build(),
                        "{\"spec\":{\"replicas\":" + replicas + "}}");
    }

    /** Changes how long this app's living pods take to end; not the template, which would start new ones. */
    void stopping(String region, String app, String howSlow) {
        for (var pod : pods(region, app)) {
            client(region)
                    .resource(pod)
                    .patch(
                            PatchContext.of(PatchType.JSON_MERGE),
                            "{\"metadata\":{\"annotations\":{\"test/slow-stop\":\"" + howSlow + "\"}}}");
        }
    }

    /**
     * From now on a Deployment's pods run only on nodes with these labels.
     *
     * @param labels empty: on any
     */
    void runsOn(String region, String deployment, Map<String, String> labels) {
        client(region)
                .apps()
                .deployments()
                .inNamespace(name)
                .withName(deployment)
                .edit(found -> {
                    found.getSpec().getTemplate().getSpec().setNodeSelector(labels.isEmpty() ? null : labels);
                    return found;
                });
    }

    // Waiting.

    /** From now on operators that end are started again, as a kubelet does: one that can't renew its lease ends by itself. */
    Scene nursing() {
        nursing = true;
        return this;
    }

    /** From now on everything may take this long. */
    Scene patient(Duration next) {
        limit = next;
        return this;
    }

    /** Waits for an empty list of what is missing. */
    void until(String what, Supplier<List<String>> missing) {
        Deadline.until(what, limit, () -> {
            if (nursing) {
                REGIONS.forEach(this::restartEnded);
            }
            return missing.get();
        });
    }

    /** Waits until {@code seen} gives what is expected. */
    void untilEquals(String what, Object expected, Supplier<?> seen) {
        until(what, () -> {
            var now = seen.get();
            return expected.equals(now) ? List.of() : List.of("it is " + now + ", awaited is " + expected);
        });
    }

    /** Looks again and again for this long, and fails at the first look that shows anything else. */
    void holds(String what, Duration time, Object expected, Supplier<?> seen) {
        var end = System.nanoTime() + time.toNanos();
        await(what).atMost(time.plus(LIMIT)).pollDelay(Duration.ZERO).until(() -> {
            assertThat(seen.get()).as(what).isEqualTo(expected);
            return System.nanoTime() >= end;
        });
    }

    void awaitActive(String region) {
        until(region + " is active, with everything in its place", () -> pair.missing(region));
    }

    void awaitStored(String region, Role role) {
        untilEquals(region + " has stored " + role, Optional.of(role), () -> stored(region));
    }

    /** Waits until the region's status says that it waits for this, and gives what it says. */
    io.regionpair.api.WaitingFor awaitWaiting(String region, String what) {
        untilEquals(region + " waits for " + what, what, () -> waiting(region));
        return status(region).orElseThrow().waitingFor();
    }

    @Nullable
    String waiting(String region) {
        return status(region)
                .map(RegionPairStatus::waitingFor)
                .map(io.regionpair.api.WaitingFor::what)
                .orElse("nothing");
    }

    void awaitSaid(String region, String type, String saying) {
        untilEquals(region + ": " + type + " is " + saying, saying, () -> said(region, type));
    }

    /** Waits until so many more polls have come, of both regions together. */
    void awaitRequests(FaultyArbitrator asked, int more) {
        awaitMore("polls", asked::requests, more);
    }

    /** Waits until this has grown by so much. */
    void awaitMore(String what, IntSupplier count, int more) {
        var before = count.getAsInt();
        until(more + " more " + what, () -> {
            var come = count.getAsInt() - before;
            return come >= more ? List.of() : List.of(come + " have come");
        });
    }

    /** What this region's operator has counted of this pair. */
    double counted(String region, String metric, String... labels) {
        var all = new ArrayList<>(List.of(labels));
        all.add("pair=\"" + name + "\"");
        return rig.operator(region).metric(metric, all.toArray(String[]::new));
    }

    /** Has the arbitrator name this region and waits until it runs everything. */
    Switch switchTo(String region) {
        return Switch.perform(pair, region, arbitrator(), limit, _ -> {});
    }

    // Judging.

    /** What the observer saw; without one there is nothing to judge from, and the reason was printed. */
    Optional<Report> report() {
        var workloads = new LinkedHashSet<Workload>();
        parts.values()
                .forEach(part -> part.works()
                        .forEach(work -> workloads.add(work.observed(
                                name,
                                part.activeActive() ? Workload.Mode.ACTIVE_ACTIVE : Workload.Mode.ACTIVE_PASSIVE))));
        return observer.map(judge -> judge.judgeWhenAnswered(List.copyOf(workloads)));
    }

    /** The operators' writes in this namespace that are no status of ours; empty without an observer. */
    List<String> workloadWrites() {
        return report().stream()
                .flatMap(report -> report.writes().stream())
                .filter(write -> write.namespace().equals(name))
                .filter(write -> !write.operation().contains("regioncomponents"))
                .map(write -> write.region() + " " + write.operation() + " " + write.name())
                .toList();
    }

    /** What the processes of its active-passive workloads wrote; real nodes only. */
    Beats beats() {
        var folders = new TreeMap<String, Path>();
        REGIONS.forEach(region -> folders.put(region, plane(region).beats()));
        var spans = parts.values().stream()
                .filter(part -> !part.activeActive())
                .flatMap(part -> part.works().stream())
                .flatMap(work -> Beats.read(folders, name + "." + work.name() + "-").spans().stream())
                .toList();
        return new Beats(spans);
    }

    /** Fails for whatever may not be. */
    void judge() {
        report().ifPresent(report -> {
            assertThat(report.overlaps()).isEmpty();
            assertThat(report.activeActiveWrites()).isEmpty();
            assertThat(report.doubts()).isEmpty();
            // Without pods, "no overlap" would say nothing.
            assertThat(report.podsThatCounted()).isPositive();
        });
        if (containers.real()) {
            var beats = beats();
            assertThat(beats.overlaps()).as("processes of both regions").isEmpty();
            assertThat(beats.spans()).isNotEmpty();
        }
    }

    /** Removes the pair with its namespace, and leaves the rig as the next story expects it. */
    @Override
    public void close() {
        try {
            REGIONS.forEach(this::repair);
            for (var region : REGIONS) {
                client(region)
                        .resources(RegionComponent.class)
                        .inNamespace(name)
                        .delete();
                removePair(region);
                client(region).pods().inNamespace(name).withGracePeriod(0).delete();
                client(region).namespaces().withName(name).delete();
            }
        } finally {
            arbitrator().remove();
        }
    }

    private void repair(String region) {
        if (pair.cluster(region) instanceof ControlPlane plane) {
            plane.resume(Component.API_SERVER);
            if (!plane.process(Component.API_SERVER).alive()) {
                plane.start(Component.API_SERVER);
            }
        }
        rig.operators(region).forEach(OperatorProcess::resume);
        restartEnded(region);
        rig.operator(region).awaitReady();
    }

    private void restartEnded(String region) {
        for (var operator : rig.operators(region)) {
            if (!operator.process().alive()) {
                operator.restart();
            }
        }
    }

    private List<HasMetadata> apply(String region, String yaml) {
        return Manifests.apply(pair.cluster(region), Manifests.parse(yaml));
    }
}
