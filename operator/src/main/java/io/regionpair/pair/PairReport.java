package io.regionpair.pair;

import io.fabric8.kubernetes.api.model.Condition;
import io.regionpair.api.ArbitratorStatus;
import io.regionpair.api.ComponentCounts;
import io.regionpair.api.ConditionType;
import io.regionpair.api.EndpointStatus;
import io.regionpair.api.PeerStatus;
import io.regionpair.api.Reason;
import io.regionpair.api.RegionPair;
import io.regionpair.api.RegionPairStatus;
import io.regionpair.api.Role;
import io.regionpair.api.SwitchPhase;
import io.regionpair.api.SwitchReport;
import io.regionpair.api.WaitingFor;
import io.regionpair.api.Would;
import io.regionpair.component.Conditions;
import io.regionpair.component.Pass;
import io.regionpair.protocol.Agreement;
import io.regionpair.protocol.Answer;
import io.regionpair.protocol.Durable;
import io.regionpair.protocol.Handshake;
import io.regionpair.protocol.Inequality;
import io.regionpair.protocol.LostPod;
import io.regionpair.protocol.Memory;
import io.regionpair.protocol.Params;
import io.regionpair.protocol.PeerAnswer.Sight;
import io.regionpair.protocol.Posture;
import io.regionpair.protocol.SlowPath;
import io.regionpair.protocol.Verdict;
import io.regionpair.workload.AdmissionFence;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Builds the status of a RegionPair from how the engine stands and the status before. Pure; nothing reads it back for a decision. */
final class PairReport {

    private static final int HISTORY = 10;

    private final RegionPair pair;
    private final @Nullable RegionPairStatus before;
    private final PairSnapshot snapshot;
    private final List<PairParams.Complaint> complaints;
    private final Optional<PairParams.Complaint> link;
    private final Instant now;

    PairReport(
            RegionPair pair,
            @Nullable RegionPairStatus before,
            PairSnapshot snapshot,
            List<PairParams.Complaint> complaints,
            Optional<PairParams.Complaint> link,
            Instant now) {
        this.pair = pair;
        this.before = before;
        this.snapshot = snapshot;
        this.complaints = List.copyOf(complaints);
        this.link = link;
        this.now = now;
    }

    RegionPairStatus build() {
        var history = history();
        return new RegionPairStatus(
                pair.getMetadata().getGeneration(),
                snapshot.params().self(),
                role().orElse(null),
                memory().map(Memory::term).orElse(null),
                arbitrator(),
                peer(),
                waitingFor(),
                snapshot.pass().map(Pass::counts).orElse(new ComponentCounts(0, 0, 0, 0, 0)),
                history.isEmpty() ? null : history.getFirst(),
                memory().map(RecordMapper::lost).orElse(List.of()),
                history,
                would(),
                conditions());
    }

    /** For a pair that this operator has no part in: it says so, and nothing else. */
    static RegionPairStatus stranger(RegionPair pair, String self, List<PairParams.Complaint> complaints, Instant now) {
        var old = pair.getStatus();
        var generation = Objects.requireNonNullElse(pair.getMetadata().getGeneration(), 0L);
        var text = complaints.isEmpty() ? "" : complaints.getFirst().message();
        var conditions = new Conditions(old == null ? List.of() : old.conditions(), generation, now)
                .set(ConditionType.Ready, false, Reason.IdentityMismatch, text)
                .set(ConditionType.Reconciling, false, Reason.IdentityMismatch, "")
                .set(ConditionType.Stalled, true, Reason.IdentityMismatch, text)
                .build();
        return new RegionPairStatus(
                generation, self, null, null, null, null, null, null, null, List.of(), List.of(), null, conditions);
    }

    private Optional<Memory> memory() {
        return snapshot.state().durable().confirmed();
    }

    private Optional<Role> role() {
        return switch (snapshot.state().durable()) {
            case Durable.Missing _, Durable.Uninterpretable _ -> Optional.of(Role.Frozen);
            case Durable.Unread _, Durable.Known _, Durable.Storing _ -> memory().map(Memory::role);
        };
    }

