package io.regionpair.e2e.region;

import io.regionpair.e2e.process.Workspace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;

/** The regions eu and us: two control planes that share nothing but the machine. */
public final class TwoRegions implements AutoCloseable {

    /** Enough for the scheduler to have a choice; memory grows with pods rather than with nodes. */
    private static final int NODES = 10;

    private final ControlPlane eu;
    private final ControlPlane us;

    private TwoRegions(ControlPlane eu, ControlPlane us) {
        this.eu = eu;
        this.us = us;
    }

    /** With nodes and stock limits, for as long as this process lives. */
    public static TwoRegions start() {
        return start(Workspace.newFolder("regions"), UnaryOperator.identity());
    }

    /**
     * Starts both at the same time. When one fails, the other is ended too.
     *
     * @param folder gets a folder for each region
     * @param settings changes what {@link #start()} would take
     */
    public static TwoRegions start(Path folder, UnaryOperator<Settings> settings) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var starting = new ArrayList<Future<ControlPlane>>();
            for (var name : List.of("eu", "us")) {
                var wanted = settings.apply(Settings.withNodes(name, NODES));
                starting.add(threads.submit(() -> ControlPlane.start(wanted, folder.resolve(name))));
            }
            return both(starting.getFirst(), starting.getLast());
        }
    }

    public ControlPlane eu() {
        return eu;
    }

    public ControlPlane us() {
        return us;
    }

    public List<ControlPlane> all() {
        return List.of(eu, us);
    }

    public ControlPlane region(String name) {
        return switch (name) {
            case "eu" -> eu;
            case "us" -> us;
            default -> throw new IllegalArgumentException("no region " + name);
        };
    }

    @Override
    public void close() {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            all().forEach(region -> threads.execute(region::close));
        }
    }

    private static TwoRegions both(Future<ControlPlane> eu, Future<ControlPlane> us) {
        try {
            return new TwoRegions(eu.get(), us.get());
        } catch (ExecutionException failure) {
            closeWhenStarted(eu);
            closeWhenStarted(us);
            throw new IllegalStateException(failure.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closeWhenStarted(eu);
            closeWhenStarted(us);
            throw new IllegalStateException("interrupted while starting the regions", e);
        }
    }

    // A control plane that doesn't start has ended its processes by itself.
    private static void closeWhenStarted(Future<ControlPlane> region) {
        try {
            region.get().close();
        } catch (ExecutionException failed) {
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
