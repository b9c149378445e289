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
    InstancesDisagree("The arbitrator's endpoints name different regions; no majority names one."),
    EpochRolledBack("The document's epoch is older than one accepted before; the answer is ignored."),
    EpochMissing("The document has no epoch although one was accepted before or is required."),
    NamedSelf("The arbitrator names this region."),
    NamedPeer("The arbitrator names the other region."),
    NamedNone("The arbitrator names no region: both stay passive."),

    // The peer and its answers.
    PeerUnreachable(
            "The other region's operator gave no complete answer: connection, time-out or a failure on its side. Never evidence that it stopped."),
    PeerTlsFailed("No TLS with the other region's operator: a certificate is missing, expired or not trusted."),
    PeerIdentityMismatch("The certificate at the peer endpoint names another region or trust domain."),
    PeerRefused("The other region's operator refuses to answer this region; its message says why."),
    PeerHasNoPair("The other region has no RegionPair of this name: apply the same manifests there."),
    PeerAnswerMalformed("The other region's answer can't be read or is too large."),
    PeerAnsweredOther("The other region answered another question, such as one of an older attempt; it doesn't count."),

    // Roles and the switch.
    Steady("Nothing to do: the role is what the arbitrator says."),
    PassiveByDesign("This region is passive because the arbitrator names the other one; that is as it should be."),
    WaitingForArbitrator("No valid answer of the arbitrator yet."),
    WaitingForConfirmation(
            "The arbitrator named the other region; the configured number of answers in a row isn't reached yet."),
    WaitingForAcknowledgement("This region may start only after the other one proved that it stopped."),
    WaitingForStop("This region's active-passive workloads are stopping; it becomes passive when every pod is gone."),
    Starting("This region is active and its workloads are being started."),
    AdoptionPending(
            "Workloads run although no role was ever stored: nothing is touched until it is clear which region owns them."),
    RecordUnread("The stored record couldn't be read yet; without it the operator has no role and writes nothing."),
    RecordUninterpretable("The stored record can't be interpreted or was written by a newer operator."),
    StoreFailing("The API server didn't accept the next stored state; nothing that depends on it was done."),
    PairDeleted("The pair was deleted; workloads stay as they are."),

    // Components and workloads.
    PairMissing("spec.pair names no RegionPair of this cluster."),
    NamespaceNotAllowed("The pair doesn't list this namespace in spec.namespaces."),
    WorkloadMissing("A listed workload doesn't exist."),
    KindUnsupported("A listed workload's kind has no lever that the operator knows."),
    HasController("A listed workload is owned by another controller, which would write its replicas back."),
    ClaimedTwice("A workload is claimed by two components; neither raises it."),
    PodsStillTerminating("Pods of stopped workloads still exist."),
    NodeUnreachable("A pod's node is unreachable, so nobody can say that its processes ended."),
    JobsStillRunning("Jobs of a suspended CronJob still run."),
    ControllerBehind("The workload's controller hasn't observed the change yet."),
    ConfirmingStop(
            "No pod is left; a second look is due because this kind doesn't report what its controller observed."),
    ReplicasContested("Somebody else raised a workload in a region that isn't active; it was set back."),
    ReplicasGuessed("No count is known for a workload; it is started with one replica."),
    WriteRefused("The API server refused a write on a workload."),
    PodsNotReady("Workloads were started and their pods aren't ready yet."),

    // Configuration.
    NotImplemented("A field is used that this version accepts but doesn't implement."),
    IdentityMismatch("The operator's --region isn't one of spec.regions."),
    DependencyMissing("spec.dependsOn names a component that doesn't exist in this namespace."),

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