    /** Absent rather than empty: an empty one that had content before is taken for null by server-side apply, and refused. */
    private @Nullable ArbitratorStatus arbitrator() {
        var named = snapshot.state().hearing().valid().flatMap(verdict -> verdict.names(snapshot.params()));
        var epoch = memory().flatMap(m -> m.maxEpoch().stream().boxed().findFirst());
        var endpoints = snapshot.state().hearing().answers().stream()
                .map(answer -> switch (answer) {
                    case Answer.Names names -> endpoint(names, epoch);
                    case Answer.Invalid odd ->
                        new EndpointStatus(odd.endpoint(), null, odd.reason().name(), odd.detail());
                    case Answer.Unreachable silent ->
                        new EndpointStatus(
                                silent.endpoint(), null, silent.reason().name(), silent.detail());
                })
                .toList();
        return named.isEmpty() && epoch.isEmpty() && endpoints.isEmpty()
                ? null
                : new ArbitratorStatus(named.orElse(null), epoch.orElse(null), endpoints);
    }

    private EndpointStatus endpoint(Answer.Names names, Optional<Long> accepted) {
        if (names.epoch().isEmpty() || snapshot.params().epochs() == Params.Epochs.Ignored) {
            return new EndpointStatus(names.endpoint(), names.active(), null, null);
        }
        var epoch = names.epoch().getAsLong();
        var lags = accepted.filter(known -> known > epoch).isPresent();
        return new EndpointStatus(
                names.endpoint(), names.active(), lags ? Reason.EpochRolledBack.name() : null, "epoch " + epoch);
    }

    private @Nullable PeerStatus peer() {
        var view = snapshot.state().peer();
        if (view.sight().isEmpty() && view.reachable().isEmpty()) {
            return null;
        }
        var role = view.sight().map(Sight::role).filter(known -> known != Role.Unknown);
        return new PeerStatus(
                role.orElse(null),
                view.sight().map(Sight::term).orElse(null),
                view.reachable().orElse(false));
    }

    private @Nullable WaitingFor waitingFor() {
        if (!waiting()) {
            return null;
        }
        return new WaitingFor(
                reason().name(),
                snapshot.standingSince().truncatedTo(ChronoUnit.SECONDS),
                starting() ? null : until(),
                todo().isEmpty() ? null : todo(),
                message());
    }

    private @Nullable Instant until() {
        return snapshot.standingUntil()
                .map(at -> at.truncatedTo(ChronoUnit.SECONDS))
                .orElse(null);
    }

    /** Under the role Active the workloads may still be starting, which the protocol doesn't know. */
    private boolean starting() {
        return isActive()
                && !snapshot.standing().waiting()
                && snapshot.pass()
                        .filter(pass -> !(pass.posture() instanceof Posture.On) || !pass.settled())
                        .isPresent();
    }

    private boolean waiting() {
        return snapshot.standing().waiting() || starting();
    }

    private Reason reason() {
        return starting() ? Reason.Starting : snapshot.standing().reason();
    }

    private String message() {
        if (starting()) {
            return blocking(Posture.On.class).orElse(Reason.Starting.meaning());
        }
        var stopping = snapshot.standing().reason() == Reason.WaitingForStop;
        return (stopping ? blocking(Posture.Off.class) : Optional.<String>empty())
                .orElse(snapshot.standing().message());
    }

    private Optional<String> blocking(Class<? extends Posture> posture) {
        return snapshot.pass()
                .filter(pass -> posture.isInstance(pass.posture()))
                .flatMap(Pass::blocking);
    }

    private String todo() {
        return starting() ? "" : snapshot.standing().todo(pair.getMetadata().getName());
    }

    private boolean isActive() {
        return role().filter(Role.Active::equals).isPresent();
    }

    private @Nullable Would would() {
        if (snapshot.params().acting()) {
            return null;
        }
        var named = snapshot.state().hearing().valid().flatMap(verdict -> verdict.names(snapshot.params()));
        var role = named.filter(snapshot.params().self()::equals).isPresent() ? Role.Active : Role.Passive;
        return new Would(
                role, snapshot.standing().reason().name(), snapshot.standing().message());
    }

