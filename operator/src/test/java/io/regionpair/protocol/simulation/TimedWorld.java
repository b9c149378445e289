package io.regionpair.protocol.simulation;

import io.regionpair.api.GuardKind;
import io.regionpair.api.GuardSpec;
import io.regionpair.api.Role;
import io.regionpair.protocol.Memory;
import io.regionpair.protocol.Params;
import io.regionpair.protocol.Timing;
import java.time.Duration;

/**
 * The numbers of a pair with the policy {@code Timed}: what is true of the world, in milliseconds, and what the spec says of it. They are
 * the smallest with which the inequality holds, so that there is nothing to spare. A broken rule about a number is a spec that says less
 * than what is true.
 */
final class TimedWorld {

    /** S: an instance of the arbitrator serves nothing that was replaced longer ago. */
    static final long STALENESS = 20_000;
    /** L, and the longest silence that doesn't break the time in which a guard was named. */
    static final long LEASE = 30_000;
    /** G: what a guard adds to the lease until the last process is gone. */
    static final long STOP = 15_000;
    /** E: a clock gains or loses a twentieth, over the fence wait. */
    static final long CLOCK_ERROR = 3_750;
    /** H: more than (I2) asks for, since a guard that is named again before it has stopped goes on. */
    static final long DWELL = STALENESS + LEASE + STOP + 1;

    private static final long DRAIN_AFTER = 15_000;
    private static final long STEP = 1;

    private final Simulation world;
    private final boolean supervised;

    /** Not begun. */
    TimedWorld(Simulation world, boolean supervised) {
        this.world = world;
        this.supervised = supervised;
    }

    /** Processes have supervisors that ask operators; otherwise they watch the arbitrator themselves. */
    boolean isSupervised() {
        return supervised;
    }

    Params.Timed spec(boolean vouching) {
        var staleness = world.is(Mutant.StalenessUnderstated) ? STALENESS - 12_000 : STALENESS;
        var error = world.is(Mutant.ClockErrorUnderstated) ? 1 : CLOCK_ERROR;
        return new Params.Timed(
                new Timing(
                        Duration.ofMillis(staleness),
                        Duration.ofMillis(LEASE),
                        Duration.ofMillis(stop()),
                        Duration.ofMillis(error),
                        Duration.ofMillis(staleness + LEASE + stop() + 2 * error + STEP),
                        Duration.ofMillis(dwell())),
                Duration.ofMillis(DRAIN_AFTER),
                vouching,
                false);
    }

    /** As the spec says it. It keeps what it promises unless a mutant says otherwise. */
    GuardSpec guard() {
        return supervised
                ? new GuardSpec(GuardKind.Agent, null, null)
                : new GuardSpec(GuardKind.SelfStopping, (int) (LEASE + stop()) / 1_000, (int)
                        Math.ceilDiv(startAfter(), 1_000));
    }

    private long stop() {
        return world.is(Mutant.StopUnderstated) ? STOP - 12_000 : STOP;
    }

    /** A guard waits no longer than it must: the fence wait. */
    long startAfter() {
        return spec(false).timing().fence().toMillis();
    }

    /** How soon the document may change again. */
    long pauseBetweenEdits() {
        if (supervised && world.is(Mutant.DwellTooShortForLease)) {
            return (STALENESS + LEASE) / 2;
        }
        if (supervised && world.arbitrator.hasEpochs()) {
            return 0;
        }
        return world.is(Mutant.DwellTooShort) ? STALENESS + LEASE + CLOCK_ERROR + 1 : dwell();
    }

    // What (I2) asks for is enough for processes that a lease ends.
    private long dwell() {
        return supervised ? STALENESS + LEASE + CLOCK_ERROR + STEP : DWELL;
    }

    /** Of a clock, in millionths: within what {@link #CLOCK_ERROR} allows, and often at its end. */
    static long drift(Chance chance) {
        return chance.percent(60) ? (chance.percent(50) ? -50_000 : 50_000) : chance.between(-50_000, 50_000);
    }

    /** Each region knows that the other one knows its numbers. Before, and in a region that adopts, time stands in for nothing. */
    static boolean agreed(Memory memory) {
        var handshake = memory.handshake();
        return memory.role() != Role.Frozen
                && handshake.peer().isPresent()
                && handshake
                        .acknowledged()
                        .filter(known -> known.revision() > 0)
                        .isPresent();
    }

    /** When an edit has to be everywhere. */
    long latestRollOut() {
        return world.is(Mutant.UnboundedStaleness) ? 300_000 : STALENESS - 1;
    }
}
