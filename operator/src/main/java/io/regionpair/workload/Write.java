package io.regionpair.workload;

import io.regionpair.protocol.WorkloadId;

/** One intended write on one workload. */
public sealed interface Write {

    Found target();

    /**
     * Off.
     *
     * @param asFound whether the object must still be as it was found: for a sight that is older than the decision. Without, no
     *     precondition but the object's identity can refuse it
     */
    record Lower(Found target, boolean asFound) implements Write {
        /** Off, whatever its version. */
        public Lower(Found target) {
            this(target, false);
        }
    }

    /**
     * On, if the object is still as it was found: the version was read before the role was confirmed, so a raise that was prepared under
     * an older role conflicts instead of landing (docs/protocol.md, raise guard).
     *
     * @param replicas where the lever counts
     */
    record Raise(Found target, int replicas) implements Write {}

    /** The drain's nonce as an annotation, so that the object has changed since the drain was stored. */
    record Mark(Found target, String drain) implements Write {}

    /**
     * A Job of a suspended CronJob goes, and its pods after it with their own grace period, because the component says so.
     *
     * @param target the CronJob
     */
    record DeleteJob(Found target, Survey.JobSeen job) implements Write {}

    /** A ReplicaSet of a Deployment that is off goes to 0 now, instead of when the controller manager comes to it. */
    record LowerSet(Found target, Survey.ReplicaSetSeen set) implements Write {}

    /** A pod of a workload that is off goes now, with its own grace period, instead of when the controller manager comes to it. */
    record DeletePod(Found target, PodSeen pod) implements Write {}

    /** A HorizontalPodAutoscaler forgets that it put its target to 0 itself: else it would raise it from there. */
    record Disarm(Found target, Survey.AutoscalerSeen autoscaler) implements Write {}

    /** It is a write on the workload itself, not on what the workload made. */
    default boolean isOnTarget() {
        return switch (this) {
            case Lower _, Raise _, Mark _ -> true;
            case DeleteJob _, LowerSet _, DeletePod _, Disarm _ -> false;
        };
    }

    /** It only makes a stop quicker, which happens without it too. */
    default boolean isHurry() {
        return this instanceof LowerSet || this instanceof DeletePod;
    }

    default WorkloadId id() {
        return target().id();
    }

    /** What came of it. */
    sealed interface Outcome {
        Write write();

        /** The API server answered with this version; the same as before means that nothing was changed. */
        record Written(Write write, String resourceVersion) implements Outcome {}

        /** Somebody else changed or replaced the object meanwhile: look again. */
        record Conflict(Write write) implements Outcome {}

        /** The object doesn't exist any more. */
        record Gone(Write write) implements Outcome {}

        /** This account may not. */
        record Forbidden(Write write, String detail) implements Outcome {}

        /** The API server refused it, or nobody knows whether it arrived. */
        record Failed(Write write, String detail) implements Outcome {}
    }
}
