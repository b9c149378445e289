package io.regionpair.protocol.simulation;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.regionpair.protocol.WorkloadId;
import io.regionpair.workload.Found;
import io.regionpair.workload.Lever;
import io.regionpair.workload.Survey.JobSeen;
import io.regionpair.workload.Survey.ReplicaSetSeen;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One workload of one cluster: the object, the controllers behind it, and their pods. */
final class Workload {

    private static final class Job {
        private final String uid;
        private boolean finished;
        private boolean hasPod;

        Job(String uid) {
            this.uid = uid;
        }
    }

    private final WorkloadId id;
    private final Cluster cluster;
    private final String uid;
    private final LabelSelector selector;
    private final Lever lever;
    private final Controller controller;
    private final Controller replicaSet;
    private final List<Pod> pods = new ArrayList<>();
    private final List<Job> jobs = new ArrayList<>();
    private long version = 1;
    private long generation = 1;
    private long setGeneration = 1;
    private boolean on;
    private boolean setOn;
    private boolean raised;
    private Optional<String> mark = Optional.empty();
    private int running;

    Workload(WorkloadId id, Cluster cluster) {
        this.id = id;
        this.cluster = cluster;
        this.uid = cluster.region + "-" + id.name();
        this.lever = id.kind().equals("CronJob") ? new Lever.Suspend() : new Lever.Replicas();
        this.selector =
                new LabelSelectorBuilder().addToMatchLabels("app", id.name()).build();
        this.replicaSet = new Controller(cluster, () -> setGeneration, () -> setOn, this::sizePods, () -> {});
        this.controller = id.kind().equals("Deployment")
                ? new Controller(cluster, () -> generation, () -> on, this::sizeSet, () -> version++)
                : new Controller(cluster, () -> generation, () -> on, this::sizePods, () -> version++);
    }

    WorkloadId id() {
        return id;
    }

    /** For people who look for what a run waits for. */
    @Override
    public String toString() {
        return uid + " on=" + on + " generation " + controller.observed() + "/" + generation + ", set on=" + setOn + " "
                + replicaSet.observed() + "/" + setGeneration + ", mark " + mark + ", pods " + pods + ", jobs "
                + jobs.stream()
                        .map(job -> job.uid + (job.finished ? " finished" : "") + (job.hasPod ? " has a pod" : ""))
                        .toList();
    }

    String uid() {
        return uid;
    }

    long version() {
        return version;
    }

    boolean on() {
        return on;
    }

    boolean runs() {
        return running > 0;
    }

    void counts(int more) {
        running += more;
    }

    List<Pod> pods() {
        return pods;
    }

    Found found(boolean behindNobody) {
        var reports = lever.equals(new Lever.Replicas());
        return new Found(
                id,
                lever,
                uid,
                Long.toString(version),
                on,
                on && reports ? 1 : 0,
                0,
                generation,
                behindNobody || !reports ? generation : controller.observed(),
                reports,
                true,
                false,
                Map.of("app", id.name()),
                selector,
                cluster.fence.isInstalled() ? Optional.of(Simulation.PAIR) : Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                mark);
    }

    void describeTo(List<ReplicaSetSeen> sets, List<JobSeen> jobsSeen, boolean behindNobody) {
        if (id.kind().equals("Deployment") && !behindNobody) {
            sets.add(new ReplicaSetSeen(
                    id.namespace(),
                    uid + "-set",
                    uid + "-set",
                    uid,
                    setOn ? 1 : 0,
                    replicaSet.observed() == setGeneration,
                    found(false).fencedAs()));
        }
        for (var job : jobs) {
            jobsSeen.add(new JobSeen(
                    id.namespace(),
                    job.uid,
                    job.uid,
                    uid,
                    job.finished,
                    cluster.fence.isInstalled() ? Optional.of(Simulation.PAIR) : Optional.empty()));
        }
    }

    /** A compare-and-set; a negative version stands for none. */
    boolean raise(long expected) {
        if (expected >= 0 && expected != version) {
            return false;
        }
        // Whoever sends no version is no operator.
        raised = expected >= 0;
        turn(true);
        return true;
    }

    /** Unconditional. A write that changes nothing doesn't move the version. */
    void lower() {
        turn(false);
    }

    private void turn(boolean next) {
        if (on != next) {
            on = next;
            generation++;
            version++;
            controller.wake();
        }
    }

    void mark(String nonce) {
        if (!mark.equals(Optional.of(nonce))) {
            mark = Optional.of(nonce);
            version++;
        }
    }

    private boolean sizeSet(boolean wanted) {
        if (setOn != wanted) {
            setOn = wanted;
            setGeneration++;
            replicaSet.wake();
        }
        return true;
    }

    private boolean sizePods(boolean wanted) {
        if (lever.equals(new Lever.Suspend())) {
            return true;
        }
        if (!wanted) {
            List.copyOf(pods).forEach(Pod::delete);
            return true;
        }
        return pods.stream().anyMatch(Pod::isCurrent) || create(Optional.empty(), null);
    }

    private boolean create(Optional<String> owner, @Nullable Runnable finished) {
        if (!cluster.isUp() || !cluster.fence.admits()) {
            return false;
        }
        var first = raised;
        raised = false;
        pods.add(new Pod(uid + "-" + cluster.number(), this, cluster, owner, first, finished));
        return true;
    }

    /** A pod object was removed: whoever owns it may have to make another. */
    void removed(Pod pod) {
        pods.remove(pod);
        pod.owner().ifPresent(this::replacePodOf);
        if (id.kind().equals("Deployment")) {
            replicaSet.wake();
        } else {
            controller.wake();
        }
    }

    private void replacePodOf(String owner) {
        jobs.stream().filter(job -> job.uid.equals(owner) && !job.finished).forEach(job -> {
            job.hasPod = false;
            cluster.time.after(cluster.chance.between(5, 80), () -> runJob(job));
        });
    }

    /** It is time for the CronJob's next Job, as far as its controller knows. */
    void tick() {
        if (!lever.equals(new Lever.Suspend()) || !on) {
            return;
        }
        var lag = cluster.chance.strike(Fault.ControllerLags, 100, 200, 4_000);
        cluster.time.after(lag > 0 ? lag : cluster.chance.between(5, 60), this::beginJob);
    }

    private void beginJob() {
        if (!cluster.isUp() || jobs.stream().anyMatch(job -> !job.finished)) {
            return;
        }
        var job = new Job(uid + "-job-" + cluster.number());
        jobs.clear();
        pods.removeIf(pod -> !pod.runs() && !pod.isCurrent());
        jobs.add(job);
        cluster.time.after(cluster.chance.between(5, 80), () -> runJob(job));
    }

    private void runJob(Job job) {
        if (!job.hasPod && !job.finished && jobs.contains(job)) {
            job.hasPod = create(Optional.of(job.uid), () -> finish(job));
            if (!job.hasPod) {
                cluster.time.after(cluster.chance.between(500, 2_000), () -> runJob(job));
            }
        }
    }

    private void finish(Job job) {
        cluster.time.after(cluster.chance.between(5, 200), () -> job.finished = true);
    }

    void comeBack() {
        List.copyOf(pods).forEach(Pod::comeBack);
        controller.wake();
        replicaSet.wake();
    }

    /** Everything of it that runs in the region is gone at once; the objects stay. */
    void die() {
        List.copyOf(pods).forEach(Pod::die);
    }
}
