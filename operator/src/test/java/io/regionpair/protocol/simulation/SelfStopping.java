package io.regionpair.protocol.simulation;

import io.regionpair.protocol.Answer;
import java.util.List;

/**
 * What a process of the kind {@code SelfStopping} does by itself: it watches the arbitrator, by a clock of its own, without the operator.
 * A process that the operator has just had started may start when the region is named. Any other one waits until it has been named for
 * long enough: one that stopped itself, one whose pod was made anew, and one whose node heard of it late. (Here the world knows who had it
 * started, and when. A guard that can't know has to wait always.)
 */
final class SelfStopping implements Guard {

    /** For so long after it was raised it may start at once. */
    private static final long GRANT = 5_000;

    private static final long POLL = 500;
    /** From its decision until the process is gone. */
    private static final long KILLING = 500;

    private final Pod pod;
    private final Simulation world;
    private final String region;
    private final Clock clock;
    private final long madeAt;
    private boolean raised;
    private boolean named;
    private long namedSince;
    private long namedAt;

    /**
     * Not begun.
     *
     * @param raised an operator has just had it started: the first answer that names the region is enough
     */
    SelfStopping(Pod pod, String region, boolean raised, Simulation world) {
        this.raised = raised;
        this.madeAt = world.time.now();
        this.pod = pod;
        this.world = world;
        this.region = region;
        this.clock = new Clock(0, TimedWorld.drift(world.chance));
    }

    @Override
    public void look() {
        if (pod.isOver()) {
            return;
        }
        var sentAt = world.time.now();
        var answers = world.arbitrator.poll(region);
        world.time.after(world.chance.between(5, 300), () -> hear(answers, sentAt));
        world.time.after(POLL, this::look);
        if (pod.runs() && !world.is(Mutant.NoWatchdog) && shown(sentAt - namedAt) >= stopAfter()) {
            world.time.after(world.chance.between(1, KILLING), pod::halt);
        }
    }

    // A poll late at most; its own clock may be slow by a twentieth, and killing takes its time.
    private static long stopAfter() {
        return (TimedWorld.LEASE + TimedWorld.STOP - KILLING) * 95 / 100 - POLL;
    }

    private void hear(List<Answer> answers, long sentAt) {
        if (pod.isOver()) {
            return;
        }
        var heard = answers.stream()
                .filter(Answer.Names.class::isInstance)
                .map(Answer.Names.class::cast)
                .toList();
        var isNamed = !heard.isEmpty()
                && heard.stream().allMatch(names -> names.active().equals(region));
        if (!isNamed) {
            named = named && heard.isEmpty();
            return;
        }
        if (!named || shown(sentAt - namedAt) >= TimedWorld.LEASE) {
            namedSince = sentAt;
        }
        named = true;
        namedAt = Math.max(namedAt, sentAt);
        if (!pod.runs()
                && (isRaisedJustNow() || shown(sentAt - namedSince) >= startAfter() || world.is(Mutant.NoGate))) {
            raised = false;
            pod.launch();
        }
    }

    // As much longer as its clock may be fast.
    private long startAfter() {
        return world.timed.orElseThrow().startAfter() * 105 / 100;
    }

    private boolean isRaisedJustNow() {
        return raised && world.time.now() - madeAt < GRANT;
    }

    private long shown(long millis) {
        return clock.nanos(millis) / 1_000_000;
    }
}
