package io.regionpair.protocol.simulation;

import java.util.ArrayList;
import java.util.List;

/** A machine with its kubelet: it starts and stops processes as long as it hears of the API server, and runs them on when it doesn't. */
final class Node {

    /** From when it falls silent until the API server says so. */
    private static final long SILENCE_NOTICED = 55_000;

    final String name;

    private final Timeline time;
    private final List<Runnable> waiting = new ArrayList<>();
    private boolean cut;
    private long silentSince;

    Node(String name, Timeline time) {
        this.name = name;
        this.time = time;
    }

    boolean isCut() {
        return cut;
    }

    /** The API server counts it as reporting. */
    boolean reports() {
        return !cut || time.now() < silentSince + SILENCE_NOTICED;
    }

    void cut() {
        if (!cut) {
            cut = true;
            silentSince = time.now();
            time.note(name, () -> "doesn't reach its API server");
        }
    }

    void reconnect() {
        if (cut) {
            cut = false;
            time.note(name, () -> "reaches its API server");
            var all = List.copyOf(waiting);
            waiting.clear();
            all.forEach(Runnable::run);
        }
    }

    /** Now, or as soon as it reaches the API server. */
    void whenConnected(Runnable action) {
        if (cut) {
            waiting.add(action);
        } else {
            action.run();
        }
    }

    /** The machine is off: nothing that waited happens any more. */
    void turnOff() {
        waiting.clear();
    }
}
