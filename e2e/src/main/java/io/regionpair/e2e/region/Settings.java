package io.regionpair.e2e.region;

import io.regionpair.e2e.process.Lifetime;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a control plane consists of.
 *
 * @param nodes how many; 0: etcd and the API server only, so nothing acts on what is stored
 * @param realNodes with kubelets and containers; else all are simulated by one program
 * @param clientRate of the controller manager, requests a second. Stock is 20, and it bounds how fast anything is scaled
 * @param clientBurst of the controller manager; stock is 30
 * @param readsAudited the audit log has everybody's reads too, without bodies
 */
public record Settings(
        String name,
        int nodes,
        boolean realNodes,
        int clientRate,
        int clientBurst,
        boolean readsAudited,
        Lifetime lifetime) {

    /** Answers requests and stores objects; no controller, no scheduler, no node. */
    public static Settings apiServerOnly(String name) {
        return new Settings(name, 0, false, 20, 30, false, Lifetime.tiedToUs());
    }

    /** Runs pods, as far as Kubernetes can see, with stock limits. */
    public static Settings withNodes(String name, int nodes) {
        return new Settings(name, nodes, false, 20, 30, false, Lifetime.tiedToUs());
    }

    /** With so many real nodes instead; see {@link RealNode#unavailable}. */
    public Settings withRealNodes(int count) {
        return new Settings(name, count, true, clientRate, clientBurst, readsAudited, lifetime);
    }

    /** Unique in both regions. */
    List<String> nodeNames() {
        return IntStream.range(0, nodes)
                .mapToObj(number -> realNodes ? name + "-node-" + number : "node-" + number)
                .toList();
    }

    public Settings withClientLimits(int rate, int burst) {
        return new Settings(name, nodes, realNodes, rate, burst, readsAudited, lifetime);
    }

    /** Without nodes, controllers and scheduler: nothing acts on what is stored. */
    public Settings withoutControllers() {
        return new Settings(name, 0, false, clientRate, clientBurst, readsAudited, lifetime);
    }

    public Settings withReadsAudited() {
        return new Settings(name, nodes, realNodes, clientRate, clientBurst, true, lifetime);
    }

    public Settings withLifetime(Lifetime value) {
        return new Settings(name, nodes, realNodes, clientRate, clientBurst, readsAudited, value);
    }
}
