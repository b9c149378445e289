package io.regionpair.e2e.story;

import io.regionpair.api.RegionComponent;
import io.regionpair.api.RegionPair;
import io.regionpair.e2e.arbitrator.DocumentFile;
import io.regionpair.e2e.observer.Observer;
import io.regionpair.e2e.observer.Report;
import io.regionpair.e2e.operator.OperatorAccess;
import java.time.Duration;
import java.util.Optional;

/**
 * One pair with its own namespace and document on a shared rig, and the verbs of its story. Every wait has a deadline and says what it
 * saw when that expires.
 */
public final class Story implements AutoCloseable {

    /** Ten seconds are usual; a machine that builds at the same time needs more. */
    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** Longer than any poll and retry of the operator, or a slow heartbeat of writes would pass for silence. */
    private static final Duration QUIET = Duration.ofSeconds(10);

    private final Rig rig;
    private final Optional<Observer> observer;
    private final Pair pair;
    private final Fixture fixture;

    /**
     * Opens with a document that names eu, and nothing deployed.
     *
     * @param fenced whether its workloads carry the label by which the admission fence knows them
     */
    public Story(Rig rig, String name, boolean fenced) {
        this.rig = rig;
        this.observer = Observer.of(rig.clusters(), OperatorAccess.USER);
        this.pair = new Pair(rig.clusters(), name);
        this.fixture = fenced ? Fixture.fenced(name) : Fixture.unfenced(name);
        arbitrator().name("eu");
    }

    public Rig rig() {
        return rig;
    }

    public Pair pair() {
        return pair;
    }

    public DocumentFile arbitrator() {
        return rig.arbitrators().document(pair.name());
    }

    /** Deploys the workloads, turned off, and then the pair with its components, in both regions. */
    public void deploy(int activePassiveDeployments) {
        rig.apply(fixture.workloads(activePassiveDeployments));
        rig.apply(fixture.pair(activePassiveDeployments, rig.addresses()));
    }

    /** Waits until a region is active, the other one passive, and every workload where it belongs. */
    public void awaitActive(String region) {
        pair.awaitActive(region, LIMIT);
    }

    /** Has the arbitrator name the other region and waits until it runs everything. */
    public Switch switchTo(String region) {
        return Switch.perform(pair, region, arbitrator(), LIMIT, _ -> {});
    }

    /** Waits until resource versions stop moving. */
    public void awaitQuiet() {
        pair.awaitQuiet(QUIET, LIMIT);
    }

    /** Empty where there is no audit log to judge from; the reason was printed. */
    public Optional<Report> judge() {
        return observer.map(judge -> judge.judgeWhenAnswered(pair.workloads()));
    }

    /** A bare scale loop over as many workloads on the same clusters, for comparison. */
    public Duration floor(int workloads) {
        return Floor.measure(pair.cluster("eu"), pair.cluster("us"), pair.name() + "-floor", workloads, LIMIT);
    }

    /** Removes the pair and its namespace; the rig stays. */
    @Override
    public void close() {
        for (var cluster : rig.clusters()) {
            var client = cluster.client();
            client.resources(RegionComponent.class).inNamespace(pair.name()).delete();
            client.resources(RegionPair.class).withName(pair.name()).delete();
            client.namespaces().withName(pair.name()).delete();
        }
        arbitrator().remove();
    }
}
