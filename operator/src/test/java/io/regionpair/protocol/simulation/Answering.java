package io.regionpair.protocol.simulation;

import io.regionpair.api.Reason;
import io.regionpair.api.Role;
import io.regionpair.component.Seals;
import io.regionpair.component.Standstill;
import io.regionpair.protocol.Effect.AskPeer;
import io.regionpair.protocol.Memory;
import io.regionpair.protocol.PeerAnswer;
import io.regionpair.protocol.WorkloadId;
import io.regionpair.workload.Write;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * One answer of one process to "are you passive?", or one reading of a cluster whose operator is silent: the program's requests in the
 * program's order.
 */
final class Answering {

    private record Read(Optional<Memory> memory, long version) {}

    private final Process process;
    private final Cluster cluster;
    private final Simulation world;
    private final AskPeer question;
    private final Consumer<PeerAnswer> reply;

    private Answering(
            Process process, Cluster cluster, Simulation world, AskPeer question, Consumer<PeerAnswer> reply) {
        this.process = process;
        this.cluster = cluster;
        this.world = world;
        this.question = question;
        this.reply = reply;
    }

    /** By a process of the region that is asked. */
    static Answering by(Process process, Simulation world, AskPeer question, Consumer<PeerAnswer> reply) {
        return new Answering(process, process.cluster, world, question, reply);
    }

    /** By the asking process itself, which may only read there. */
    static Answering readBy(
            Process asking, Cluster there, Simulation world, AskPeer question, Consumer<PeerAnswer> reply) {
        return new Answering(asking, there, world, question, reply);
    }

    private boolean readsOnly() {
        return process.cluster != cluster;
    }

    void begin() {
        cluster.request(
                process,
                () -> new Read(cluster.record(), cluster.version()),
                seen -> seen.value().ifPresent(this::judge));
    }

    private void judge(Read read) {
        if (read.memory().isEmpty()) {
            no(read, Reason.AdoptionPending);
            return;
        }
        var memory = read.memory().get();
        if (!world.params(cluster).acting()) {
            no(read, Reason.PeerObserving);
        } else if (memory.role() != Role.Passive) {
            no(read, Reason.PeerNotPassive);
        } else if (!memory.lost().isEmpty() && !world.is(Mutant.YesDespiteLostPods)) {
            no(read, Reason.PodLost);
        } else if (memory.maxEpoch().isPresent()
                && question.epoch().orElse(-1) < memory.maxEpoch().getAsLong()) {
            no(read, Reason.EpochRolledBack);
        } else if (readsOnly() && !memory.tookPart()) {
            no(read, Reason.AdoptionPending);
        } else {
            look(memory, seen -> looked(read, memory, seen));
        }
    }

    private void looked(Read read, Memory memory, Standstill seen) {
        if (seen.obstacle().isPresent() && !world.is(Mutant.PassiveBeforeStopped)) {
            no(read, Reason.PodsStillTerminating);
        } else if (seen.unmarked().isEmpty()
                || world.is(Mutant.NoMarkBeforeYes)
                || world.is(Mutant.NoMarkOnNoOpDrain)) {
            grant(read, memory, seen);
        } else if (readsOnly()) {
            no(read, Reason.WriteRefused);
        } else {
            mark(
                    seen.unmarked(),
                    () -> look(memory, after -> {
                        if (after.obstacle().isPresent() && !world.is(Mutant.PassiveBeforeStopped)
                                || !after.unmarked().isEmpty()) {
                            no(read, Reason.WriteRefused);
                        } else {
                            grant(read, memory, after);
                        }
                    }));
        }
    }

    private void mark(List<Write.Mark> marks, Runnable then) {
        var left = new int[] {marks.size()};
        marks.forEach(mark -> process.loop.send(mark, _ -> {
            if (--left[0] == 0) {
                then.run();
            }
        }));
    }

    private void look(Memory memory, Consumer<Standstill> then) {
        var unawaited = world.is(Mutant.ControllersNotAwaited);
        var terminating = !world.is(Mutant.TerminatingPodsDontCount);
        ask(
                cluster::components,
                components -> ask(
                        () -> !cluster.fence.admits() && !readsOnly(),
                        refuses -> ask(
                                () -> cluster.controllers(unawaited),
                                controllers -> ask(
                                        () -> cluster.pods(terminating),
                                        pods -> then.accept(Standstill.look(
                                                Simulation.NAMESPACES,
                                                components,
                                                cluster.survey(controllers, pods),
                                                "passive-" + memory.term(),
                                                memory.stopped(),
                                                refuses ? Optional.of(Simulation.PAIR) : Optional.empty(),
                                                readsOnly() ? Seals.NONE : process.loop.seals()))))));
    }

    private <T> void ask(java.util.function.Supplier<T> what, Consumer<T> then) {
        cluster.request(process, what, response -> response.value().ifPresent(then));
    }

    private void grant(Read read, Memory memory, Standstill seen) {
        var onlyLooks = question.coverageOnly() || readsOnly() || world.is(Mutant.PromotingNotStored);
        cluster.request(
                process,
                () -> onlyLooks
                        ? cluster.record().equals(read.memory())
                        : cluster.compareAndSet(
                                process, true, read.version(), memory.granting(question.attempt(), question.epoch())),
                granted -> {
                    if (granted.value().isPresent() && granted.value().get()) {
                        yes(read, seen);
                    } else if (granted.came()) {
                        no(read, Reason.PeerNotPassive);
                    }
                });
    }

    private void yes(Read read, Standstill seen) {
        var spokenFor = seen.covered().stream()
                .flatMap(covered -> covered.workloads().stream())
                .map(WorkloadId::parse)
                .collect(Collectors.<WorkloadId, Set<WorkloadId>>toCollection(java.util.HashSet::new));
        world.time.note(
                process.name,
                () -> (readsOnly() ? "reads a yes to " : "says yes to ")
                        + question.attempt()
                        + (question.coverageOnly() ? " (coverage)" : ""));
        reply.accept(new PeerAnswer.Yes(
                question.attempt(), Process.sight(read.memory()), spokenFor, List.of(), readsOnly()));
    }

    private void no(Read read, Reason reason) {
        reply.accept(new PeerAnswer.No(question.attempt(), Process.sight(read.memory()), reason, "no"));
    }
}
