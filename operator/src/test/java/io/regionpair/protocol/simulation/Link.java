package io.regionpair.protocol.simulation;

import io.regionpair.api.Reason;
import io.regionpair.api.Role;
import io.regionpair.protocol.Effect;
import io.regionpair.protocol.Input;
import io.regionpair.protocol.Memory;
import io.regionpair.protocol.PeerAnswer;
import io.regionpair.protocol.WorkloadId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The link between the regions, with loss, delay and duplicates, and the side that answers. */
final class Link {

    private final Simulation world;
    private final Timeline time;
    private int loss;

    Link(Simulation world) {
        this.world = world;
        this.time = world.time;
    }

    void loses(int percent) {
        loss = percent;
    }

    private void send(Runnable arrival) {
        for (int copies = time.percent(loss / 4) ? 2 : 1; copies > 0; copies--) {
            if (!time.percent(loss)) {
                var late = loss > 0 && time.percent(25);
                time.after(late ? time.between(1_000, 25_000) : time.delay(40, 200), arrival);
            }
        }
    }

    void look(Process asking) {
        var there = world.peerOf(asking.cluster);
        var sentAt = time.now() * 1_000_000;
        send(() -> somebody(there)
                .ifPresent(answering -> there.request(
                        answering,
                        there::record,
                        seen -> seen.value()
                                .ifPresent(record -> send(asking.ofThisLife(() -> asking.accept(
                                        new Input.PeerSeen(Optional.of(Process.sight(record)), sentAt))))))));
    }

    void ask(Process asking, Effect.AskPeer question) {
        var there = world.peerOf(asking.cluster);
        time.note(asking.name, "asks with " + question.attempt());
        var answered = new boolean[1];
        Consumer<PeerAnswer> reply = answer -> send(asking.ofThisLife(() -> {
            answered[0] = true;
            asking.replied(answer);
        }));
        send(() -> somebody(there).ifPresent(answering -> answer(answering, question, reply)));
        asking.later(3000, () -> {
            if (!answered[0]) {
                asking.replied(Process.silence());
            }
        });
    }

    /** Any process that runs may answer, leading or not. */
    private Optional<Process> somebody(Cluster there) {
        var able = world.processesOf(there).stream().filter(Process::answers).toList();
        return able.isEmpty() ? Optional.empty() : Optional.of(able.get((int) time.between(0, able.size() - 1)));
    }

    private record Read(Optional<Memory> memory, long version) {}

    private record Still(boolean nothingRuns, Set<WorkloadId> spokenFor) {}

    private void answer(Process process, Effect.AskPeer question, Consumer<PeerAnswer> reply) {
        var there = process.cluster;
        there.request(
                process,
                () -> new Read(there.record(), there.version()),
                seen -> seen.value().ifPresent(read -> {
                    var memory = read.memory();
                    if (memory.isEmpty() || memory.get().role() != Role.Passive || isOlder(question, memory.get())) {
                        reply.accept(new PeerAnswer.No(
                                question.attempt(), Process.sight(memory), Reason.PeerNotPassive, "not passive"));
                        return;
                    }
                    look(process, question, read, reply);
                }));
    }

    private void look(Process process, Effect.AskPeer question, Read read, Consumer<PeerAnswer> reply) {
        var there = process.cluster;
        there.request(
                process,
                () -> new Still(
                        there.known.stream()
                                .map(there.workloads::get)
                                .noneMatch(workload -> workload.on() || workload.runs()),
                        Set.copyOf(there.known)),
                seen -> seen.value().ifPresent(still -> {
                    if (still.nothingRuns() || world.is(Mutant.PassiveBeforeStopped)) {
                        grant(process, question, read, still, reply);
                    } else {
                        reply.accept(new PeerAnswer.No(
                                question.attempt(), Process.sight(read.memory()), Reason.PodsStillTerminating, "pods"));
                    }
                }));
    }

    private void grant(Process process, Effect.AskPeer question, Read read, Still still, Consumer<PeerAnswer> reply) {
        var there = process.cluster;
        var memory = read.memory().orElseThrow();
        there.request(
                process,
                () -> question.coverageOnly()
                        ? there.version() == read.version()
                        : there.compareAndSet(read.version(), memory.granting(question.attempt(), question.epoch())),
                granted -> {
                    if (granted.value().equals(Optional.of(true))) {
                        reply.accept(new PeerAnswer.Yes(
                                question.attempt(), Process.sight(read.memory()), still.spokenFor(), List.of()));
                    }
                });
    }

    private static boolean isOlder(Effect.AskPeer question, Memory memory) {
        return memory.maxEpoch().isPresent()
                && question.epoch().orElse(-1) < memory.maxEpoch().getAsLong();
    }
}
