package io.regionpair.pair;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import io.regionpair.api.RegionPair;
import io.regionpair.api.RegionPairStatus;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Hands each RegionPair to its runtime, and writes the status that the runtime reports. Decides nothing. */
// comparableResourceVersions off: with it this version of the framework can lose a spec change that comes during a
// status write.
@ControllerConfiguration(
        name = "regionpair",
        finalizerName = "regionpair.io/pair",
        informer = @Informer(comparableResourceVersions = false, onUpdateFilter = PersonsChange.class),
        generationAwareEventProcessing = false,
        maxReconciliationInterval = @MaxReconciliationInterval(interval = 60, timeUnit = TimeUnit.SECONDS))
public final class RegionPairReconciler implements Reconciler<RegionPair>, Cleaner<RegionPair> {

    private static final Duration LEAVING = Duration.ofMillis(500);

    private final PairRuntimes runtimes;
    private final String region;
    private final InstantSource clock;
    private final SimpleInboundEventSource<RegionPair> changes = new SimpleInboundEventSource<>("pair-engine");

    public RegionPairReconciler(PairRuntimes runtimes, String region, InstantSource clock) {
        this.runtimes = runtimes;
        this.region = region;
        this.clock = clock;
    }

    @Override
    public List<EventSource<?, RegionPair>> prepareEventSources(EventSourceContext<RegionPair> context) {
        return List.of(changes);
    }

    /** The runtime of this pair has something new to report. */
    public void changed(String pair) {
        changes.propagateEvent(new ResourceID(pair));
    }

    @Override
    public UpdateControl<RegionPair> reconcile(RegionPair pair, Context<RegionPair> context) {
        var runtime = runtimes.of(pair);
        var complaints = PairParams.complaints(pair, region, clock.instant());
        var status = PairParams.peerOf(pair, region).isEmpty()
                ? Optional.of(PairReport.stranger(pair, region, complaints, clock.instant()))
                : runtime.status();
        return status.filter(wanted -> !wanted.equals(pair.getStatus()))
                .map(wanted -> UpdateControl.patchStatus(withStatus(pair, wanted)))
                .orElseGet(UpdateControl::noUpdate);
    }

    /** Only the name and the status: anything else sent would be claimed, and an old version would conflict. */
    private static RegionPair withStatus(RegionPair pair, RegionPairStatus status) {
        var patch = new RegionPair();
        patch.setMetadata(
                new ObjectMetaBuilder().withName(pair.getMetadata().getName()).build());
        patch.setStatus(status);
        return patch;
    }

    @Override
    public DeleteControl cleanup(RegionPair pair, Context<RegionPair> context) {
        var runtime = runtimes.of(pair);
        if (PairParams.peerOf(pair, region).isPresent() && !runtime.released()) {
            return DeleteControl.noFinalizerRemoval().rescheduleAfter(LEAVING);
        }
        runtimes.end(pair.getMetadata().getName());
        return DeleteControl.defaultDelete();
    }
}