    private List<SwitchReport> history() {
        var mine = snapshot.switches().stream().map(PairReport::report).toList();
        var starts = mine.stream().map(SwitchReport::startedAt).toList();
        var older = before == null
                ? Stream.<SwitchReport>empty()
                : before.history().stream()
                        .filter(entry -> !starts.contains(entry.startedAt()))
                        .filter(entry -> entry.completedAt() != null || (mine.isEmpty() && mayGoOn(entry)));
        return Stream.concat(mine.stream(), older).limit(HISTORY).toList();
    }

    /** A switch that another process began. One that was given up, or that nobody saw end, must not look as if it went on for ever. */
    private boolean mayGoOn(SwitchReport entry) {
        return role().map(role -> switch (role) {
                    case Promoting -> entry.to() == Role.Active;
                    case Active -> entry.to() == Role.Active && starting();
                    case Demoting -> entry.to() == Role.Passive;
                    case Passive, Frozen, Unknown -> false;
                })
                .orElse(true);
    }

    private static SwitchReport report(SwitchJournal.Entry entry) {
        return new SwitchReport(
                entry.from(),
                entry.to(),
                entry.cause().name(),
                entry.startedAt().truncatedTo(ChronoUnit.MILLIS),
                entry.completedAt().map(at -> at.truncatedTo(ChronoUnit.MILLIS)).orElse(null),
                entry.phases().entrySet().stream()
                        .map(phase ->
                                new SwitchPhase(phase.getKey(), phase.getValue().toMillis()))
                        .toList());
    }

    private List<Condition> conditions() {
        var old = before == null ? List.<Condition>of() : before.conditions();
        var generation = Objects.requireNonNullElse(pair.getMetadata().getGeneration(), 0L);
        var conditions = new Conditions(old, generation, now);
        progress(conditions);
        arbitratorConditions(conditions);
        peerCondition(conditions);
        roleEstablished(conditions);
        configuration(conditions);
        failover(conditions, blocked());
        personsWord(conditions);
        contention(conditions);
        splitBrain(conditions);
        return conditions.build();
    }

    /** What a delivery tool reads: Ready, Reconciling, Stalled. */
    private void progress(Conditions conditions) {
        var quiet = quietly() && !blocked();
        var ready = !waiting() && complaints.isEmpty() && !blocked() && role().isPresent();
        var person = !complaints.isEmpty() || (waiting() && !todo().isEmpty() && !quietly() && !isEverySwitch());
        var why = why();
        conditions.set(ConditionType.Ready, ready || quiet, why.reason(), why.message());
        conditions.set(ConditionType.Reconciling, waiting() && !person && !quiet, reason(), waiting() ? message() : "");
        conditions.set(ConditionType.Stalled, person, why.reason(), person ? why.message() : "");
    }

    /** The one thing to say first: what is wrong with the spec, else with a component, else how the pair stands. */
    private PairParams.Complaint why() {
        if (!complaints.isEmpty()) {
            return complaints.getFirst();
        }
        return blocked() && !waiting()
                ? new PairParams.Complaint(
                        Reason.WorkloadMissing, "a component is blocked: kubectl get rcomp -A shows which")
                : new PairParams.Complaint(reason(), message());
    }

    private boolean blocked() {
        return snapshot.pass()
                .filter(pass -> Objects.requireNonNullElse(pass.counts().blocked(), 0) > 0)
                .isPresent();
    }

    private void roleEstablished(Conditions conditions) {
        var established = role().filter(r -> r != Role.Frozen).isPresent()
                && !(snapshot.state().durable() instanceof Durable.Unread);
        conditions.set(ConditionType.RoleEstablished, established, reason(), established ? "" : message());
    }

    private void configuration(Conditions conditions) {
        if (!complaints.isEmpty()) {
            var first = complaints.getFirst();
            conditions.set(ConditionType.ConfigurationSafe, false, first.reason(), first.message());
        } else if (unsafeByTime().isPresent()) {
            var gap = unsafeByTime().get();
            conditions.set(ConditionType.ConfigurationSafe, false, gap.reason(), unsafe(gap));
        } else if (fenceAbsent()) {
            conditions.set(
                    ConditionType.ConfigurationSafe,
                    true,
                    Reason.FenceNotClosed,
                    "the admission fence isn't installed: a pod that somebody else starts while this region isn't active runs"
                            + " until it is set back");
        } else {
            conditions.set(ConditionType.ConfigurationSafe, true, Reason.Steady, numbers());
        }
    }

