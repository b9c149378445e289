package io.regionpair.protocol;

/**
 * A workload by what both regions call it; the same in both clusters.
 *
 * @param group the API group without the version (an upgrade of one cluster must not make it another workload), empty for core
 */
public record WorkloadId(String namespace, String group, String kind, String name) implements Comparable<WorkloadId> {

    @Override
    public int compareTo(WorkloadId other) {
        return toString().compareTo(other.toString());
    }

    /** {@code namespace/apps/Deployment/name}, as on the wire between the regions. */
    @Override
    public String toString() {
        return namespace + "/" + group + "/" + kind + "/" + name;
    }

    /**
     * The reverse of {@link #toString}.
     *
     * @throws IllegalArgumentException when the text isn't four parts
     */
    public static WorkloadId parse(String text) {
        var parts = text.split("/", -1);
        if (parts.length != 4) {
            throw new IllegalArgumentException("A workload is namespace/group/kind/name, not: " + text);
        }
        return new WorkloadId(parts[0], parts[1], parts[2], parts[3]);
    }
}
