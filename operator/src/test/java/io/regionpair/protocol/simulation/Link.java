package io.regionpair.protocol.simulation;

import io.regionpair.protocol.Effect;
import io.regionpair.protocol.Input;
import io.regionpair.protocol.PeerAnswer;
import java.util.Optional;
import java.util.function.Consumer;

/** The network between the regions. Messages get lost, are late, come twice, and come again when nobody expects them any more. */
final class Link {

    private static final long PATIENCE = 3_000;

    private final Simulation world;
    private final Timeline time;
    private final Chance chance;
    private long cutUntil;

    Link(Simulation world) {
        this.world = world;
        this.time = world.time;
        this.chance = world.chance;
    }

    /** Nothing arrives for so long. */
    void cut(long length) {
        cutUntil = Math.max(cutUntil, time.now() + length);
        time.note("link", () -> "is cut for " + length + " ms");
    }

    private void send(Runnable arrival) {
        if ((time.now() < cutUntil && !chance.isOver()) || chance.strikes(Fault.MessageLost, 150)) {
            return;
        }
        var late = chance.strike(Fault.MessageLate, 80, 500, 25_000);
        time.after(late > 0 ? late : chance.between(1, 40), arrival);
        var twice = chance.strike(Fault.MessageTwice, 40, 1, 500);
        if (twice > 0) {
            time.after(late + twice, arrival);
        }
        var replayed = chance.strike(Fault.MessageReplayed, 40, 3_000, 40_000);
        if (replayed > 0) {
            time.after(late + replayed, arrival);
        }
    }

    void look(Process asking) {
        var there = world.peerOf(asking.cluster);
        var sentAt = asking.nanos();
        send(() -> somebody(there)
                .ifPresent(answering -> there.request(
                        answering,
                        there::record,
                        seen -> seen.value().ifPresent(record -> {
                            var sight = Process.sight(record);
                            var told = asking.inThisLife((Optional<PeerAnswer.Sight> shown) ->
                                    asking.accept(new Input.PeerSeen(shown, sentAt)));
                            send(() -> told.accept(Optional.of(sight)));
                        }))));
    }

    void ask(Process asking, Effect.AskPeer question) {
        var there = world.peerOf(asking.cluster);
        time.note(
                asking.name, () -> "asks with " + question.attempt() + (question.coverageOnly() ? " (coverage)" : ""));
        var answered = new boolean[1];
        Consumer<PeerAnswer> heard = asking.inThisLife(answer -> {
            answered[0] = true;
            asking.accept(new Input.PeerReplied(answer));
        });
        Consumer<PeerAnswer> reply = answer -> send(() -> heard.accept(answer));
        send(() -> somebody(there)
                .ifPresent(answering ->
                        Answering.by(answering, world, question, reply).begin()));
        asking.later(PATIENCE, () -> {
            if (!answered[0]) {
                readInstead(asking, there, question, heard, answered);
            }
        });
    }

    /** Where the region may read the other one's cluster; only a yes counts. */
    private void readInstead(
            Process asking, Cluster there, Effect.AskPeer question, Consumer<PeerAnswer> heard, boolean[] answered) {
        if (!world.readsPeers() || time.now() < cutUntil) {
            heard.accept(Process.silence());
            return;
        }
        Answering.readBy(asking, there, world, question, answer -> {
                    if (answer instanceof PeerAnswer.Yes && !answered[0]) {
                        heard.accept(answer);
                    }
                })
                .begin();
        asking.later(PATIENCE, () -> {
            if (!answered[0]) {
                heard.accept(Process.silence());
            }
        });
    }

    /** Any process that runs may answer, leading or not. */
    private Optional<Process> somebody(Cluster there) {
        var able = world.processesOf(there).stream().filter(Process::answers).toList();
        return able.isEmpty() ? Optional.empty() : Optional.of(able.get((int) chance.between(0, able.size() - 1)));
    }
}
