package io.regionpair.ops;

import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.util.component.AbstractLifeCycle;

/**
 * Everybody who is connected to one endpoint. Shows the door to those who keep the server waiting: for the head of a request, for a
 * handshake, or for room to send an answer. A client that drips a byte now and then is never idle for Jetty, but it is here.
 */
public final class Crowd extends AbstractLifeCycle implements Connection.Listener {

    /** Late closing costs nothing but a socket; ten times more often would only look at thousands of connections for nothing. */
    private static final Duration LOOK = Duration.ofMillis(500);

    /**
     * What part of the allowed connections goes at once when one is too many. Finding the oldest means looking at all; one for each that
     * comes would be quadratic work for an attacker to ask for.
     */
    private static final int BATCH = 50;

    private final String name;
    private final long patience;
    private final int max;
    private final LongSupplier nanos;
    private final Map<Connection, Guest> guests = new ConcurrentHashMap<>();
    private final ReentrantLock making = new ReentrantLock();
    private final LongAdder tooSlow = new LongAdder();
    private final LongAdder tooMany = new LongAdder();

    Crowd(String name, Duration patience, int max, LongSupplier nanos) {
        this.name = name;
        this.patience = patience.toNanos();
        this.max = max;
        this.nanos = nanos;
    }

    /** Connections that are open now. */
    public int size() {
        return guests.size();
    }

    /** Connections closed because nothing came of them in time. */
    public long tooSlow() {
        return tooSlow.sum();
    }

    /** Connections closed because there were too many. */
    public long tooMany() {
        return tooMany.sum();
    }

    @Override
    protected void doStart() {
        Thread.ofVirtual().name("http-" + name + "-patience").start(this::watch);
    }

    @Override
    public void onOpened(Connection connection) {
        // With TLS there are two of each; only the one that speaks HTTP counts.
        if (connection instanceof ConnectionMetaData) {
            guests.put(connection, new Guest(connection));
            if (guests.size() > max) {
                makeRoom();
            }
        }
    }

    @Override
    public void onClosed(Connection connection) {
        guests.remove(connection);
    }

    // One that was closed meanwhile isn't let in again: nobody would ever take it off the list.
    Guest guest(Connection connection) {
        var guest = guests.get(connection);
        return guest == null ? new Guest(connection) : guest;
    }

    private void watch() {
        try {
            while (!isStopping() && !isStopped()) {
                Thread.sleep(LOOK);
                var now = nanos.getAsLong();
                guests.values().stream()
                        .filter(guest -> !guest.parked && now - guest.since > patience)
                        .forEach(guest -> guest.cut(tooSlow));
                // Two that came in the same instant count as one for the room that is made.
                if (guests.size() > max) {
                    makeRoom();
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void makeRoom() {
        if (!making.tryLock()) {
            return;
        }
        try {
            var now = nanos.getAsLong();
            guests.values().stream()
                    .filter(guest -> !guest.parked)
                    .map(guest -> new Waiting(guest, now - guest.since))
                    .sorted(Comparator.comparingLong(Waiting::nanos).reversed())
                    .limit(Math.max(0, guests.size() - max) + max / BATCH)
                    .forEach(waiting -> waiting.guest().cut(tooMany));
        } finally {
            making.unlock();
        }
    }

    /** Frozen, since a sort whose keys change meanwhile fails. */
    private record Waiting(Guest guest, long nanos) {}

    /** One connection, and since when it has kept the server waiting. */
    final class Guest {

        private final Connection connection;
        private volatile long since = nanos.getAsLong();
        private volatile boolean parked;

        Guest(Connection connection) {
            this.connection = connection;
        }

        /** A request's head is complete: now the server has to do something. */
        void asked() {
            since = nanos.getAsLong();
        }

        /** It is the server that lets the client wait. */
        void parked() {
            parked = true;
        }

        void answering() {
            since = nanos.getAsLong();
            parked = false;
        }

        /** For the next request. */
        void waiting() {
            since = nanos.getAsLong();
        }

        // The socket itself: an end of TLS in due form would wait for the other side. Off the list at once: until Jetty
        // tells
        // of the end, the same one would be the oldest again.
        private void cut(LongAdder count) {
            if (guests.remove(connection) == null) {
                return;
            }
            count.increment();
            var endPoint = connection.getEndPoint();
            while (endPoint instanceof EndPoint.Wrapper wrapper) {
                endPoint = wrapper.unwrap();
            }
            endPoint.close();
        }
    }
}
