package io.regionpair.ops;

import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetricsV2;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;

/** The program's registry of metrics, and the operator framework's part of it. */
public final class Meters {

    private Meters() {}

    /**
     * A registry that holds what is to be known of the process, and takes everything else of ours.
     *
     * @param common on each meter
     */
    public static PrometheusMeterRegistry registry(Tag... common) {
        var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        registry.config().commonTags(List.of(common));
        // The framework registers this one with two different sets of tags; Prometheus takes the first, and warns of
        // the other for ever.
        registry.config().meterFilter(MeterFilter.denyNameStartsWith("events.received"));
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        return registry;
    }

    /** For the operator framework's configuration; the class without a tag for each resource. */
    public static Metrics ofFramework(MeterRegistry registry) {
        return MicrometerMetricsV2.newBuilder(registry).build();
    }
}
