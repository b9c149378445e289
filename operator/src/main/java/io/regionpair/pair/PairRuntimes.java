package io.regionpair.pair;

import io.regionpair.api.RegionPair;
import io.regionpair.ops.Health;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The runtimes of all pairs, by name. */
public final class PairRuntimes implements AutoCloseable {

    private record Running(PairRuntime runtime, RegionPair pair) {}

    private final Function<RegionPair, PairRuntime> make;
    private final Health health;
    private final Map<String, Running> running = new ConcurrentHashMap<>();

    public PairRuntimes(Function<RegionPair, PairRuntime> make, Health health) {
        this.make = make;
        this.health = health;
    }

    /** The pair's runtime, started if there is none, and told of this version of the pair if it is a new one. */
    public PairRuntime of(RegionPair pair) {
        var name = pair.getMetadata().getName();
        return running.compute(name, (_, current) -> {
                    if (current == null || !isSame(current.pair(), pair)) {
                        if (current != null) {
                            current.runtime().close();
                        }
                        return new Running(started(pair), pair);
                    }
                    if (PersonsChange.isOne(current.pair(), pair)) {
                        current.runtime().update(pair);
                    }
                    return new Running(current.runtime(), pair);
                })
                .runtime();
    }

    /** Not one that was created anew under the old name. */
    private static boolean isSame(RegionPair one, RegionPair other) {
        return one.getMetadata().getUid().equals(other.getMetadata().getUid());
    }

    private PairRuntime started(RegionPair pair) {
        var runtime = make.apply(pair);
        runtime.start();
        health.addLiveness("pair " + pair.getMetadata().getName(), runtime.heartbeat());
        return runtime;
    }

    public Optional<PairRuntime> find(String name) {
        return Optional.ofNullable(running.get(name)).map(Running::runtime);
    }

    void end(String name) {
        var ended = running.remove(name);
        if (ended != null) {
            health.removeLiveness("pair " + name);
            ended.runtime().close();
        }
    }

    @Override
    public void close() {
        running.keySet().forEach(this::end);
    }
}
