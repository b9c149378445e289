package io.regionpair.protocol.simulation;

import io.regionpair.workload.PodSeen;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A pod object and, apart from it, its process. */
final class Pod {

    static final long GRACE = 5_000;

    final String uid;
    final Workload workload;

    private final Cluster cluster;
    private final Timeline time;
    private final Optional<String> owner;
    private final Optional<Guard> guard;
    private final @Nullable Runnable finished;
    private @Nullable Node node;
    private boolean listed = true;
    private boolean ended;
    private boolean runs;
    private boolean stopping;
    /** A guard runs in it, which may start its process again. */
    private boolean guarded;
    /** Nothing of it will run any more. */
    private boolean over;

    private long boundAt;
    private long deleteBy = -1;

    @Override
    public String toString() {
        return uid
                + (listed ? " listed" : "")
                + (ended ? " ended" : "")
                + (runs ? " runs" : "")
                + (stopping ? " stopping" : "")
                + (node == null ? " unbound" : " on " + node);
    }

    /**
     * Created, on no node yet.
     *
     * @param owner the uid of the Job that it belongs to
     * @param raised the first since an operator raised its workload
     * @param finished told when its process came to its own end
     */
    Pod(
            String uid,
            Workload workload,
            Cluster cluster,
            Optional<String> owner,
            boolean raised,
            @Nullable Runnable finished) {
        this.uid = uid;
        this.workload = workload;
        this.cluster = cluster;
        this.time = cluster.time;
        this.owner = owner;
        this.guard = cluster.isGuarded()
                ? Optional.of(
                        cluster.isSupervised()
                                ? new Supervisor(this, cluster)
                                : new SelfStopping(this, cluster.region, raised, cluster.world()))
                : Optional.empty();
        this.finished = finished;
        time.after(cluster.chance.between(10, 120), this::schedule);
    }

    /** When it came to its node; 0 before. */
    long boundAt() {
        return boundAt;
    }

    /** As the operator calls the component that it belongs to. */
    String component() {
        return workload.id().namespace() + "/" + workload.id().name();
    }

    boolean isListed() {
        return listed;
    }

    boolean runs() {
        return runs;
    }

    /** Its process runs, or its guard may start it. */
    boolean mayRun() {
        return runs || (guarded && !over);
    }

    boolean isOver() {
        return over;
    }

    /** Its controller counts it: it is there, has not ended and isn't being deleted. */
    boolean isCurrent() {
        return listed && !ended && deleteBy < 0;
    }

    /** It runs on a node that doesn't reach its API server. */
    boolean isCutOff() {
        return mayRun() && on().isCut();
    }

    Optional<String> owner() {
        return owner;
    }

    PodSeen seen() {
        return seen(Optional.ofNullable(node).map(on -> on.name), ended);
    }

    /** As it was a while ago. */
    PodSeen seenBefore(long millis) {
        var bound = node != null && time.now() - boundAt > millis;
        return seen(bound ? Optional.of(on().name) : Optional.empty(), false);
    }

    private PodSeen seen(Optional<String> nodeName, boolean hadEnded) {
        return new PodSeen(
                uid,
                workload.id().namespace(),
                uid,
                Map.of("app", workload.id().name()),
                owner,
                false,
                nodeName,
                hadEnded,
                deleteBy < 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(deleteBy)),
                Duration.ofMillis(GRACE),
                Optional.empty());
    }

    private void schedule() {
        if (!isCurrent()) {
            return;
        }
        var on = cluster.someNode();
        node = on;
        boundAt = time.now();
        time.after(cluster.chance.between(20, 250), () -> on.whenConnected(this::start));
    }

    private void start() {
        if (!isCurrent()) {
            end();
            return;
        }
        if (guard.isPresent()) {
            guarded = true;
            guard.get().look();
        } else {
            launch();
        }
    }

    /** Its process starts, unless it is to end. */
    void launch() {
        if (stopping || over || runs) {
            return;
        }
        runs = true;
        time.note(cluster.region, () -> "process " + uid + " starts");
        cluster.started(this);
        if (finished != null) {
            time.after(cluster.chance.between(500, 3_000), this::finish);
        }
    }

    private void finish() {
        if (runs && !stopping) {
            stopping = true;
            die();
            on().whenConnected(() -> {
                ended = true;
                Objects.requireNonNull(finished, "only then it ends by itself").run();
            });
        }
    }

    private Node on() {
        return Objects.requireNonNull(node, "it runs on a node");
    }

    /** Its deletion is asked for; the object stays until its kubelet says that nothing runs. */
    void delete() {
        if (!isCurrent()) {
            return;
        }
        if (node == null) {
            remove();
            return;
        }
        deleteBy = time.now() + GRACE;
        on().whenConnected(() -> time.after(cluster.chance.between(5, 100), this::stop));
    }

    /** The object is removed without waiting for anybody. The process learns of it when its node does. */
    void force() {
        if (listed && !ended) {
            time.note(cluster.region, () -> "pod " + uid + " is removed by force");
            remove();
            if (node != null) {
                on().whenConnected(() -> time.after(cluster.chance.between(5, 100), this::stop));
            }
        }
    }

    private void stop() {
        if (stopping) {
            return;
        }
        stopping = true;
        var slow = cluster.chance.strike(Fault.StopsSlowly, 150, 1_500, GRACE - 300);
        time.after(slow > 0 ? slow : cluster.chance.between(20, 900), () -> {
            die();
            on().whenConnected(this::end);
        });
    }

    private void end() {
        if (listed) {
            ended = true;
            remove();
        }
    }

    private void remove() {
        listed = false;
        cluster.removed(this);
    }

    /** The machine was switched on again: its kubelet starts what it is to run. */
    void comeBack() {
        if (isCurrent() && node != null && !runs) {
            over = false;
            start();
        }
    }

    /** The pod's processes are gone; nobody has said so. */
    void die() {
        over = true;
        halt();
    }

    /** What its guard does. */
    void halt() {
        if (runs) {
            runs = false;
            time.note(cluster.region, () -> "process " + uid + " is gone");
            cluster.stopped(this);
        }
    }
}
