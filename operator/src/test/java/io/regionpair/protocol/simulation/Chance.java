package io.regionpair.protocol.simulation;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The only source of chance. Faults are thrown with dice of their own, one for each kind: a fault that is left out by the shrinker changes
 * nothing else by itself.
 */
final class Chance {

    /** The n-th time that the dice of a kind said yes. */
    record Strike(Fault fault, int number) {
        @Override
        public String toString() {
            return fault + "#" + number;
        }
    }

    private static final class Dice {
        private final SplittableRandom random;
        private final int percent;
        private int strikes;

        Dice(SplittableRandom random) {
            this.random = random;
            this.percent = random.nextInt(15, 130);
        }
    }

    private final SplittableRandom usual;
    private final Map<Fault, Dice> dice = new EnumMap<>(Fault.class);
    private final Set<Fault> kinds;
    private final List<Strike> struck = new ArrayList<>();
    private final @Nullable Set<Strike> kept;
    private boolean over;

    /**
     * For one run.
     *
     * @param kept only these faults may strike; null: all of them
     */
    Chance(long seed, @Nullable Set<Strike> kept) {
        this.kept = kept;
        var root = new SplittableRandom(seed);
        usual = root.split();
        for (var fault : Fault.values()) {
            dice.put(fault, new Dice(root.split()));
        }
        kinds = someKinds();
    }

    /** A run with all kinds at once rarely gets anywhere, and one kind hides another: so each has its own mixture. */
    private Set<Fault> someKinds() {
        var some = EnumSet.noneOf(Fault.class);
        if (percent(12)) {
            return some;
        }
        var share = (int) between(10, 70);
        for (var fault : Fault.values()) {
            if (percent(share)) {
                some.add(fault);
            }
        }
        return some;
    }

    /** From now on nothing goes wrong. */
    void end() {
        over = true;
    }

    boolean isOver() {
        return over;
    }

    List<Strike> struck() {
        return struck;
    }

    boolean has(Fault fault) {
        return kinds.contains(fault);
    }

    /** Whether it strikes here. */
    boolean strikes(Fault fault, int perMille) {
        return strike(fault, perMille, 1, 1) > 0;
    }

    /** How much it strikes here, between {@code least} (at least 1) and {@code most}; 0: not at all. */
    long strike(Fault fault, int perMille, long least, long most) {
        if (over || !kinds.contains(fault)) {
            return 0;
        }
        var own = dice.get(fault);
        if (own.random.nextInt(100_000) >= perMille * own.percent) {
            return 0;
        }
        var size = least == most ? least : own.random.nextLong(least, most + 1);
        var strike = new Strike(fault, own.strikes++);
        if (kept != null && !kept.contains(strike)) {
            return 0;
        }
        struck.add(strike);
        return size;
    }

    /** No fault: how long things take, who is asked. */
    long between(long least, long most) {
        return usual.nextLong(least, most + 1);
    }

    boolean percent(int chance) {
        return usual.nextInt(100) < chance;
    }
}
