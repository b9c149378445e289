package io.regionpair.protocol.simulation;

import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** One key of one Kubernetes controller: it reads, acts on what it read, says what it has observed, and looks again when told. */
final class Controller {

    /** What it does for the state that it read; false: it couldn't, and tries again. */
    interface Action {
        boolean actOn(boolean on);
    }

    private final Cluster cluster;
    private final LongSupplier generation;
    private final BooleanSupplier wanted;
    private final Action action;
    private final Runnable observing;
    private long observed;
    private boolean busy;
    private boolean again;

    /** Watching an object that says {@code wanted} as of {@code generation}. */
    Controller(Cluster cluster, LongSupplier generation, BooleanSupplier wanted, Action action, Runnable observing) {
        this.cluster = cluster;
        this.generation = generation;
        this.wanted = wanted;
        this.action = action;
        this.observing = observing;
        this.observed = generation.getAsLong();
    }

    long observed() {
        return observed;
    }

    void wake() {
        if (busy) {
            again = true;
            return;
        }
        busy = true;
        cluster.time.after(cluster.chance.between(2, 20), this::read);
    }

    private void read() {
        var seen = generation.getAsLong();
        var on = wanted.getAsBoolean();
        again = false;
        var lag = cluster.chance.strike(Fault.ControllerLags, 60, 100, 2_500);
        cluster.time.after(lag > 0 ? lag : cluster.chance.between(2, 30), () -> act(seen, on));
    }

    private void act(long seen, boolean on) {
        var done = action.actOn(on);
        busy = false;
        if (observed != seen) {
            observed = seen;
            observing.run();
        }
        if (!done) {
            cluster.time.after(cluster.chance.between(300, 1_500), this::wake);
        } else if (again) {
            wake();
        }
    }
}
