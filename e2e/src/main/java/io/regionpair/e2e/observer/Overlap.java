package io.regionpair.e2e.observer;

import java.util.Set;

/** A time during which active-passive pods ran in both regions: the harm that the product exists to prevent. */
public record Overlap(Interval time, Set<String> pods) {

    public Overlap {
        pods = Set.copyOf(pods);
    }

    @Override
    public String toString() {
        return "overlap at " + time + " of " + pods.stream().sorted().toList();
    }
}
