package io.regionpair.e2e.story;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.regionpair.e2e.breakpoint.Breakpoints;
import io.regionpair.e2e.operator.OperatorAccess;
import io.regionpair.e2e.operator.OperatorProcess;
import io.regionpair.e2e.region.Cluster;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Two operators of one region, each with breakpoints, and with a Lease that is short enough to wait for its end. */
final class Leaders implements AutoCloseable {

    private static final List<String> SHORT_LEASE =
            List.of("--lease-seconds=8", "--renew-deadline-seconds=6", "--retry-period-seconds=1");

    private static final Duration LIMIT = Duration.ofMinutes(1);

    record Leader(OperatorProcess process, Breakpoints breakpoints) {

        /** Where it was stopped; it isn't told what happened meanwhile. */
        void goOn() {
            breakpoints.go();
            process.resume();
        }

        /** As it was at the beginning, whatever it waits for. */
        void restart() {
            breakpoints.release();
            process.restart();
            breakpoints.clear();
        }

        String identity() {
            return process.settings().identity();
        }
    }

    private final Rig rig;
    private final KubernetesClient client;
    private final Leader first;
    private final Leader second;

    private Leaders(Rig rig, KubernetesClient client, Leader first, Leader second) {
        this.rig = rig;
        this.client = client;
        this.first = first;
        this.second = second;
    }

    /** The region's operator is restarted, and gets a second one beside it. */
    static Leaders start(Rig rig, String region) {
        var cluster = rig.clusters().stream()
                .filter(candidate -> candidate.name().equals(region))
                .map(Cluster::client)
                .findFirst()
                .orElseThrow();
        var first = Breakpoints.create();
        rig.operator(region).restart(extras(first));
        var second = Breakpoints.create();
        return new Leaders(
                rig,
                cluster,
                new Leader(rig.operator(region), first),
                new Leader(rig.addOperator(region, extras(second)), second));
    }

    /** The one that leads, when both are up. */
    Leader leading() {
        Stream.of(first, second).forEach(leader -> leader.process().awaitReady());
        Deadline.until(
                "one of the two leads",
                LIMIT,
                () -> List.of(first.identity(), second.identity()).contains(holder())
                        ? List.of()
                        : List.of("the Lease is held by " + holder()));
        return holder().equals(first.identity()) ? first : second;
    }

    OperatorProcess other(Leader leader) {
        return leader == first ? second.process() : first.process();
    }

    /** Whose the Lease is. */
    String holder() {
        var lease = client.leases()
                .inNamespace(OperatorAccess.NAMESPACE)
                .withName("regionpair-operator")
                .get();
        return lease == null ? "nobody" : String.valueOf(lease.getSpec().getHolderIdentity());
    }

    /** Leaves one, as it was before. */
    @Override
    public void close() {
        rig.removeOperator(second.process());
        first.process().restart(OperatorProcess.Extras.NONE);
        first.process().awaitReady();
    }

    private static OperatorProcess.Extras extras(Breakpoints breakpoints) {
        return new OperatorProcess.Extras(List.of(breakpoints.jvmArgument()), SHORT_LEASE);
    }
}
