package io.regionpair.protocol.simulation;

import io.regionpair.protocol.Grant;
import io.regionpair.protocol.Grant.Answer.Granted;
import java.util.OptionalLong;

/**
 * The guard {@code Agent}: the parent of a pod's process. It asks an operator of its region, starts the process with a grant and ends it
 * when that is over, by a clock of its own that counts from the moment at which it asked.
 */
final class Supervisor implements Guard {

    private static final long POLL = 1_000;

    private final Pod pod;
    private final Cluster cluster;
    private final Simulation world;
    private final Clock clock;
    private OptionalLong holds = OptionalLong.empty();
    private long killAt;
    private boolean killing;

    Supervisor(Pod pod, Cluster cluster) {
        this.pod = pod;
        this.cluster = cluster;
        this.world = cluster.world();
        this.clock = new Clock(0, TimedWorld.drift(world.chance));
    }

    @Override
    public void look() {
        if (pod.isOver()) {
            return;
        }
        world.time.after(POLL, this::look);
        if (!killing) {
            ask();
        }
    }

    private void ask() {
        var sentAt = shown();
        var request = new Grant.Request(pod.component(), holds);
        var process = world.processesOf(cluster).get((int) world.chance.between(0, 1));
        process.later(
                world.chance.between(1, 40),
                () -> process.grants.answer(
                        request, answer -> world.time.after(answerTakes(), () -> hear(answer, sentAt))));
    }

    private long answerTakes() {
        return world.chance.between(1, world.chance.percent(10) ? 9_000 : 40);
    }

    private void hear(Grant.Answer answer, long sentAt) {
        if (killing || pod.isOver() || !(answer instanceof Granted(var grant))) {
            return;
        }
        var until = (world.is(Mutant.GrantFromReceipt) ? shown() : sentAt)
                + grant.killAfter().toMillis();
        if (pod.runs()) {
            if (holds.isPresent() && holds.getAsLong() == grant.term()) {
                killAt = Math.max(killAt, until);
            }
        } else if (shown() < until) {
            holds = OptionalLong.of(grant.term());
            killAt = until;
            pod.launch();
            awaitEnd();
        }
    }

    /** Killing takes as long as the spec allows: what is left of G is nobody's. */
    private void awaitEnd() {
        var left = killAt - shown();
        if (pod.isOver() || world.is(Mutant.NoSupervision)) {
            return;
        }
        if (left > 0) {
            world.time.after(Math.max(1, clock.millis(left * 1_000_000)), this::awaitEnd);
            return;
        }
        killing = true;
        var takes = world.chance.percent(60) ? TimedWorld.STOP - 100 : world.chance.between(1, TimedWorld.STOP - 100);
        world.time.after(takes, () -> {
            pod.halt();
            killing = false;
            holds = OptionalLong.empty();
        });
    }

    private long shown() {
        return clock.nanos(world.time.now()) / 1_000_000;
    }
}
