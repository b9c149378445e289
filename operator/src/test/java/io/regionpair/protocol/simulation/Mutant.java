package io.regionpair.protocol.simulation;

/** A rule that is broken on purpose: the simulation must see each of them. */
enum Mutant {
    ActsOnWhatItReads("C4", "a region that is named activates at once, without asking the peer"),
    RaiseBeforeActiveStored("C5", "workloads are started when the write of Active is sent, not when it is confirmed"),
    PassiveBeforeStopped("C6", "Passive is stored when the drain begins, and the answer doesn't look for pods"),
    TerminatingPodsDontCount("C6, T6", "a pod that is being deleted counts as gone"),
    ControllersNotAwaited("T6", "a workload counts as off before its controllers have seen that it is", false),
    PodsListedFirst("T6", "the pods are listed before the controllers are looked at", false),
    StaleAckAccepted("C7", "a yes counts for whatever attempt is stored when it arrives"),
    AttemptNotRenewed("C7, T2", "every attempt of a region has the same nonce"),
    PromotingNotStored("C8, T1", "the peer is asked before Promoting is stored, and answers without a compare-and-set"),
    RaiseWithoutVersion("C12", "a raise carries no version"),
    RaiseGuardInTheWrongOrder(
            "C12, raise guard", "the role is confirmed first and the workload's version read afterwards"),
    RoleConfirmedFromMirror(
            "C12, raise guard", "the raise guard reads the role from the mirror in the RegionPair's status"),
    NoMarkOnNoOpDrain(
            "C12, T6",
            "what is off already is left alone, by the drain and before a yes (either mark backs the other up)"),
    NoMarkBeforeYes("C12, evidence", "what came to a component after the drain is spoken for without a mark"),
    RaiseWithoutCoverage("2.7", "everything is started, whether the peer spoke for it or not"),
    HigherTermIgnored("T5e", "a region that came back goes on although the peer is active with a later term"),
    FreezeAtOutage("2.8", "a record that can't be read counts as Frozen, and Frozen drains when it can be read again"),
    FenceNeverClosed("A8", "the admission fence isn't closed"),
    FenceOpenedUnconfirmed("A8", "the fence is opened without a version and without confirming the role"),
    ForcedRemovalCountsAsEnd("T6, lost pods", "a pod that was removed by force counts as seen off"),
    MissedRemovalCountsAsEnd("T6, lost pods", "a pod whose removal nobody saw counts as seen off"),
    SilentNodeCountsAsReporting(
            "T6, lost pods", "nobody asks whether the node of a missed pod was heard of since", false),
    LostPodsNotStored("T6, lost pods", "lost pods are known to the process that saw them only"),
    YesDespiteLostPods("T6, lost pods", "a yes is given although a lost pod is stored, and the drain ends as well"),
    StalenessUnderstated(
            Policy.Timed, "C1, (I1)", "answers can be 12 s older than the spec says, so the fence wait is too short"),
    ClockErrorUnderstated(Policy.Timed, "C2, (I1)", "clocks drift and the spec says that they don't"),
    StopUnderstated(Policy.Timed, "(I1)", "processes need 12 s more to end than the spec says"),
    StreakGoesOn(Policy.Timed, "C3", "a region that strives takes an answer against it for one that names it"),
    LeaseFromReceipt(Policy.Supervised, "C9", "the lease counts from the receipt of an answer", false),
    RestartTrusts(Policy.Supervised, "C10", "a process that finds Active at its start takes the lease for running"),
    NoWatchdog(Policy.Timed, "C11", "processes don't stop by themselves"),
    NoGate(Policy.Timed, "C12", "processes start as soon as they are named, however they were started"),
    UnboundedStaleness(Policy.Timed, "C14", "instances serve what was replaced for up to five minutes"),
    DwellTooShort(
            Policy.Timed,
            "C15, guards",
            "the document changes again after what (I2) asks for, before a guard has surely stopped"),
    NewerEpochGoesOn(Policy.Supervised, "C16", "an active region that is named under a newer epoch goes on", false),
    NoSupervision(Policy.Supervised, "C11", "supervisors don't end what they started"),
    GrantFromReceipt(Policy.Supervised, "C9, grants", "a supervisor counts from the receipt of its grant", false),
    StartOnOldRead(
            Policy.Supervised,
            "C12, grants",
            "a process starts on a read of the record from before its supervisor asked",
            false),
    DwellTooShortForLease(
            Policy.Supervised,
            "C15, (I2)",
            "the document changes again after less than half of what (I2) asks for",
            false);

    /** The rule or counterexample of docs/protocol.md. */
    final String rule;

    final String what;

    /** The simulation sees it. Those that it doesn't are listed on the page as well: they are what it can't vouch for yet. */
    final boolean seen;

    /** In which world it is played. */
    final Policy policy;

    Mutant(String rule, String what) {
        this(rule, what, true);
    }

    Mutant(String rule, String what, boolean seen) {
        this(Policy.Acknowledged, rule, what, seen);
    }

    Mutant(Policy policy, String rule, String what) {
        this(policy, rule, what, true);
    }

    Mutant(Policy policy, String rule, String what, boolean seen) {
        this.policy = policy;
        this.rule = rule;
        this.what = what;
        this.seen = seen;
    }
}
