package io.regionpair.e2e.region;

import io.regionpair.e2e.process.Lifetime;

/**
 * What a control plane consists of.
 *
 * @param nodes simulated nodes; 0: etcd and the API server only, so nothing acts on what is stored
 * @param clientRate of the controller manager, requests a second. Stock is 20, and it bounds how fast anything is scaled
 * @param clientBurst of the controller manager; stock is 30
 */
public record Settings(String name, int nodes, int clientRate, int clientBurst, Lifetime lifetime) {

    /** Answers requests and stores objects; no controller, no scheduler, no node. */
    public static Settings apiServerOnly(String name) {
        return new Settings(name, 0, 20, 30, Lifetime.tiedToUs());
    }

    /** Runs pods, as far as Kubernetes can see, with stock limits. */
    public static Settings withNodes(String name, int nodes) {
        return new Settings(name, nodes, 20, 30, Lifetime.tiedToUs());
    }

    public Settings withClientLimits(int rate, int burst) {
        return new Settings(name, nodes, rate, burst, lifetime);
    }

    public Settings withLifetime(Lifetime value) {
        return new Settings(name, nodes, clientRate, clientBurst, value);
    }
}
