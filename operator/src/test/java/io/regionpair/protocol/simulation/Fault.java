package io.regionpair.protocol.simulation;

/** What can go wrong. A run has some of these kinds and not the others; the list of those that struck is what a failure is shrunk to. */
enum Fault {
    /** An instance of the arbitrator serves something that it served before. */
    InstanceFallsBack,
    /** An instance doesn't answer. */
    InstanceSilent,
    /** A change reaches an instance late. */
    RollOutDrags,
    /** A request to the API server is under way for longer than its client waits, and lands all the same. */
    RequestLingers,
    /** It was served and nobody learns so. */
    ResponseLost,
    /** Nothing of a region's control plane answers. */
    ServerDown,
    /** An operator process stands still; another one takes over. */
    ProcessPauses,
    /** So it does between two requests that belong together. */
    PausedBetween,
    /** An operator process dies and comes back. */
    ProcessDies,
    /** So it does after any one thing that it did. */
    DiesBetween,
    MessageLost,
    MessageLate,
    MessageTwice,
    /** What was delivered is delivered once more, much later. */
    MessageReplayed,
    /** A node doesn't reach its API server. */
    NodeCut,
    /** A pod object is removed without waiting for its kubelet. */
    PodForced,
    /** The watch missed the removal of a pod. */
    WatchInterrupted,
    /** A process needs its whole grace period to stop. */
    StopsSlowly,
    /** A controller acts on what it read seconds ago. */
    ControllerLags,
    /** An API server's admission still sees the fence as it was. */
    FenceLags,
    /** A person or an autoscaler raises a workload. */
    OutsiderRaises,
    /** A component reaches one region's cluster late, or leaves it for a while. */
    ManifestLags,
    /** A region is lost with everything in it. */
    RegionLost,
    /** Workloads ran before the operator came. */
    FoundRunning,
    PersonPauses,
    PersonObserves,
    PersonForcesPassive
}
