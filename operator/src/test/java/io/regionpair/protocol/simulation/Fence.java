package io.regionpair.protocol.simulation;

import io.regionpair.api.Role;

/** The admission fence of one cluster: one object, and what two API servers know of it. */
final class Fence {

    private final Cluster cluster;
    private final boolean installed;
    private final boolean[] open = {false, false};
    private final long[] seen = {1, 1};
    private Role role = Role.Passive;
    private long version = 1;

    Fence(Cluster cluster, boolean installed) {
        this.cluster = cluster;
        this.installed = installed;
    }

    boolean isInstalled() {
        return installed;
    }

    long version() {
        return version;
    }

    /** Whether the API server that happens to be asked admits a pod. */
    boolean admits() {
        return !installed || open[(int) cluster.chance.between(0, 1)];
    }

    /** Unconditional; a write that changes nothing doesn't move the version. */
    void write(Role next) {
        if (next != role) {
            become(next);
        }
    }

    /** A compare-and-set. */
    boolean open(long expected) {
        if (expected != version) {
            return false;
        }
        write(Role.Active);
        return true;
    }

    private void become(Role next) {
        role = next;
        version++;
        cluster.time.note(cluster.region, () -> "the fence shows " + next);
        var written = version;
        for (int i = 0; i < open.length; i++) {
            var server = i;
            var lag = cluster.chance.strike(Fault.FenceLags, 150, 200, 1_000);
            cluster.time.after(lag > 0 ? lag : cluster.chance.between(1, 60), () -> learn(server, written, next));
        }
    }

    private void learn(int server, long written, Role next) {
        if (seen[server] < written) {
            seen[server] = written;
            open[server] = next == Role.Active;
        }
    }
}
