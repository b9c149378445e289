package io.regionpair.workload;

import io.fabric8.kubernetes.api.model.Pod;

/**
 * A pod object that was removed, as a watch told it.
 *
 * @param last the object's last state
 * @param witnessed false: the removal itself was missed, so that {@code last} may not be the last state that there was
 */
public record PodGone(PodSeen last, boolean witnessed) {

    /** From the object that the watch delivered. */
    public static PodGone of(Pod last, boolean witnessed) {
        return new PodGone(PodReader.read(last, _ -> true), witnessed);
    }

    /** Nothing of it runs: its kubelet said so, which it never takes back, or it never came to a node. */
    public boolean confirmed() {
        return last.ended() || (witnessed && last.node().isEmpty());
    }
}
