package io.regionpair.e2e.process;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.awaitility.core.ConditionTimeoutException;

/** One life of a program: from its start to its end. */
public final class Child implements AutoCloseable {

    /** A control plane needs about a second; ten times less would make every stop a kill. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final String name;
    private final ProcessId id;

    /** A process that somebody else started. */
    public Child(String name, ProcessId id) {
        this.name = name;
        this.id = id;
    }

    public String name() {
        return name;
    }

    public ProcessId id() {
        return id;
    }

    public boolean alive() {
        return id.alive();
    }

    /** Does nothing when it has ended already. */
    public void send(Signal signal) {
        if (!alive()) {
            return;
        }
        try {
            // Java's own process handles know TERM and KILL only.
            var kill = new ProcessBuilder("kill", "-" + signal, Long.toString(id.pid())).start();
            kill.waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException("kill -" + signal + " " + name, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while ending " + name, e);
        }
    }

    /** Ends it at once and returns when it is gone. */
    public void kill() {
        send(Signal.KILL);
        awaitEnd(GRACE);
    }

    /** Asks it to end, and kills it when it takes too long. May be called twice. */
    @Override
    public void close() {
        send(Signal.TERM);
        // A stopped process keeps the request for later.
        send(Signal.CONT);
        try {
            awaitEnd(GRACE);
        } catch (ConditionTimeoutException tooLong) {
            kill();
        }
    }

    public void awaitEnd(Duration limit) {
        await(name + " ends")
                .atMost(limit)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> !alive());
    }
}
