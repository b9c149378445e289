package io.regionpair.protocol.simulation;

import io.regionpair.api.RegionComponent;
import io.regionpair.api.Role;
import io.regionpair.component.LoopCore;
import io.regionpair.component.LoopCore.Decided;
import io.regionpair.component.Seals;
import io.regionpair.protocol.Coverage;
import io.regionpair.protocol.Input;
import io.regionpair.protocol.Memory;
import io.regionpair.protocol.Posture;
import io.regionpair.workload.AdmissionFence.Effect;
import io.regionpair.workload.PodGone;
import io.regionpair.workload.PodSeen;
import io.regionpair.workload.Survey;
import io.regionpair.workload.Write;
import io.regionpair.workload.Write.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * The component loop of one process: the program's decisions, and its requests in the program's order. What the program waits for by
 * blocking, this continues with.
 */
final class Loop {

    private static final long MIN_PAUSE = 50;
    private static final long LOOK_AGAIN = 1_000;
    private static final long HEARTBEAT = 30_000;
    private static final long FENCE_TAKES_EFFECT = 2_000;
    private static final long TRY_FENCE_AGAIN = 30_000;
    private static final long LOOK_AT_OPEN_FENCE = 10_000;

    private final Process process;
    private final Cluster cluster;
    private final Simulation world;
    private final Timeline time;
    private final List<PodGone> left = new ArrayList<>();
    private LoopCore core = newCore();
    private Posture posture = new Posture.Leave();
    private boolean busy;
    private boolean again;
    private boolean surveyed;
    private long scheduled = Long.MAX_VALUE;
    private long began;
    private Effect fence = Effect.Unproved;
    private Posture fenceFor = new Posture.Leave();
    private OptionalLong refusesSince = OptionalLong.empty();
    private OptionalLong acknowledgedAt = OptionalLong.empty();
    private long triedAt;
    private long openedAt;
    private boolean mayYetClose;

    Loop(Process process, Simulation world) {
        this.process = process;
        this.cluster = process.cluster;
        this.world = world;
        this.time = world.time;
    }

    private static LoopCore newCore() {
        return new LoopCore(Simulation.PAIR, Simulation.NAMESPACES);
    }

    @Override
    public String toString() {
        return posture + (busy ? " busy" : "") + (again ? " again" : "") + " next at " + scheduled + ", fence " + fence
                + " for " + fenceFor;
    }

    void reset() {
        core = newCore();
        left.clear();
        posture = new Posture.Leave();
        busy = false;
        again = false;
        surveyed = false;
        scheduled = Long.MAX_VALUE;
        fence = Effect.Unproved;
        fenceFor = new Posture.Leave();
        refusesSince = OptionalLong.empty();
        mayYetClose = false;
    }

    /** What the program tells whoever answers the other region. */
    Seals seals() {
        return core.seals();
    }

    /** It has seen the region's pods at least once. */
    boolean hasSurveyed() {
        return surveyed;
    }

    void drive(Posture next) {
        posture = next;
        lookIn(0);
    }

    void poke() {
        lookIn(Math.max(MIN_PAUSE, began + MIN_PAUSE - time.now()));
    }

    void left(PodGone gone) {
        left.add(gone);
        poke();
    }

    private void lookIn(long delay) {
        if (busy) {
            again = true;
        } else if (time.now() + delay < scheduled) {
            var at = time.now() + delay;
            scheduled = at;
            process.later(delay, () -> {
                if (scheduled == at && !busy) {
                    pass();
                }
            });
        }
    }

    private void pass() {
        busy = true;
        again = false;
        scheduled = Long.MAX_VALUE;
        began = time.now();
        var wanted = posture;
        ask(
                cluster::components,
                components -> closeFence(wanted, () -> {
                    if (wanted instanceof Posture.On) {
                        startStep(() -> survey(wanted, components));
                    } else {
                        survey(wanted, components);
                    }
                }));
    }

    /** Half a look proves nothing: without an answer the pass is over. */
    private <T> void ask(java.util.function.Supplier<T> what, Consumer<T> then) {
        cluster.request(process, what, response -> {
            if (response.value().isPresent()) {
                then.accept(response.value().get());
            } else {
                over(LOOK_AGAIN);
            }
        });
    }

    private void over(long pause) {
        busy = false;
        lookIn(again ? MIN_PAUSE : pause);
    }

    private void survey(Posture wanted, List<RegionComponent> components) {
        var unawaited = world.is(Mutant.ControllersNotAwaited);
        var terminating = !world.is(Mutant.TerminatingPodsDontCount);
        if (world.is(Mutant.PodsListedFirst)) {
            ask(
                    () -> cluster.pods(terminating),
                    pods -> ask(
                            () -> cluster.controllers(unawaited),
                            controllers -> decide(wanted, components, cluster.survey(controllers, pods))));
        } else {
            ask(
                    () -> cluster.controllers(unawaited),
                    controllers -> ask(
                            () -> cluster.pods(terminating),
                            pods -> decide(wanted, components, cluster.survey(controllers, pods))));
        }
    }

