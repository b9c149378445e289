package io.regionpair.workload;

/** What the admission fence does for the proof that a workload stopped. */
public enum Hold {
    /** Nothing. */
    None,
    /** Its pods were refused before the survey was taken. */
    Pods,
    /** Besides, whatever its controllers are still about to do, they can only ask for pods that are refused. */
    Controllers
}
