package io.regionpair.arbitrator.etcd;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;
import okhttp3.Call;
import org.jspecify.annotations.Nullable;

/**
 * A hint that something may have changed, and no more: who is told reads. So nothing has to be made up for after a cut, and nothing of
 * what comes has to be understood.
 */
public final class EtcdWatch implements AutoCloseable {

    static final String PATH = "/v3/watch";

    /** From the end of one watch to the next. Without one, changes are found by looking every second. */
    private static final Duration PAUSE = Duration.ofMillis(500);

    private static final int BUFFER = 8192;

    private final Gateway gateway;
    private final Supplier<URI> preferred;
    private final ObjectNode request;
    private final Runnable told;
    private final Thread thread;
    private volatile @Nullable Listening listening;
    private volatile boolean closed;

    private record Listening(URI member, Call call) {}

    private EtcdWatch(Gateway gateway, Supplier<URI> preferred, ObjectNode request, Runnable told) {
        this.gateway = gateway;
        this.preferred = preferred;
        this.request = request;
        this.told = told;
        this.thread = Thread.ofVirtual().name("etcd-watch").unstarted(this::loop);
    }

    static EtcdWatch start(Gateway gateway, Supplier<URI> preferred, ObjectNode request, Runnable told) {
        var watch = new EtcdWatch(gateway, preferred, request, told);
        watch.thread.start();
        return watch;
    }

    /** Moves to the member that answers, if it isn't there. One that was cut off says nothing and ends nothing. */
    public void follow() {
        var now = listening;
        if (now != null && !now.member().equals(preferred.get())) {
            now.call().cancel();
        }
    }

    private void loop() {
        try {
            while (!closed) {
                listen(preferred.get());
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException _) {
            // Closed.
        }
    }

    private void listen(URI member) {
        try {
            var call = gateway.stream(member, PATH, request);
            listening = new Listening(member, call);
            try (var response = call.execute()) {
                var stream = response.body().byteStream();
                var buffer = new byte[BUFFER];
                // The first thing that comes says that it watches: what changed before is found by the look after it.
                while (response.code() == 200 && stream.read(buffer) >= 0) {
                    told.run();
                }
            }
        } catch (IOException _) {
            // The looks say what is wrong with etcd.
        } finally {
            listening = null;
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        var now = listening;
        if (now != null) {
            now.call().cancel();
        }
    }
}