    private void decide(Posture wanted, List<RegionComponent> components, Survey survey) {
        surveyed = true;
        if (world.is(Mutant.MissedRemovalCountsAsEnd)) {
            core.forgetMissedEnds();
        }
        var news = left.stream().flatMap(gone -> mutated(gone).stream()).toList();
        left.clear();
        var decided = core.decide(
                components,
                survey,
                mutated(wanted),
                refusesSince,
                hasOpened(wanted),
                news,
                world.is(Mutant.SilentNodeCountsAsReporting) ? _ -> true : cluster::reports);
        if (!decided.lost().isEmpty()) {
            process.accept(new Input.PodsLost(decided.lost()));
        }
        act(wanted, decided, survey);
    }

    private Posture mutated(Posture wanted) {
        return wanted instanceof Posture.On on && world.is(Mutant.RaiseWithoutCoverage)
                ? new Posture.On(on.term(), Coverage.EVERYTHING, on.counts(), on.beganOff())
                : wanted;
    }

    private Optional<PodGone> mutated(PodGone gone) {
        if (!gone.witnessed() && world.is(Mutant.MissedRemovalCountsAsEnd)) {
            return Optional.of(new PodGone(ended(gone.last()), true));
        }
        return Optional.of(
                gone.witnessed() && world.is(Mutant.ForcedRemovalCountsAsEnd)
                        ? new PodGone(ended(gone.last()), true)
                        : gone);
    }

    private static PodSeen ended(PodSeen pod) {
        return new PodSeen(
                pod.uid(),
                pod.namespace(),
                pod.name(),
                pod.labels(),
                pod.ownerUid(),
                pod.orphan(),
                pod.node(),
                true,
                pod.deleteBy(),
                pod.grace(),
                pod.nodeReady());
    }

    private void act(Posture wanted, Decided decided, Survey survey) {
        send(decided.lowers(), survey, () -> mark(wanted, decided, survey));
    }

    private void mark(Posture wanted, Decided decided, Survey survey) {
        if (world.is(Mutant.NoMarkOnNoOpDrain)) {
            core.markNothing(survey, decided.marks());
            raise(wanted, decided, survey);
        } else {
            send(decided.marks(), survey, () -> raise(wanted, decided, survey));
        }
    }

    private void raise(Posture wanted, Decided decided, Survey survey) {
        if (!(wanted instanceof Posture.On on) || !decided.mayOpen()) {
            report(wanted, decided);
            return;
        }
        openFence(on, open -> {
            if (!open || decided.raises().isEmpty()) {
                report(wanted, decided);
            } else if (world.is(Mutant.RaiseBeforeActiveStored)) {
                send(decided.raises(), survey, () -> report(wanted, decided));
            } else {
                startStep(() -> ask(() -> isActive(on.term()), confirmed -> {
                    if (confirmed && process.mayRun()) {
                        startStep(() -> send(decided.raises(), survey, () -> report(wanted, decided)));
                    } else {
                        report(wanted, decided);
                    }
                }));
            }
        });
    }

    private void startStep(Runnable step) {
        world.faults.strikeWithinStart(process);
        process.go(step);
    }

    private boolean isActive(long term) {
        var read = world.is(Mutant.RoleConfirmedFromMirror) ? cluster.mirror() : cluster.record();
        return read.filter(memory -> memory.role() == Role.Active && memory.term() == term)
                .isPresent();
    }

    private void report(Posture wanted, Decided decided) {
        process.accept(new Input.Surveyed(decided.census()));
        if (decided.stopped() && wanted instanceof Posture.Off off) {
            process.accept(new Input.Stopped(
                    off.drain().orElseThrow(), Coverage.of(decided.census().components())));
        }
        if (!decided.still()) {
            over(MIN_PAUSE);
        } else {
            var moves = wanted instanceof Posture.Off && decided.census().anythingRuns();
            var waits = wanted instanceof Posture.On && fence == Effect.Unproved;
            over(moves || waits || mayYetClose || decided.unsettled() ? LOOK_AGAIN : HEARTBEAT);
        }
    }

    private void send(List<Write> writes, Survey survey, Runnable then) {
        if (writes.isEmpty()) {
            then.run();
            return;
        }
        var outcomes = new ArrayList<Outcome>();
        for (var write : writes) {
            send(write, outcome -> {
                outcomes.add(outcome);
                if (outcomes.size() == writes.size()) {
                    core.acted(outcomes, survey);
                    then.run();
                }
            });
        }
    }

    void send(Write write, Consumer<Outcome> then) {
        var workload = cluster.workloads.get(write.id());
        var reads = write instanceof Write.Raise && world.is(Mutant.RaiseGuardInTheWrongOrder);
        if (reads) {
            cluster.request(process, workload::version, version -> {
                if (version.value().isPresent()) {
                    startStep(() -> send(write, workload, version.value().get(), then));
                } else {
                    then.accept(new Outcome.Failed(write, "time-out"));
                }
            });
        } else {
            send(write, workload, Long.parseLong(write.target().resourceVersion()), then);
        }
    }

