package io.regionpair.e2e.arbitrator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * What a process of the reference architecture does by itself, by its published rules: it asks whether its region is active, waits six
 * fifths of an interval before it starts (6 s with its 5 s), and exits at the first no. A status of 2xx or 3xx whose document names the region (in any case)
 * is a yes; any other status is a no at once; what is unreachable or unreadable is asked again ten times in half a second, and is a no
 * then. Its HTTP client has no time-outs. A supervisor starts it again whenever it exits.
 */
public final class AliveWatchdog implements AutoCloseable {

    private static final int RETRIES = 10;
    private static final double FIRST_PAUSE_MILLIS = 5;
    private static final double FACTOR = 1.5;

    /** How the answer is read. */
    public enum Kind {
        /** The document. */
        JSON,
        /** Nothing but the status. */
        STATUS
    }

    private final Kind kind;
    private final String region;
    private final URI url;
    private final Duration interval;
    private final List<String> changes = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile boolean up;

    private AliveWatchdog(Kind kind, String region, URI url, Duration interval) {
        this.kind = kind;
        this.region = region;
        this.url = url;
        this.interval = interval;
        this.thread = Thread.ofVirtual().unstarted(this::live);
    }

    public static AliveWatchdog start(Kind kind, String region, URI url, Duration interval) {
        var watchdog = new AliveWatchdog(kind, region, url, interval);
        watchdog.thread.start();
        return watchdog;
    }

    /** Whether the process works: it has started and not exited since. */
    public boolean isUp() {
        return up;
    }

    /** Every start and every exit so far, in words. */
    public List<String> changes() {
        return List.copyOf(changes);
    }

    /** One answer, with the retries that belong to it. */
    public boolean ask() throws InterruptedException {
        var pause = FIRST_PAUSE_MILLIS;
        for (var attempt = 0; attempt <= RETRIES; attempt++) {
            try {
                return verdict();
            } catch (IOException unclear) {
                var jitter = ThreadLocalRandom.current().nextDouble(0.5, 1.5);
                TimeUnit.MICROSECONDS.sleep((long) (pause * jitter * 1000));
                pause *= FACTOR;
            }
        }
        return false;
    }

    private boolean verdict() throws IOException {
        var connection = (HttpURLConnection) url.toURL().openConnection();
        connection.setInstanceFollowRedirects(false);
        var status = connection.getResponseCode();
        if (kind == Kind.STATUS) {
            return status == 200;
        }
        if (status < 200 || status >= 400) {
            return false;
        }
        try (var in = connection.getInputStream()) {
            var active = new JsonMapper()
                    .readTree(new String(in.readAllBytes(), UTF_8))
                    .path("active");
            if (!active.isTextual()) {
                throw new IOException("no active");
            }
            return active.textValue().equalsIgnoreCase(region);
        }
    }

    private void live() {
        try {
            while (true) {
                if (!ask()) {
                    // The supervisor's pause.
                    Thread.sleep(interval.dividedBy(5));
                    continue;
                }
                Thread.sleep(interval.multipliedBy(6).dividedBy(5));
                up = true;
                changes.add(region + " starts");
                while (ask()) {
                    Thread.sleep(interval);
                }
                up = false;
                changes.add(region + " exits");
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends it; it may still be about to notice. */
    @Override
    public void close() {
        thread.interrupt();
    }
}
