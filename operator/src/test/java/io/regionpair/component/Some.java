package io.regionpair.component;

import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.regionpair.api.ComponentMode;
import io.regionpair.api.DeletionPolicy;
import io.regionpair.api.GuardKind;
import io.regionpair.api.GuardSpec;
import io.regionpair.api.RegionComponent;
import io.regionpair.api.RegionComponentSpec;
import io.regionpair.api.RegionComponentStatus;
import io.regionpair.api.Standby;
import io.regionpair.api.StartSpec;
import io.regionpair.api.StopMethod;
import io.regionpair.api.StopSpec;
import io.regionpair.api.WorkloadSpec;
import io.regionpair.api.WorkloadState;
import io.regionpair.api.WorkloadStatus;
import io.regionpair.protocol.Coverage;
import io.regionpair.protocol.Posture;
import io.regionpair.protocol.WorkloadId;
import io.regionpair.workload.Sights;
import io.regionpair.workload.Survey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Components as an API server would hand them out, defaults filled in. */
public final class Some {

    static final Posture ON = new Posture.On(4, Coverage.EVERYTHING, List.of(), false);
    static final Posture STAY_OFF = new Posture.Off(Optional.empty());
    static final Posture LEAVE = new Posture.Leave();

    private Some() {}

    static Posture drain(String nonce) {
        return new Posture.Off(Optional.of(nonce));
    }

    public static ComponentBuilder component(String name) {
        return new ComponentBuilder(name);
    }

    static WorkloadSpec deployment(String name) {
        return workload("apps/v1", "Deployment", name, null);
    }

    static WorkloadSpec deployment(String name, int activeReplicas) {
        return workload("apps/v1", "Deployment", name, activeReplicas);
    }

    static WorkloadSpec cronJob(String name) {
        return workload("batch/v1", "CronJob", name, null);
    }

    static WorkloadSpec workload(String apiVersion, String kind, String name, @Nullable Integer activeReplicas) {
        return new WorkloadSpec(apiVersion, kind, name, null, null, activeReplicas, null, null);
    }

    static WorkloadSpec selected(String key, String value, @Nullable Integer maxMatches, @Nullable Integer active) {
        var selector = new LabelSelectorBuilder().addToMatchLabels(key, value).build();
        return new WorkloadSpec("apps/v1", "Deployment", null, selector, maxMatches, active, null, null);
    }

    static WorkloadId id(String kind, String name) {
        return new WorkloadId(Sights.NAMESPACE, kind.equals("CronJob") ? "batch" : "apps", kind, name);
    }

    static Roster roster(Survey survey, RegionComponent... components) {
        return Roster.resolve(List.of(Sights.NAMESPACE), List.of(components), survey);
    }

    static WorkloadStatus remembering(String kind, String name, int replicas) {
        return new WorkloadStatus(
                "apps/v1", kind, name, "replicas", null, null, null, replicas, WorkloadState.Running, null);
    }

    /** A RegionComponent under construction: active-passive, priority 0, no workload. */
    public static final class ComponentBuilder {
        private final String name;
        private String namespace = Sights.NAMESPACE;
        private ComponentMode mode = ComponentMode.ActivePassive;
        private int priority;
        private List<String> dependsOn = List.of();
        private final List<WorkloadSpec> workloads = new ArrayList<>();
        private Standby standby = Standby.Zero;
        private StopSpec stop = new StopSpec(StopMethod.Orderly, 120, false);
        private GuardSpec guard = new GuardSpec(GuardKind.None, null, null);
        private DeletionPolicy deletionPolicy = DeletionPolicy.Retain;
        private List<String> accept = List.of();
        private @Nullable RegionComponentStatus status;

        private ComponentBuilder(String name) {
            this.name = name;
        }

        public ComponentBuilder in(String other) {
            namespace = other;
            return this;
        }

        ComponentBuilder mode(ComponentMode other) {
            mode = other;
            return this;
        }

        ComponentBuilder activeActive() {
            return mode(ComponentMode.ActiveActive);
        }

        ComponentBuilder priority(int number) {
            priority = number;
            return this;
        }

        ComponentBuilder dependsOn(String... names) {
            dependsOn = List.of(names);
            return this;
        }

        public ComponentBuilder with(WorkloadSpec... specs) {
            workloads.addAll(List.of(specs));
            return this;
        }

        public ComponentBuilder withDeployment(String deployment) {
            return with(Some.deployment(deployment));
        }

        public ComponentBuilder withStatefulSet(String set) {
            return with(workload("apps/v1", "StatefulSet", set, null));
        }

        public ComponentBuilder withCronJob(String cronJob) {
            return with(Some.cronJob(cronJob));
        }

        ComponentBuilder standby(Standby other) {
            standby = other;
            return this;
        }

        ComponentBuilder stop(StopSpec other) {
            stop = other;
            return this;
        }

        public ComponentBuilder guard(GuardSpec other) {
            guard = other;
            return this;
        }

        ComponentBuilder deletionPolicy(DeletionPolicy other) {
            deletionPolicy = other;
            return this;
        }

        ComponentBuilder accepting(String... risks) {
            accept = List.of(risks);
            return this;
        }

        ComponentBuilder status(@Nullable RegionComponentStatus other) {
            status = other;
            return this;
        }

        public ComponentBuilder remembering(String kind, String workload, int replicas) {
            status = new RegionComponentStatus(
                    1L, null, WorkloadState.Running, List.of(Some.remembering(kind, workload, replicas)), List.of());
            return this;
        }

        public RegionComponent build() {
            var component = new RegionComponent();
            component.setMetadata(new ObjectMetaBuilder()
                    .withName(name)
                    .withNamespace(namespace)
                    .withUid("uid-" + namespace + "-" + name)
                    .withGeneration(2L)
                    .build());
            component.setSpec(new RegionComponentSpec(
                    "hopsworks",
                    mode,
                    priority,
                    dependsOn,
                    workloads,
                    standby,
                    stop,
                    new StartSpec(300),
                    guard,
                    deletionPolicy,
                    accept));
            component.setStatus(status);
            return component;
        }
    }
}
