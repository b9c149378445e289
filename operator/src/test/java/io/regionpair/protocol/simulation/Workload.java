package io.regionpair.protocol.simulation;

import io.regionpair.protocol.WorkloadId;
import java.util.ArrayList;
import java.util.List;

/** One workload in one region's cluster: an object with a version, a controller that lags, and pods that take time to die. */
final class Workload {

    private final WorkloadId id;
    private final Timeline time;
    private long version = 1;
    private long observed = 1;
    private boolean on;
    private String mark = "";
    /** Each is alive until the moment in it; MAX_VALUE while nobody stops it. */
    private final List<Long> pods = new ArrayList<>();

    Workload(WorkloadId id, Timeline time) {
        this.id = id;
        this.time = time;
    }

    WorkloadId id() {
        return id;
    }

    long version() {
        return version;
    }

    boolean on() {
        return on;
    }

    boolean settled() {
        return observed == version;
    }

    boolean runs() {
        return pods.stream().anyMatch(end -> end > time.now());
    }

    /** A compare-and-set; a negative version stands for none. */
    boolean raise(long expected) {
        if (expected >= 0 && expected != version) {
            return false;
        }
        if (!on) {
            on = true;
            changed();
        }
        return true;
    }

    /** Unconditional. A write that changes nothing doesn't move the version. */
    boolean lower() {
        if (!on) {
            return false;
        }
        on = false;
        changed();
        return true;
    }

    void mark(String drain) {
        if (!mark.equals(drain)) {
            mark = drain;
            changed();
        }
    }

    boolean isMarked(String drain) {
        return mark.equals(drain);
    }

    void die() {
        pods.clear();
        on = false;
        changed();
    }

    private void changed() {
        version++;
        time.after(time.delay(40, 1500), this::reconcile);
    }

    private void reconcile() {
        observed = version;
        pods.removeIf(end -> end <= time.now());
        var living = pods.stream().anyMatch(end -> end == Long.MAX_VALUE);
        if (on && !living) {
            pods.add(Long.MAX_VALUE);
        } else if (!on) {
            pods.replaceAll(end -> end == Long.MAX_VALUE ? time.now() + time.delay(300, 4000) : end);
        }
    }
}
