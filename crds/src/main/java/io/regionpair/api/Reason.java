package io.regionpair.api;

/**
 * Why something is as it is: the stable, machine-readable word of a condition, an event, a waiting state or a log line. The
 * table in {@code docs/reasons.md} is made from this list.
 */
public enum Reason {
    // The arbitrator and its answers.
    ArbitratorUnreachable("No endpoint of the arbitrator gave a usable response: connection, TLS, time-out or status."),
    AnswerMalformed(
            "The arbitrator's response isn't a valid document: not JSON, wrong types, duplicate keys, equal regions."),
    AnswerTooLarge("The arbitrator's response is larger than 16 KiB and was cut off."),
    AnswerTooOld("The response's Age header or asOf field is older than spec.arbitrator.maxAgeSeconds."),
    AnswerRedirected("The arbitrator answered with a redirect; redirects are never followed."),
    AnswerStatus("The arbitrator answered with a status other than 200."),
    UnknownRegion("The document names a region that isn't one of spec.regions."),
    InstancesDisagree(
            "The arbitrator's endpoints say different things: their document is being rolled out, or one of them lags."),
    NoMajority("Too few of the arbitrator's endpoints give a valid answer to make a majority of all that are listed."),
    EpochRolledBack("The document's epoch is older than one accepted before; the answer is ignored."),
    EpochMissing("The document has no epoch although one was accepted before or is required."),
    NamedSelf("The arbitrator names this region."),
    NamedPeer("The arbitrator names the other region."),
    NamedNone("The arbitrator names no region: both stay passive."),
    EndpointsAgree("Every endpoint that answers says the same."),

    // The peer and its answers.
    PeerUnreachable(
            "The other region's operator gave no complete answer: connection, time-out or a failure on its side; never evidence that it stopped."),
    PeerTlsFailed("No TLS with the other region's operator: a certificate is missing, expired or not trusted."),
    PeerIdentityMismatch("The certificate at the peer endpoint names another region or trust domain."),
    PeerRefused("The other region's operator refuses to answer this region; its message says why."),
    PeerHasNoPair("The other region has no RegionPair of this name: apply the same manifests there."),
    PeerClusterRead(
            "The other region's operator is silent; its cluster was read instead (spec.peer.clusterSecretName)."),
    PeerClusterUnreadable(
            "The other region's cluster can't be read although spec.peer.clusterSecretName says how; its message says why."),
    PeerAnswerMalformed("The other region's answer can't be read or is too large."),
    PeerAnsweredOther("The other region answered another question, such as one of an older attempt; it doesn't count."),

    // Roles and the switch.
    Steady("Nothing to do: the role is what the arbitrator says."),
    PassiveByDesign("This region is passive because the arbitrator names the other one; that is as it should be."),
    WaitingForArbitrator("No valid answer of the arbitrator yet."),
    WaitingForConfirmation(
            "The arbitrator names another region than before; the configured number of answers in a row isn't reached yet."),
    WaitingForAcknowledgement("This region may start only after the other one proved that it stopped."),
    AcknowledgementGiven("This region acknowledged to the other one that it is passive."),
    AcknowledgementReceived("The other region acknowledged, for this very attempt, that it is passive."),
    NotCoveredByAcknowledgement(
            "The other region's acknowledgement didn't cover this workload: it doesn't know it yet, so nobody proved that it is stopped there."),
    FenceWaitRunning(
            "The region must be named without a break until the fence wait is over; an acknowledgement ends it earlier."),
    TakeoverRefused("A takeover by time isn't allowed with the present configuration; only an acknowledgement counts."),
    TookOverByAcknowledgement("The region became active after the other one's acknowledgement."),
    TookOverByAssertion("The region became active because somebody asserted that the other one is gone."),
    TookOverByTime("The region became active when the fence wait was over, without an acknowledgement."),
    StreakBroken("The arbitrator stopped naming this region before it was active; the attempt ended."),
    LeaseEnding("No confirming answer arrived in time; an active region with a lease stops before the lease ends."),
    LeaseEnded(
            "No confirming answer arrived within the lease, or nobody knows, as after a restart: the other region may run by now, so this one stops first."),
    NotActive("This region doesn't run active-passive workloads under the term that was asked for: no process starts."),
    NoLease("No lease is in force, because takeover.policy isn't Timed; a guard of the kind Agent rests on one."),
    ParametersExchanged("The two regions told each other the numbers that a takeover by time rests on."),
    EpochAdvanced("A newer epoch was accepted; an active region with a lease drains first, even if it is named again."),
    NothingRunsElsewhere(
            "Workloads that already ran were adopted: the arbitrator names this region and nothing runs in the other."),
    WaitingForStop("This region's active-passive workloads are stopping; it becomes passive when every pod is gone."),
    Starting("This region is active and its workloads are being started."),
    AdoptionPending(
            "Workloads run although no role was ever stored: nothing is touched until it is clear which region owns them."),
    RecordUnread("The stored record couldn't be read yet; without it the operator has no role and writes nothing."),
    RecordUninterpretable("The stored record can't be interpreted or was written by a newer operator."),
    StoreFailing("The API server didn't accept the next stored state; nothing that depends on it was done."),
    PairDeleted("The pair was deleted."),
    Draining("The pair is being deleted with deletionPolicy Drain: workloads are stopped first."),
    Observing("The pair's mode is Observe: everything is decided and reported, nothing is written or acknowledged."),
    Paused("spec.pause keeps this region from becoming active until its end."),
    PauseEnded("The pause is over."),
    ForcedActive("spec.override makes this region active without waiting for the other one."),
    ForcedPassive("spec.override makes or keeps this region passive."),
    OverrideRefused("spec.override can't be followed: it ends too late, or already has."),
    OverrideEnded("The override is over; the arbitrator decides again."),
    SplitBrainSuspected("Both regions were active at once, or may have been."),

