package io.regionpair.protocol.simulation;

import java.util.List;
import java.util.Optional;

/** What goes wrong, and what people change, until the faults end. */
final class Faults {

    private final Simulation world;
    private final Timeline time;
    private final List<Process> processes;
    private final List<Cluster> clusters;
    private final long end;
    private final boolean calm;

    Faults(Simulation world, List<Process> processes, List<Cluster> clusters, long end) {
        this.world = world;
        this.time = world.time;
        this.processes = processes;
        this.clusters = clusters;
        this.end = end;
        this.calm = time.percent(15);
    }

    void begin() {
        repeat(2_000, 14_000, this::edit);
        if (!calm) {
            repeat(500, 6_000, world.arbitrator::flap);
            repeat(1_000, 8_000, this::trouble);
            repeat(2_000, 15_000, () -> world.link.loses((int) Math.max(0, time.between(-30, 60))));
        }
    }

    private void repeat(long least, long most, Runnable action) {
        time.after(time.between(least, most), () -> {
            if (time.now() < end) {
                action.run();
                repeat(least, most, action);
            }
        });
    }

    private void edit() {
        if (!world.anyLost()) {
            var none = time.percent(10) && time.now() < end - 20_000;
            var other = world.arbitrator.active().equals("eu") ? "us" : "eu";
            world.arbitrator.edit(none ? "none" : other, Optional.empty());
        }
    }

    private void trouble() {
        var process = processes.get((int) time.between(0, 3));
        var cluster = clusters.get((int) time.between(0, 1));
        switch ((int) time.between(0, 9)) {
            case 0, 1 -> killAndStart(process);
            case 2, 3, 4 -> pauseForAWhile(process);
            case 5 -> startBoth(process);
            case 6 -> forAWhile(cluster, false, 0);
            case 7, 8 -> forAWhile(cluster, true, (int) time.between(5, 40));
            default -> maybeLose(cluster);
        }
    }

    private void startBoth(Process process) {
        if (!world.isLost(process.cluster)) {
            process.start();
        }
    }

    private void killAndStart(Process process) {
        if (process.alive()) {
            process.kill();
        }
        time.after(time.delay(500, 8_000), () -> startBoth(process));
    }

    private void pauseForAWhile(Process process) {
        if (process.answers()) {
            process.pause(true);
            time.after(time.delay(4_000, 25_000), () -> process.pause(false));
        }
    }

    private void forAWhile(Cluster cluster, boolean up, int lossy) {
        cluster.set(up, lossy);
        time.after(time.delay(2_000, 10_000), () -> cluster.set(true, 0));
    }

    /** Only with epochs, without which nobody can say so. */
    private void maybeLose(Cluster cluster) {
        if (world.arbitrator.hasEpochs() && !world.anyLost() && time.now() > end / 2 && time.percent(20)) {
            world.lose(cluster);
        }
    }
}
