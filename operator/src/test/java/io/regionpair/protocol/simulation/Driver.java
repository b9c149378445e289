package io.regionpair.protocol.simulation;

import io.regionpair.api.Role;
import io.regionpair.protocol.Input;
import io.regionpair.protocol.Posture;
import io.regionpair.protocol.WorkloadId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Drives one process's workloads to the posture, the way docs/protocol.md wants it: raises guarded, lowers unconditional, drains marked. */
final class Driver {

    private final Process process;
    private final Simulation world;
    private Posture posture = new Posture.Leave();
    private final Set<WorkloadId> changed = new HashSet<>();

    Driver(Process process, Simulation world) {
        this.process = process;
        this.world = world;
    }

    void reset() {
        posture = new Posture.Leave();
        changed.clear();
    }

    void drive(Posture next) {
        if (!(next instanceof Posture.Off off) || !off.equals(posture)) {
            changed.clear();
        }
        posture = next;
        pass();
    }

    void pass() {
        var cluster = process.cluster;
        cluster.request(
                process,
                cluster::census,
                seen -> seen.value().ifPresent(census -> process.accept(new Input.Surveyed(census))));
        switch (posture) {
            case Posture.Leave _ -> {}
            case Posture.On on -> known().forEach(workload -> raise(workload, on));
            case Posture.Off off -> {
                known().forEach(workload -> lower(workload, off));
                off.drain().filter(_ -> changed.containsAll(cluster.known)).ifPresent(this::prove);
            }
        }
    }

    private List<Workload> known() {
        return process.cluster.known.stream()
                .map(process.cluster.workloads::get)
                .toList();
    }

    private void raise(Workload workload, Posture.On on) {
        var covered = on.coverage().covers("shop/" + workload.id().name(), Set.of(workload.id()));
        if (workload.on() || (!covered && !world.is(Mutant.RaiseWithoutCoverage))) {
            return;
        }
        if (world.is(Mutant.RaiseGuardInTheWrongOrder)) {
            confirm(on, () -> readVersion(workload, version -> write(workload, version)));
        } else if (world.is(Mutant.RaiseWithoutVersion)) {
            confirm(on, () -> write(workload, -1));
        } else if (world.is(Mutant.RaiseBeforeActiveStored)) {
            readVersion(workload, version -> write(workload, version));
        } else {
            readVersion(workload, version -> confirm(on, () -> write(workload, version)));
        }
    }

    private void readVersion(Workload workload, java.util.function.LongConsumer then) {
        process.cluster.request(process, workload::version, seen -> seen.value().ifPresent(then::accept));
    }

    private void confirm(Posture.On on, Runnable then) {
        process.cluster.request(
                process,
                () -> process.cluster
                        .record()
                        .filter(memory -> memory.role() == Role.Active && memory.term() == on.term())
                        .isPresent(),
                seen -> {
                    if (seen.value().equals(Optional.of(true))) {
                        then.run();
                    }
                });
    }

    private void write(Workload workload, long version) {
        process.cluster.request(
                process,
                () -> {
                    var raised = workload.raise(version);
                    world.time.note(
                            process.name,
                            (raised ? "raised " : "conflict on ")
                                    + workload.id().name());
                    return raised;
                },
                _ -> {});
    }

    private void lower(Workload workload, Posture.Off off) {
        process.cluster.request(process, workload::lower, response -> {
            var moved = response.value();
            if (moved.isEmpty() || off.drain().isEmpty() || changed.contains(workload.id())) {
                return;
            }
            if (moved.get() || world.is(Mutant.NoMarkOnNoOpDrain)) {
                isChanged(workload, off);
            } else {
                mark(workload, off);
            }
        });
    }

    private void mark(Workload workload, Posture.Off off) {
        process.cluster.request(
                process,
                () -> {
                    workload.mark(off.drain().orElseThrow());
                    return true;
                },
                response -> {
                    if (response.came()) {
                        isChanged(workload, off);
                    }
                });
    }

    private void isChanged(Workload workload, Posture.Off off) {
        if (off.equals(posture)) {
            changed.add(workload.id());
        }
    }

    /** No pod, off, and the controller has seen the change; all in one quorum look. */
    private void prove(String drain) {
        process.cluster.request(
                process,
                () -> known().stream().allMatch(workload -> !workload.on() && workload.settled() && !workload.runs()),
                seen -> {
                    if (seen.value().equals(Optional.of(true))) {
                        process.accept(new Input.Stopped(drain));
                    }
                });
    }
}
