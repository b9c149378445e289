package io.regionpair.e2e.demo;

import io.regionpair.e2e.region.RealNode;
import java.util.Locale;

/** What the demo's pods run on. */
enum Nodes {
    /** One program plays them; pods have no processes. */
    SIMULATED,
    /** A machine of its own with a kubelet for each region; pods are processes. */
    REAL;

    /** What was asked for, where that can be had. */
    static Nodes available(Nodes wanted) {
        if (wanted == REAL && RealNode.unavailable().isPresent()) {
            System.out.println("demo: " + RealNode.unavailable().get());
            return SIMULATED;
        }
        return wanted;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
