package io.regionpair.protocol;

import java.time.Instant;
import java.util.List;

/**
 * A pod whose object is gone although its kubelet never said that the processes ended: it was deleted by force, or its node was. They may
 * still run, so it stands against every proof of stop until a person says otherwise.
 *
 * @param since when that was noticed, for people
 */
public record LostPod(String uid, String namespace, String name, String node, Instant since) {

    /** The annotation on the RegionPair with the uids of pods whose processes are gone, separated by spaces or commas. */
    public static final String ACCOUNTED_ANNOTATION = "regionpair.io/stopped-pods";

    /** What a person types to say so of every lost pod that the status shows at that moment. */
    static final String COMMAND =
            "kubectl annotate regionpair " + Standing.PAIR + " --overwrite " + ACCOUNTED_ANNOTATION
                    + "=\"$(kubectl get regionpair " + Standing.PAIR + " -o jsonpath='{.status.lostPods[*].uid}')\"";

    /** For people: the first one, and how many more. */
    public static String describe(List<LostPod> pods) {
        var first = pods.getFirst();
        var more = pods.size() == 1 ? "" : " (and " + (pods.size() - 1) + " more)";
        return "pod " + first.namespace() + "/" + first.name() + " on node " + first.node() + more
                + " vanished without its kubelet's word; its processes may still run";
    }
}