    private Optional<SlowPath.Closed> unsafeByTime() {
        return SlowPath.unsafe(snapshot.params(), snapshot.state().census());
    }

    /** Numbers that break the inequality can't be accepted, and are in the gap's message already. */
    private String unsafe(SlowPath.Closed gap) {
        if (gap.reason() == Reason.TakeoverRefused) {
            return gap.message() + ". No takeover by time. " + gap.todo();
        }
        var risk =
                snapshot.params().timed().filter(Params.Timed::acceptsUnguarded).isPresent()
                        ? "The risk is accepted: after a takeover by time its processes may still run in the other region. "
                        : "No takeover by time. ";
        return gap.message() + ". " + risk + gap.todo() + " The numbers: " + numbers();
    }

    /** With Timed: why a takeover by time is safe. */
    private String numbers() {
        return snapshot.params()
                .timed()
                .map(timed -> new Inequality(
                                timed.timing(), snapshot.params().epochs() == Params.Epochs.Required, timed.vouching())
                        .inNumbers())
                .orElse("");
    }

    /** Why time can't stand in for the peer; absent when it can, and under Acknowledged, where it never does. */
    private Optional<PairParams.Complaint> slowPathClosed() {
        return slowPath() instanceof SlowPath.Closed closed
                        && snapshot.params().timed().isPresent()
                ? Optional.of(new PairParams.Complaint(closed.reason(), "no takeover by time: " + closed.message()))
                : Optional.empty();
    }

    private SlowPath slowPath() {
        return SlowPath.of(
                snapshot.params(),
                memory().map(Memory::handshake).orElse(Handshake.NONE),
                snapshot.state().census());
    }

    private void personsWord(Conditions conditions) {
        var paused = snapshot.params().paused();
        conditions.set(ConditionType.Paused, paused, paused ? Reason.Paused : Reason.Steady, "");
        var force = snapshot.params().force();
        conditions.set(
                ConditionType.OverrideActive,
                force.isPresent(),
                force.map(f -> f.active() ? Reason.ForcedActive : Reason.ForcedPassive)
                        .orElse(Reason.Steady),
                force.map(Params.Force::reason).orElse(""));
    }

    private void splitBrain(Conditions conditions) {
        var peerActive = snapshot.state()
                .peer()
                .sight()
                .filter(s -> s.role() == Role.Active)
                .isPresent();
        var split = peerActive && isActive();
        conditions.set(
                ConditionType.SplitBrainSuspected,
                split,
                split ? Reason.SplitBrainSuspected : Reason.Steady,
                split ? "the other region shows itself as active too" : "");
    }

    private boolean fenceAbsent() {
        return snapshot.pass()
                .filter(pass -> pass.fence() == AdmissionFence.Effect.Absent)
                .isPresent();
    }

    /** What every switch waits for is no failure of it, although a person may want to look when it takes long. */
    private boolean isEverySwitch() {
        return reason() == Reason.WaitingForStop || reason() == Reason.WaitingForAcknowledgement;
    }

    /** An arbitrator that is away for a while changes nothing for a region that has its role. */
    private boolean quietly() {
        return role().filter(r -> r == Role.Passive).isPresent()
                && complaints.isEmpty()
                && snapshot.state().hearing().valid().isPresent()
                && snapshot.state()
                        .hearing()
                        .last()
                        .filter(Verdict.Undecided.class::isInstance)
                        .isPresent();
    }

