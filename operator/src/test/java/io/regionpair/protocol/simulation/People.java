package io.regionpair.protocol.simulation;

import io.regionpair.api.Role;
import io.regionpair.protocol.Input;
import io.regionpair.protocol.LostPod;
import io.regionpair.protocol.Params;
import io.regionpair.protocol.Params.Epochs;
import io.regionpair.protocol.Params.Force;
import io.regionpair.protocol.Params.Leaving;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** What people write into the specs of the pair: pauses, modes, overrides, and what they know of lost pods. */
final class People {

    private final Simulation world;
    private final Map<Cluster, Params> specs = new HashMap<>();
    private final Map<Cluster, Set<String>> accounted = new HashMap<>();
    private final Map<Cluster, Boolean> acted = new HashMap<>();

    People(Simulation world) {
        this.world = world;
    }

    void write(Cluster cluster, Epochs epochs, int confirmations, Optional<Params.Timed> timed) {
        specs.put(
                cluster,
                new Params(
                        cluster.region,
                        world.peerOf(cluster).region,
                        confirmations,
                        epochs,
                        true,
                        false,
                        Optional.empty(),
                        Leaving.No,
                        Duration.ofSeconds(1),
                        timed));
    }

    Params spec(Cluster cluster) {
        return specs.get(cluster);
    }

    Set<String> accountedFor(Cluster cluster) {
        return accounted.getOrDefault(cluster, Set.of());
    }

    /** A person had a hand in it, so that a stop isn't needless. */
    boolean decided(Cluster cluster) {
        return acted.getOrDefault(cluster, false);
    }

    void pauses(Cluster cluster, boolean paused) {
        change(cluster, p -> with(p, p.acting(), paused, p.force()));
    }

    void observes(Cluster cluster, boolean observing) {
        change(cluster, p -> with(p, !observing, p.paused(), p.force()));
    }

    void forces(Cluster cluster, Optional<Force> force) {
        acted.put(cluster, true);
        change(cluster, p -> with(p, p.acting(), p.paused(), force));
    }

    private static Params with(Params p, boolean acting, boolean paused, Optional<Force> force) {
        return new Params(
                p.self(),
                p.peer(),
                p.confirmations(),
                p.epochs(),
                acting,
                paused,
                force,
                p.leaving(),
                p.askEvery(),
                p.timed());
    }

    private void change(Cluster cluster, UnaryOperator<Params> change) {
        specs.compute(cluster, (_, before) -> change.apply(before));
        world.time.note("person", () -> cluster.region + ": " + spec(cluster));
        world.processesOf(cluster)
                .forEach(
                        process -> process.later(world.chance.between(1, 200), () -> process.accept(new Input.Tick())));
    }

    /** Goes through what is lost, makes sure that nothing of it runs, and says so. */
    void lookAfterLostPods(Cluster cluster) {
        var lost = cluster.record().map(memory -> memory.lost()).orElse(java.util.List.of());
        if (lost.isEmpty()) {
            return;
        }
        var uids = new HashSet<>(accountedFor(cluster));
        for (LostPod pod : lost) {
            world.makeSure(cluster, pod.uid());
            uids.add(pod.uid());
        }
        accounted.put(cluster, uids);
        world.time.note("person", () -> cluster.region + ": accounts for " + uids);
        world.processesOf(cluster)
                .forEach(process ->
                        process.later(1, () -> process.accept(new Input.PodsAccountedFor(accountedFor(cluster)))));
    }

    /** Nothing is paused or only observed any more; what was found running where it isn't wanted is to stop. */
    void putInOrder(Cluster cluster) {
        pauses(cluster, false);
        observes(cluster, false);
        var frozen =
                cluster.record().filter(memory -> memory.role() == Role.Frozen).isPresent();
        var forced = spec(cluster).force().filter(Force::active).isPresent();
        var survives = world.timed.isPresent() && world.isLost(world.peerOf(cluster));
        var waitsForCoverage = cluster.record()
                .filter(memory -> memory.role() == Role.Active
                        && !memory.coverage().all()
                        && memory.assertion().isEmpty())
                .isPresent();
        if (survives && (frozen || waitsForCoverage)) {
            // An adoption doesn't end by time, and neither does the wait for a word about what the yes didn't cover.
            var term = cluster.record().map(memory -> memory.term()).orElse(0L);
            forces(cluster, Optional.of(new Force(true, cluster.region, term, "the other region burnt down")));
        } else if (frozen && !cluster.region.equals(world.arbitrator.active())) {
            forces(cluster, Optional.of(new Force(false, cluster.region, 0, "decided")));
        } else if (!forced) {
            specs.compute(cluster, (_, p) -> with(p, p.acting(), p.paused(), Optional.empty()));
        }
    }
}