    private void send(Write write, Workload workload, long version, Consumer<Outcome> then) {
        var expected = world.is(Mutant.RaiseWithoutVersion) ? -1 : version;
        cluster.request(
                process,
                write instanceof Write.Raise ? world.faults.startLingers() : world.faults.lingers(),
                () -> apply(write, workload, expected),
                response -> then.accept(response.value().orElse(new Outcome.Failed(write, "time-out"))));
    }

    private Outcome apply(Write write, Workload workload, long version) {
        switch (write) {
            case Write.Lower _ -> workload.lower();
            case Write.Mark mark -> workload.mark(mark.drain());
            case Write.DeleteJob _, Write.LowerSet _, Write.DeletePod _, Write.Disarm _ ->
                throw new AssertionError("no component here says so");
            case Write.Raise _ -> {
                var raised = workload.raise(version);
                time.note(
                        process.name,
                        () -> (raised ? "raised " : "conflict on ")
                                + workload.id().name());
                if (!raised) {
                    return new Outcome.Conflict(write);
                }
            }
        }
        return new Outcome.Written(write, Long.toString(workload.version()));
    }

    private void closeFence(Posture wanted, Runnable then) {
        mayYetClose = false;
        if (!(wanted instanceof Posture.Off) || world.is(Mutant.FenceNeverClosed)) {
            then.run();
            return;
        }
        if (!wanted.equals(fenceFor)) {
            fence = Effect.Unproved;
            fenceFor = wanted;
            acknowledgedAt = OptionalLong.empty();
        }
        if (fence == Effect.Proved || fence == Effect.Absent && time.now() - triedAt < TRY_FENCE_AGAIN) {
            then.run();
            return;
        }
        triedAt = time.now();
        var role = process.state().durable().confirmed().map(Memory::role).orElse(Role.Passive);
        closeAs(role == Role.Active ? Role.Passive : role, effect -> {
            fence = effect;
            refusesSince = effect != Effect.Proved
                    ? OptionalLong.empty()
                    : refusesSince.isPresent() ? refusesSince : OptionalLong.of(time.now());
            then.run();
        });
    }

    private void closeAs(Role role, Consumer<Effect> then) {
        if (!cluster.fence.isInstalled()) {
            then.accept(Effect.Absent);
            return;
        }
        cluster.request(process, () -> written(() -> cluster.fence.write(role)), response -> {
            if (response.value().isEmpty()) {
                then.accept(Effect.Unproved);
            } else {
                tryFence(then);
            }
        });
    }

    private void tryFence(Consumer<Effect> then) {
        if (acknowledgedAt.isEmpty()) {
            acknowledgedAt = OptionalLong.of(time.now());
        }
        var early = time.now() - acknowledgedAt.getAsLong() < FENCE_TAKES_EFFECT;
        cluster.request(process, cluster.fence::admits, tried -> {
            mayYetClose = early && tried.value().orElse(false);
            then.accept(tried.value()
                    .filter(_ -> !mayYetClose)
                    .map(admitted -> admitted ? Effect.Absent : Effect.Proved)
                    .orElse(Effect.Unproved));
        });
    }

    private static boolean written(Runnable write) {
        write.run();
        return true;
    }

    private boolean hasOpened(Posture wanted) {
        return wanted instanceof Posture.On on
                && fenceFor instanceof Posture.On before
                && before.term() == on.term()
                && fence != Effect.Unproved;
    }

    private void openFence(Posture.On on, Consumer<Boolean> then) {
        if (hasOpened(on) && time.now() - openedAt < LOOK_AT_OPEN_FENCE) {
            then.accept(true);
            return;
        }
        refusesSince = OptionalLong.empty();
        opened(on, effect -> {
            fence = effect;
            fenceFor = on;
            openedAt = time.now();
            then.accept(effect != Effect.Unproved);
        });
    }

    private void opened(Posture.On on, Consumer<Effect> then) {
        if (world.is(Mutant.FenceOpenedUnconfirmed) && cluster.fence.isInstalled()) {
            startStep(() -> cluster.request(
                    process, () -> written(() -> cluster.fence.write(Role.Active)), _ -> then.accept(Effect.Proved)));
            return;
        }
        cluster.request(process, cluster.fence::version, read -> {
            if (read.value().isEmpty()) {
                then.accept(Effect.Unproved);
                return;
            }
            cluster.request(process, () -> isActive(on.term()), confirmed -> {
                if (!(confirmed.value().orElse(false) && process.mayRun())
                        && !world.is(Mutant.RaiseBeforeActiveStored)) {
                    then.accept(Effect.Unproved);
                } else if (!cluster.fence.isInstalled()) {
                    then.accept(Effect.Absent);
                } else {
                    startStep(() -> openAt(read.value().get(), then));
                }
            });
        });
    }

    private void openAt(long version, Consumer<Effect> then) {
        cluster.request(process, () -> cluster.fence.open(version), opened -> {
            if (!opened.value().orElse(false)) {
                then.accept(Effect.Unproved);
            } else {
                cluster.request(
                        process,
                        cluster.fence::admits,
                        tried -> then.accept(tried.value().orElse(true) ? Effect.Proved : Effect.Unproved));
            }
        });
    }
}
