package io.regionpair.pair;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.TransformingItemStore;
import io.regionpair.api.ConditionType;
import io.regionpair.api.Reason;
import io.regionpair.api.RegionComponent;
import io.regionpair.api.RegionComponentStatus;
import io.regionpair.component.Conditions;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Wakes the loop of the component's pair, and writes the status that the loop reports. Decides nothing. */
@ControllerConfiguration(
        name = "regioncomponent",
        informer =
                @Informer(
                        comparableResourceVersions = false,
                        itemStore = RegionComponentReconciler.WithoutManagers.class),
        maxReconciliationInterval = @MaxReconciliationInterval(interval = 60, timeUnit = TimeUnit.SECONDS))
public final class RegionComponentReconciler implements Reconciler<RegionComponent> {

    /** See {@link #forgetManagers}. */
    public static final class WithoutManagers extends TransformingItemStore<RegionComponent> {
        /** Empty. */
        public WithoutManagers() {
            super(RegionComponentReconciler::forgetManagers);
        }
    }

    private final PairRuntimes runtimes;
    private final InstantSource clock;
    private final SimpleInboundEventSource<RegionComponent> changes = new SimpleInboundEventSource<>("component-loop");
    private volatile @Nullable IndexerResourceCache<RegionComponent> cache;

    public RegionComponentReconciler(PairRuntimes runtimes, InstantSource clock) {
        this.runtimes = runtimes;
        this.clock = clock;
    }

    @Override
    public List<EventSource<?, RegionComponent>> prepareEventSources(EventSourceContext<RegionComponent> context) {
        cache = context.getPrimaryCache();
        return List.of(changes);
    }

    /** Who wrote which field takes more room than the rest of what is kept: each workload's status has its own entries. Nobody asks here. */
    static RegionComponent forgetManagers(RegionComponent component) {
        component.getMetadata().setManagedFields(List.of());
        return component;
    }

    /** The components that name this pair, as cached. */
    public List<RegionComponent> componentsOf(String pair) {
        var known = cache;
        return known == null
                ? List.of()
                : known.list(component -> pair.equals(component.getSpec().pair()))
                        .toList();
    }

    /** The loop has something new to report of this component. */
    public void changed(RegionComponent component) {
        changes.propagateEvent(ResourceID.fromResource(component));
    }

    @Override
    public UpdateControl<RegionComponent> reconcile(RegionComponent component, Context<RegionComponent> context) {
        var runtime = runtimes.find(component.getSpec().pair());
        var key = component.getMetadata().getNamespace() + "/"
                + component.getMetadata().getName();
        var status = runtime.isEmpty()
                ? Optional.of(orphan(component))
                : runtime.get().status(key);
        runtime.filter(_ -> isNews(component, status)).ifPresent(PairRuntime::poke);
        return status.filter(wanted -> !wanted.equals(component.getStatus()))
                .map(wanted -> UpdateControl.patchStatus(withStatus(component, wanted)))
                .orElseGet(UpdateControl::noUpdate);
    }

    private static boolean isNews(RegionComponent component, Optional<RegionComponentStatus> status) {
        return status.isEmpty()
                || !component.getMetadata().getGeneration().equals(status.get().observedGeneration());
    }

    private RegionComponentStatus orphan(RegionComponent component) {
        var old = component.getStatus();
        var text = "create the RegionPair " + component.getSpec().pair() + " or correct spec.pair";
        var conditions = new Conditions(
                        old == null ? List.of() : old.conditions(),
                        component.getMetadata().getGeneration(),
                        clock.instant())
                .set(ConditionType.Ready, false, Reason.PairMissing, text)
                .set(ConditionType.Reconciling, false, Reason.PairMissing, "")
                .set(ConditionType.Stalled, true, Reason.PairMissing, text)
                .build();
        return new RegionComponentStatus(component.getMetadata().getGeneration(), null, null, List.of(), conditions);
    }

    private static RegionComponent withStatus(RegionComponent component, RegionComponentStatus status) {
        var patch = new RegionComponent();
        patch.setMetadata(new ObjectMetaBuilder()
                .withName(component.getMetadata().getName())
                .withNamespace(component.getMetadata().getNamespace())
                .build());
        patch.setStatus(status);
        return patch;
    }
}
