package io.regionpair.ops;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.regionpair.api.Reason;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes Events ({@code events.k8s.io/v1}) beside the work: the caller never waits and never hears of a failure. The same about the same
 * object within ten minutes is one Event with a growing count. An Event that finds the queue full is dropped and counted: Events are for
 * people, status is for machines.
 */
public final class EventRecorder implements AutoCloseable {

    /** How serious it is. */
    public enum Type {
        Normal,
        Warning
    }

    private static final Logger log = LoggerFactory.getLogger(EventRecorder.class);

    private static final String CONTROLLER = "regionpair.io/operator";

    /** After this a repetition is news again. An API server forgets Events after an hour, and with them what a count means. */
    private static final Duration SERIES = Duration.ofMinutes(10);

    /** Events come from transitions; this is a switch of every component that a region can have, all waiting for a slow API server. */
    private static final int QUEUE = 1000;

    private static final int MAX_NOTE = 1024;
    private static final int MAX_ACTION = 128;
    private static final int MAX_INSTANCE = 128;
    private static final int MAX_NAME_PREFIX = 200;
    private static final DateTimeFormatter MICROS = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private record Occurrence(ObjectReference regarding, Type type, Reason reason, String action, String note) {}

    private record Series(String name, Instant last, int count) {}

    private final KubernetesClient client;
    private final String instance;
    private final InstantSource clock;
    private final Counter dropped;
    private final Counter failed;
    private final BlockingQueue<Occurrence> queue = new ArrayBlockingQueue<>(QUEUE);
    private final Map<Occurrence, Series> recent = new LinkedHashMap<>();
    private final Thread writer;

    private EventRecorder(KubernetesClient client, String instance, InstantSource clock, MeterRegistry meters) {
        this.client = client;
        this.instance = shortened(instance, MAX_INSTANCE);
        this.clock = clock;
        this.dropped = lost("dropped", meters);
        this.failed = lost("refused", meters);
        this.writer = Thread.ofVirtual().name("events").unstarted(this::write);
    }

    /**
     * Starts writing what is recorded.
     *
     * @param instance who reports, as the leader election identity
     */
    public static EventRecorder start(
            KubernetesClient client, String instance, InstantSource clock, MeterRegistry meters) {
        var recorder = new EventRecorder(client, instance, clock, meters);
        recorder.writer.start();
        return recorder;
    }

    /**
     * Something happened to an object.
     *
     * @param regarding as read from the API server
     * @param action what was done or tried, one word: {@code Promote}
     * @param note a sentence; longer ones are cut to what the API takes
     */
    public void record(HasMetadata regarding, Type type, Reason reason, String action, String note) {
        var occurrence = new Occurrence(
                reference(regarding), type, reason, shortened(action, MAX_ACTION), shortened(note, MAX_NOTE));
        if (!queue.offer(occurrence)) {
            dropped.increment();
        }
    }

    /** Writes no more; what is still queued is lost. */
    @Override
    public void close() {
        writer.interrupt();
    }

    private void write() {
        try {
            while (true) {
                write(queue.take());
            }
        } catch (InterruptedException _) {
            // Closed.
        }
    }

    private void write(Occurrence occurrence) {
        try {
            var now = clock.instant();
            recent.values().removeIf(series -> !series.last().plus(SERIES).isAfter(now));
            var before = Optional.ofNullable(recent.remove(occurrence));
            var after = before.isPresent() ? repeat(occurrence, before.get(), now) : create(occurrence, now);
            recent.put(occurrence, after);
        } catch (RuntimeException e) {
            // Whatever it is, the next Event may work.
            failed.increment();
            log.atDebug()
                    .addKeyValue(LogKeys.REASON, occurrence.reason())
                    .setCause(e)
                    .log("An Event wasn't written");
        }
    }

    private Series create(Occurrence occurrence, Instant now) {
        var regarding = occurrence.regarding();
        var name = shortened(regarding.getName(), MAX_NAME_PREFIX) + "." + UUID.randomUUID();
        var event = new EventBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace(regarding))
                .endMetadata()
                .withEventTime(new MicroTime(MICROS.format(now)))
                .withReportingController(CONTROLLER)
                .withReportingInstance(instance)
                .withAction(occurrence.action())
                .withReason(occurrence.reason().name())
                .withType(occurrence.type().name())
                .withRegarding(regarding)
                .withNote(occurrence.note())
                .build();
        client.events()
                .v1()
                .events()
                .inNamespace(namespace(regarding))
                .resource(event)
                .create();
        return new Series(name, now, 1);
    }

    private Series repeat(Occurrence occurrence, Series series, Instant now) {
        var count = series.count() + 1;
        var patch = """
                {"series":{"count":%d,"lastObservedTime":"%s"}}""".formatted(count, MICROS.format(now));
        try {
            client.events()
                    .v1()
                    .events()
                    .inNamespace(namespace(occurrence.regarding()))
                    .withName(series.name())
                    .patch(PatchContext.of(PatchType.JSON_MERGE), patch);
            return new Series(series.name(), now, count);
        } catch (KubernetesClientException e) {
            if (e.getCode() == 404) {
                return create(occurrence, now);
            }
            throw e;
        }
    }

    private static ObjectReference reference(HasMetadata object) {
        var metadata = object.getMetadata();
        return new ObjectReferenceBuilder()
                .withApiVersion(object.getApiVersion())
                .withKind(object.getKind())
                .withNamespace(metadata.getNamespace())
                .withName(metadata.getName())
                .withUid(metadata.getUid())
                .build();
    }

    /** Events of cluster-scoped objects live in this namespace; kubectl describe looks for them there. */
    private static String namespace(ObjectReference regarding) {
        return regarding.getNamespace() == null ? "default" : regarding.getNamespace();
    }

    private static String shortened(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length - 1) + "…";
    }

    private static Counter lost(String how, MeterRegistry meters) {
        return Counter.builder("regionpair.events.lost")
                .description("Events that were never written: dropped before the API server, or refused by it")
                .tag("how", how)
                .register(meters);
    }
}
