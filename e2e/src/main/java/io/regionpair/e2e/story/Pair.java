package io.regionpair.e2e.story;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toCollection;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.regionpair.api.ComponentMode;
import io.regionpair.api.RegionComponent;
import io.regionpair.api.RegionPair;
import io.regionpair.api.RegionPairStatus;
import io.regionpair.api.RegionRecord;
import io.regionpair.api.Role;
import io.regionpair.api.WorkloadSpec;
import io.regionpair.e2e.observer.Workload;
import io.regionpair.e2e.region.Cluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A RegionPair in both regions, seen from outside: what its statuses say, and what really runs. */
public final class Pair {

    private final List<Cluster> clusters;
    private final String name;

    public Pair(List<? extends Cluster> clusters, String name) {
        this.clusters = List.copyOf(clusters);
        this.name = name;
    }

    public String name() {
        return name;
    }

    public List<Cluster> clusters() {
        return clusters;
    }

    public Cluster cluster(String region) {
        return clusters.stream()
                .filter(cluster -> cluster.name().equals(region))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no region " + region));
    }

    /** What this region's operator says; empty before its first word. */
    public Optional<RegionPairStatus> status(String region) {
        return Optional.ofNullable(cluster(region)
                        .client()
                        .resources(RegionPair.class)
                        .withName(name)
                        .get())
                .map(RegionPair::getStatus);
    }

    /** The role that this region's operator says. */
    public Role role(String region) {
        return status(region).map(RegionPairStatus::role).orElse(Role.Unknown);
    }

    /** All workloads of the pair's components, for the observer. */
    public List<Workload> workloads() {
        var first = clusters.getFirst();
        return components(first).stream()
                .flatMap(component -> component.getSpec().workloads().stream()
                        .flatMap(entry -> views(first, component, entry).stream())
                        .map(view -> new Workload(view.namespace(), view.kind(), view.name(), mode(component))))
                .distinct()
                .toList();
    }

    /** Pod objects of active-passive workloads, terminating ones too. */
    public int pods(String region) {
        return expectations(cluster(region)).stream()
                .mapToInt(expected -> expected.view().pods())
                .sum();
    }

    /** What is not yet so that this region is active, the other one passive, and everything in its place. Empty: all is. */
    public List<String> missing(String active) {
        var missing = new ArrayList<String>();
        for (var cluster : clusters) {
            var isActive = cluster.name().equals(active);
            var wanted = isActive ? Role.Active : Role.Passive;
            var status = status(cluster.name());
            var role = status.map(RegionPairStatus::role).orElse(null);
            if (role != wanted) {
                missing.add(cluster.name() + ": role is " + role + " instead of " + wanted + waiting(status));
            }
            for (var expected : expectations(cluster)) {
                if (!expected.met(isActive)) {
                    missing.add(cluster.name() + ": " + expected.view());
                }
            }
        }
        return missing;
    }

    public void awaitActive(String region, Duration limit) {
        Deadline.until(region + " is active, with everything in its place", limit, () -> missing(region));
    }

    /** Waits until nothing of the pair has been written for a while, by anybody, in either region. */
    public void awaitQuiet(Duration window, Duration limit) {
        var quiet = new Quiet(window, this::versions);
        Deadline.until("nothing of " + name + " moves for " + window.toSeconds() + " s", limit, quiet::disturbances);
    }

    private Map<String, String> versions() {
        var versions = new TreeMap<String, String>();
        for (var cluster : clusters) {
            var client = cluster.client();
            var objects = new ArrayList<HasMetadata>();
            objects.addAll(client.resources(RegionPair.class).list().getItems());
            objects.addAll(client.resources(RegionRecord.class).list().getItems());
            objects.removeIf(object -> !object.getMetadata().getName().equals(name));
            objects.addAll(components(cluster));
            for (var namespace : namespaces(cluster)) {
                objects.addAll(client.pods().inNamespace(namespace).list().getItems());
                objects.addAll(client.apps()
                        .deployments()
                        .inNamespace(namespace)
                        .list()
                        .getItems());
                objects.addAll(client.apps()
                        .statefulSets()
                        .inNamespace(namespace)
                        .list()
                        .getItems());
                objects.addAll(client.batch()
                        .v1()
                        .cronjobs()
                        .inNamespace(namespace)
                        .list()
                        .getItems());
            }
            objects.forEach(object -> versions.put(
                    cluster.name() + " " + object.getKind() + " "
                            + object.getMetadata().getName(),
                    object.getMetadata().getResourceVersion()));
        }
        return versions;
    }

    private List<RegionComponent> components(Cluster cluster) {
        return cluster.client().resources(RegionComponent.class).inAnyNamespace().list().getItems().stream()
                .filter(component -> component.getSpec().pair().equals(name))
                .toList();
    }

    private Set<String> namespaces(Cluster cluster) {
        return components(cluster).stream()
                .map(component -> component.getMetadata().getNamespace())
                .collect(toCollection(LinkedHashSet::new));
    }

    /** An active-passive workload with what is declared about it. */
    private record Expectation(WorkloadView view, @Nullable Integer activeReplicas) {

        boolean met(boolean active) {
            if (!active) {
                return view.turnedOn() == 0 && view.pods() == 0;
            }
            return view.turnedOn() > 0
                    && view.ready() == view.turnedOn()
                    && (activeReplicas == null || activeReplicas == view.turnedOn());
        }
    }

    private List<Expectation> expectations(Cluster cluster) {
        var byNamespace = components(cluster).stream()
                .filter(component -> component.getSpec().mode() == ComponentMode.ActivePassive)
                .collect(groupingBy(component -> component.getMetadata().getNamespace()));
        var expectations = new ArrayList<Expectation>();
        byNamespace.forEach((namespace, components) -> {
            var views = WorkloadView.of(cluster.client(), namespace);
            for (var component : components) {
                for (var entry : component.getSpec().workloads()) {
                    matching(views, entry)
                            .forEach(view -> expectations.add(new Expectation(view, entry.activeReplicas())));
                }
            }
        });
        return expectations;
    }

    private static List<WorkloadView> views(Cluster cluster, RegionComponent component, WorkloadSpec entry) {
        return matching(
                WorkloadView.of(cluster.client(), component.getMetadata().getNamespace()), entry);
    }

    private static List<WorkloadView> matching(List<WorkloadView> views, WorkloadSpec entry) {
        return views.stream()
                .filter(view -> view.kind().equals(entry.kind()))
                .filter(view -> entry.name() != null
                        ? entry.name().equals(view.name())
                        : entry.selector() != null
                                && Objects.requireNonNullElse(
                                                entry.selector().getMatchLabels(), Map.<String, String>of())
                                        .entrySet()
                                        .stream()
                                        .allMatch(label -> label.getValue()
                                                .equals(view.labels().get(label.getKey()))))
                .toList();
    }

    private static Workload.Mode mode(RegionComponent component) {
        return component.getSpec().mode() == ComponentMode.ActiveActive
                ? Workload.Mode.ACTIVE_ACTIVE
                : Workload.Mode.ACTIVE_PASSIVE;
    }

    private static String waiting(Optional<RegionPairStatus> status) {
        return status.map(RegionPairStatus::waitingFor)
                .map(waiting -> ", waiting for " + waiting.what() + " (" + waiting.message() + ")")
                .orElse("");
    }
}