    private void arbitratorConditions(Conditions conditions) {
        var hearing = snapshot.state().hearing();
        if (hearing.last().isEmpty()) {
            conditions.unknown(
                    ConditionType.ArbitratorReachable,
                    Reason.WaitingForArbitrator,
                    Reason.WaitingForArbitrator.meaning());
            conditions.unknown(ConditionType.ArbitratorAgreed, Reason.WaitingForArbitrator, "");
            return;
        }
        var agreement = Agreement.among(hearing.answers(), snapshot.params().epochs());
        switch (hearing.last().get()) {
            case Verdict.Undecided undecided -> {
                var heard = undecided.reason() == Reason.InstancesDisagree && agreement.hasQuorum();
                conditions.set(ConditionType.ArbitratorReachable, heard, undecided.reason(), undecided.detail());
                agreed(conditions, agreement, undecided.reason());
            }
            case Verdict.For _, Verdict.Against _ -> {
                conditions.set(ConditionType.ArbitratorReachable, true, Reason.EndpointsAgree, "");
                agreed(conditions, agreement, Reason.EndpointsAgree);
            }
        }
    }

    /** Also while a majority decides: the one that says something else is still there. */
    private static void agreed(Conditions conditions, Agreement agreement, Reason otherwise) {
        conditions.set(
                ConditionType.ArbitratorAgreed,
                !agreement.isBroken(),
                agreement.isBroken() ? Reason.InstancesDisagree : otherwise,
                agreement.isBroken() ? agreement.inWords() + ". " + Verdict.todo(Reason.InstancesDisagree) : "");
    }

    private void peerCondition(Conditions conditions) {
        var reachable = snapshot.state().peer().reachable();
        if (reachable.isEmpty()) {
            conditions.unknown(ConditionType.PeerReachable, Reason.PeerUnreachable, "it wasn't asked yet");
        } else {
            conditions.set(
                    ConditionType.PeerReachable,
                    reachable.get(),
                    reachable.get() ? Reason.PeerReachable : Reason.PeerUnreachable,
                    "");
        }
    }

    private void failover(Conditions conditions, boolean blocked) {
        var obstacle = obstacle(blocked);
        conditions.set(
                ConditionType.FailoverReady,
                obstacle.isEmpty(),
                obstacle.map(PairParams.Complaint::reason).orElse(Reason.Steady),
                obstacle.map(PairParams.Complaint::message).orElse(""));
    }

    private Optional<PairParams.Complaint> obstacle(boolean blocked) {
        if (!complaints.isEmpty()) {
            return Optional.of(complaints.getFirst());
        }
        if (link.isPresent()) {
            return link;
        }
        if (slowPathClosed().isPresent()) {
            return slowPathClosed();
        }
        if (!snapshot.state().peer().reachable().orElse(false) && !(slowPath() instanceof SlowPath.Open)) {
            return Optional.of(new PairParams.Complaint(
                    Reason.PeerUnreachable, "without the other region's acknowledgement nothing is started"));
        }
        var lost = memory().map(Memory::lost).orElse(List.of());
        if (!lost.isEmpty()) {
            return Optional.of(
                    new PairParams.Complaint(Reason.PodLost, LostPod.describe(lost) + ": see status.lostPods"));
        }
        if (snapshot.params().paused()) {
            return Optional.of(new PairParams.Complaint(Reason.Paused, Reason.Paused.meaning()));
        }
        if (!snapshot.params().acting()) {
            return Optional.of(new PairParams.Complaint(Reason.Observing, Reason.Observing.meaning()));
        }
        if (role().filter(r -> r == Role.Active || r == Role.Passive).isEmpty()) {
            return Optional.of(new PairParams.Complaint(reason(), message()));
        }
        return blocked
                ? Optional.of(new PairParams.Complaint(Reason.WorkloadMissing, "a component is blocked"))
                : Optional.empty();
    }

    private void contention(Conditions conditions) {
        var worst = snapshot.pass().stream()
                .flatMap(pass -> pass.contested().entrySet().stream())
                .min((a, b) -> a.getKey().compareTo(b.getKey()));
        conditions.set(
                ConditionType.ContentionDetected,
                worst.isPresent(),
                worst.isPresent() ? Reason.ReplicasContested : Reason.Steady,
                worst.map(entry -> entry.getValue().by() + " raised "
                                + entry.getKey().kind() + " "
                                + entry.getKey().namespace() + "/"
                                + entry.getKey().name()
                                + " although it has to be off: leave replicas out of what it applies")
                        .orElse(""));
    }
}