    // The other region.
    PeerReachable("The other region's operator answers."),
    PeerNotPassive("The other region says that it isn't passive yet."),
    PeerObserving("The other region only observes; it acknowledges nothing until its mode is Act."),
    PeerAnswerInvalid("The other region's answer is for another pair, region, attempt or protocol version."),
    ParametersDiffer(
            "The regions' takeover policies or timings don't fit together; the spec must be the same in both."),
    CertificateExpiring("A certificate for the peer link or the arbitrator expires soon or has expired."),
    CertificateMissing("The Secret with a certificate doesn't exist or can't be used."),
    FencedByDocument("The arbitrator's document asserts that the other region's processes are gone."),
    OverrideOutdated(
            "spec.override.term is smaller than the last term known here, of either region, or impossibly great."),
    Adopted("Workloads that ran before the operator came go on under its care."),
    RecordRestored(
            "etcd was restored from a snapshot, so the stored role may have been given up since: nothing is started or stopped until"
                    + " the other region or the arbitrator tells."),
    RecordFrozen("The stored role is Frozen: nothing is started or stopped until a person decides."),

    // Components and workloads.
    PairMissing("spec.pair names no RegionPair of this cluster."),
    NamespaceNotAllowed("The pair doesn't list this namespace in spec.namespaces."),
    WorkloadMissing("A listed workload doesn't exist."),
    SelectorMatchesNothing("A selector matches no workload."),
    TooManyMatches("A selector matches more workloads than maxMatches; none of them is started."),
    LeverMissing("A custom resource has neither a scale subresource nor a field lever, or the field doesn't exist."),
    WatchedOnly("The component is active-active: its workloads are reported and never written."),
    StoppedByDesign("The component is stopped because its region isn't active; that is as it should be."),
    Running("The component's workloads are on and ready."),
    NotReady("Active-active workloads aren't ready."),
    KindUnsupported("A listed workload's kind has no lever that the operator knows."),
    VolumeClaimDeletion(
            "A StatefulSet deletes its volume claims, and the data with them, when it is set to 0: it is neither stopped nor started, and its region proves no stop while it runs, unless the component accepts that."),
    HasController("A listed workload is owned by another controller, which would write its replicas back."),
    ListedTwice("A component lists a workload twice; the first entry counts."),
    ClaimedTwice("A workload is claimed by two components; neither raises it."),
    PodsStillTerminating("Pods of stopped workloads still exist."),
    PodsNotRemoved(
            "A workload is off, its pods still exist, and its controller removes none of them: an ordered StatefulSet doesn't while pods of it"
                    + " are unready."),
    NodeUnreachable("A pod's node is unreachable, so nobody can say that its processes ended."),
    PodLost(
            "A pod vanished without its kubelet's word, by force-deletion or with its node: its processes may still run."),
    JobsStillRunning("Jobs of a suspended CronJob still run."),
    ControllerBehind("The workload's controller hasn't observed the change yet."),
    ConfirmingStop(
            "No pod is left; a second look is due because this kind doesn't report what its controller observed."),
    ReplicasContested("Somebody else raised a workload in a region that isn't active; it was set back."),
    ReplicasGuessed("No count is known for a workload; it is started with one replica."),
    WriteRefused("The API server refused a write on a workload."),
    PodsNotReady("Workloads were started and their pods aren't ready yet."),
    StopTimedOut(
            "A stop takes longer than stop.timeoutSeconds: what waits for it is stopped all the same, and it doesn't count as stopped."),
    StartTimedOut(
            "A component takes longer than start.levelTimeoutSeconds to become ready: what waits for it is started all the same."),
    WaitingForDependency(
            "A component's turn hasn't come: those that it depends on aren't ready, or those that depend on it haven't stopped."),
    AutoscalerInTheWay("An autoscaler writes this workload's replicas."),
    ReplicasOwnedByGit("A delivery tool writes this workload's replicas; leave them out of its manifests."),
    FenceNotClosed("The admission fence hasn't been seen to refuse pods of this pair yet."),

    // Configuration.
    NotImplemented("A field is used that this version accepts but doesn't implement."),
    IdentityMismatch("The operator's --region isn't one of spec.regions."),
    DependencyMissing("spec.dependsOn names a component that doesn't exist in this namespace."),
    DependencyCycle("spec.dependsOn leads in a circle; the order within it is ignored."),
    GuardMissing("An active-passive component has no guard that stops its processes in time for a takeover by time."),
    ConfigurationSound("Nothing that is configured weakens the promise that both regions never run."),
    PermissionMissing("The operator's account lacks a permission that a switch needs."),
    ReadyToFailOver("Nothing known would hold up a switch."),

    // Events.
    RoleChanged("The region's role changed."),
    SwitchStarted("The region began to become active or passive."),
    SwitchCompleted("The region finished becoming active or passive.");

    private final String meaning;

    Reason(String meaning) {
        this.meaning = meaning;
    }

    /** One sentence for people, as in the documentation. */
    public String meaning() {
        return meaning;
    }
}
