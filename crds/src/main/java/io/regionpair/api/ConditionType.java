package io.regionpair.api;

/** The conditions of a RegionPair; a RegionComponent has the first three. */
public enum ConditionType {
    Ready("True while everything is as it should be; a region that is passive by design is ready."),
    Reconciling("True while the operator works towards what the spec and the arbitrator ask for."),
    Stalled("True while progress needs a person; the message says what to do."),
    ArbitratorReachable("True while at least as many endpoints answer as a majority needs."),
    ArbitratorAgreed("True while no two endpoints say different things: another region, or another epoch."),
    PeerReachable("True while the other region's operator answers."),
    RoleEstablished("True while the stored role is known; False while it is unread, frozen or being adopted."),
    ConfigurationSafe("True while nothing that is configured weakens the promise that both regions never run."),
    FailoverReady("True while nothing known would hold up a switch if the arbitrator named the other region now."),
    Paused("True while spec.pause keeps this region from becoming active."),
    OverrideActive("True while spec.override stands above the arbitrator."),
    ContentionDetected("True while somebody else keeps raising workloads that must stay off."),
    SplitBrainSuspected("True while there is evidence that both regions were active at once.");

    private final String meaning;

    ConditionType(String meaning) {
        this.meaning = meaning;
    }

    /** One sentence for people, as in the documentation. */
    public String meaning() {
        return meaning;
    }
}
