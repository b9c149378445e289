package io.regionpair.component;

import io.regionpair.api.RegionComponent;
import io.regionpair.api.RegionComponentStatus;
import io.regionpair.api.Role;
import io.regionpair.api.WorkloadState;
import io.regionpair.protocol.Census;
import io.regionpair.protocol.Coverage;
import io.regionpair.protocol.Input;
import io.regionpair.protocol.Posture;
import io.regionpair.workload.AdmissionFence;
import io.regionpair.workload.Found;
import io.regionpair.workload.PodGone;
import io.regionpair.workload.Stop;
import io.regionpair.workload.Survey;
import io.regionpair.workload.Switcher;
import io.regionpair.workload.Write;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives the components of one pair to the posture that the protocol asks for, in passes on a thread of its own: a pass follows each
 * change of posture, each {@link #poke}, and a while of silence. Many pokes are one pass.
 */
public final class ComponentLoop implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ComponentLoop.class);

    /**
     * After a pass, at least this long and at least as long as the pass took passes by before the next one that nobody waits for. Events
     * come in hundreds during a switch; ten times this would be seen in the time that a switch takes.
     */
    private static final Duration MIN_PAUSE = Duration.ofMillis(50);

    /** While something is being stopped: an event that got lost must not cost more than this. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    /** Time alone changes some of what is reported, and a fence may be closed by a late request. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(30);

    /** Bounds what a lost event can cost when everything stands still. Ten times as often would be seen on a large cluster's API server. */
    private static final Duration LOOK_AT_ALL = Duration.ofMinutes(30);

    /** What a pass needs from outside. */
    public interface World extends Fencing.Gate {

        /** The pair's components, by a quorum list, and the namespaces that may join. */
        Components components();

        /** Quorum lists of what these components list, and of what that consists of. */
        Survey survey(Components components);

        /**
         * What the watches know by now. It proves nothing, and may show whether there is anything to do.
         *
         * @return absent unless the watches know these components and at least all of {@code last}
         */
        Optional<Survey> glance(Components components, Survey last);

        /** By a quorum read: the stored role is Active, with exactly this term. */
        boolean confirmActive(long term);

        /** The API server hears of this node; absent: of every node that there is. */
        boolean reports(Optional<String> node);

        /** The stored role as last known, for status and the fence. */
        Optional<Role> role();
    }

    /** See {@link World#components}. */
    public record Components(List<String> namespaces, List<RegionComponent> components) {}

    private final String pair;
    private final World world;
    private final Fencing fence;
    private final Switcher switcher;
    private final Consumer<Input> protocol;
    private final Consumer<Pass> report;
    private final LongSupplier nanos;
    private final Semaphore wake = new Semaphore(0);
    private final Semaphore urgent = new Semaphore(0);
    private final Thread thread;
    private volatile Posture posture = new Posture.Leave();
    private volatile boolean closed;
    private final Queue<PodGone> left = new ConcurrentLinkedQueue<>();
    private final List<PodGone> news = new ArrayList<>();
    private Ledger ledger = Ledger.EMPTY;
    private Optional<Roster> latest = Optional.empty();
    private Departures departures = Departures.NONE;
    private Map<String, RegionComponentStatus> lastStatuses = Map.of();
    private volatile Seals seals = Seals.NONE;
    private Optional<Rest> rest = Optional.empty();

    public ComponentLoop(
            String pair,
            World world,
            LongSupplier nanos,
            Function<Write, Write.Outcome> levers,
            Consumer<Input> protocol,
            Consumer<Pass> report) {
        this.pair = pair;
        this.world = world;
        this.nanos = nanos;
        this.fence = new Fencing(world, nanos);
        this.switcher = new Switcher(levers);
        this.protocol = protocol;
        this.report = report;
        this.thread = Thread.ofVirtual().name("components-" + pair).unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** From now on the components are driven to this, beginning at once. */
    public void drive(Posture next) {
        posture = next;
        wake.release();
        urgent.release();
    }

    /** Something changed: look again soon. */
    public void poke() {
        wake.release();
    }

    /** A pod object was removed. */
    public void left(PodGone pod) {
        left.add(pod);
        poke();
    }

    /** Workloads whose controllers the closed fence holds, as long as it is closed; for answers to the other region. */
    public Seals seals() {
        return seals;
    }

    /** Ends the loop. A write that is under way may or may not arrive. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        switcher.close();
    }

    private void run() {
        var next = Duration.ZERO;
        while (!closed) {
            try {
                var _ = wake.tryAcquire(next.toNanos(), TimeUnit.NANOSECONDS);
                var began = nanos.getAsLong();
                wake.drainPermits();
                urgent.drainPermits();
                next = passOrLookAgain();
                var rest = Math.max(MIN_PAUSE.toNanos(), nanos.getAsLong() - began);
                var _ = urgent.tryAcquire(rest, TimeUnit.NANOSECONDS);
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    // A failed pass rests as any other: events that come all the time mustn't make it spin on an API server in trouble.
    private Duration passOrLookAgain() throws InterruptedException {
        try {
            return pass();
        } catch (RuntimeException e) {
            // Closing interrupts whatever the pass was waiting for; that isn't a failure.
            if (!closed) {
                log.atWarn()
                        .addKeyValue("pair", pair)
                        .addKeyValue("error", e.toString())
                        .addKeyValue(
                                "cause",
                                Objects.requireNonNullElse(e.getCause(), e).toString())
                        .log("A pass over the components failed; it is repeated");
            }
            return LOOK_AGAIN;
        }
    }

    /** Observe, decide, act, report; returns when to look again without an event. */
    private Duration pass() throws InterruptedException {
        // Read once: a posture that changes during the pass gets a pass of its own.
        var wanted = posture;
        beginDrain(wanted);
        if (wanted instanceof Posture.Off off) {
            fence.close(off, world.role().orElse(Role.Passive));
        }
        var glance = glance(wanted);
        if (glance.isPresent()) {
            return glance.get();
        }
        var since = nanos.getAsLong();
        var components = world.components();
        var survey = world.survey(components);
        var roster = resolve(components, survey);
        latest = Optional.of(roster);
        ledger = ledger.seeing(roster, wanted, fence.refusing(pair));
        seals = ledger.fence().filter(Refusal::lasting).isPresent() ? ledger.seals() : Seals.NONE;
        var decision = ComponentRules.decide(roster, wanted, ledger, fence.isOpenFor(wanted));
        seeOff(roster, components.namespaces());

        act(decision, wanted, roster);

        var pass = describe(roster, wanted, decision, ledger);
        protocol.accept(new Input.Surveyed(pass.census()));
        if (decision.allStopped()
                && departures.missing().isEmpty()
                && wanted instanceof Posture.Off off
                && off.drain().isPresent()) {
            protocol.accept(new Input.Stopped(
                    off.drain().get(), Coverage.of(pass.census().components())));
        }
        report.accept(pass);
        rest = isIdle(decision, wanted, roster, ledger)
                ? Optional.of(new Rest(wanted, components, decision.allStopped(), pass.census(), since))
                : Optional.empty();
        return nextLook(decision, pass);
    }

    /**
     * After a pass that found nothing to do: as long as the watches show nothing to do either, nothing is listed. Whatever they show is
     * looked at by quorum lists before it is acted on, counts as proved, or is remembered.
     *
     * @return when to look again; absent when it takes a whole pass
     */
    private Optional<Duration> glance(Posture wanted) throws InterruptedException {
        var last = rest.filter(before -> before.posture().equals(wanted)
                && mayGlance(wanted)
                && nanos.getAsLong() - before.since() < LOOK_AT_ALL.toNanos());
        rest = Optional.empty();
        if (last.isEmpty()) {
            return Optional.empty();
        }
        var components = last.get().components();
        var survey = latest.flatMap(roster -> world.glance(components, roster.survey()));
        if (survey.isEmpty()) {
            return Optional.empty();
        }
        var roster = resolve(components, survey.get());
        var seen = ledger.seeing(roster, wanted, fence.refusing(pair));
        var decision = ComponentRules.decide(roster, wanted, seen, fence.isOpenFor(wanted));
        if (!seen.remembersAs(ledger)
                || !isIdle(decision, wanted, roster, seen)
                || decision.allStopped() != last.get().allStopped()) {
            return Optional.empty();
        }
        seeOff(roster, components.namespaces());
        if (!census(roster).equals(last.get().census())) {
            return Optional.empty();
        }
        latest = Optional.of(roster);
        act(decision, wanted, roster);
        var pass = describe(roster, wanted, decision, seen);
        report.accept(pass);
        rest = last;
        return Optional.of(nextLook(decision, pass));
    }

    /**
     * Whoever has no role yet decides by what runs here, and before a fence is opened, what waits behind it has to be known: neither is
     * taken from watches.
     */
    private boolean mayGlance(Posture wanted) {
        return switch (wanted) {
            case Posture.Leave _ -> false;
            case Posture.Off _ -> true;
            case Posture.On on -> fence.isOpenFor(on);
        };
    }

    private Roster resolve(Components components, Survey survey) {
        return Roster.resolve(
                components.namespaces(),
                components.components().stream().map(this::withLastStatus).toList(),
                survey);
    }

    private static boolean isIdle(ComponentRules.Decision decision, Posture wanted, Roster roster, Ledger ledger) {
        return decision.isIdle()
                && (!(wanted instanceof Posture.Off)
                        || ComponentRules.hurries(roster, ledger).isEmpty());
    }

    /**
     * A whole pass that found nothing to do.
     *
     * @param since when, by the loop's clock
     */
    private record Rest(Posture posture, Components components, boolean allStopped, Census census, long since) {}

    /** Before anything is read: a switch waits for this. What was touched since the last survey is stopped after the next one. */
    private void beginDrain(Posture wanted) throws InterruptedException {
        if (wanted instanceof Posture.Off off
                && off.drain().isPresent()
                && !off.drain().equals(ledger.drain())
                && latest.isPresent()) {
            var roster = latest.get();
            ledger = ledger.seeing(roster, off, Optional.empty());
            send(ComponentRules.lowersAsFound(roster, off, ledger), false, roster.survey());
            send(ComponentRules.hurries(roster, ledger), false, roster.survey());
        }
    }

    // After the survey, and forgotten only when taken in: a pass that fails in the middle must lose no news.
    private void seeOff(Roster roster, List<String> namespaces) {
        for (var gone = left.poll(); gone != null; gone = left.poll()) {
            news.add(gone);
        }
        departures = departures.seeing(roster, namespaces, news, world::reports);
        news.clear();
        if (!departures.lost().isEmpty()) {
            protocol.accept(new Input.PodsLost(departures.lost()));
        }
    }

    /** The cache may lag behind the status that the last pass built, and with it the remembered counts and the times of conditions. */
    private RegionComponent withLastStatus(RegionComponent component) {
        var last = lastStatuses.get(component.getMetadata().getUid());
        if (last == null) {
            return component;
        }
        var current = new RegionComponent();
        current.setMetadata(component.getMetadata());
        current.setSpec(component.getSpec());
        current.setStatus(last);
        return current;
    }

    private Duration nextLook(ComponentRules.Decision decision, Pass pass) {
        var writes = Stream.of(decision.lowers(), decision.marks(), decision.raises())
                .flatMap(List::stream)
                .toList();
        if (!writes.isEmpty()) {
            return ledger.refusesAll(writes) ? LOOK_AGAIN : MIN_PAUSE;
        }
        return pass.settled() && !fence.mayYetClose() && departures.missing().isEmpty() ? HEARTBEAT : LOOK_AGAIN;
    }

    private void act(ComponentRules.Decision decision, Posture wanted, Roster roster) throws InterruptedException {
        var survey = roster.survey();
        var contest = wanted instanceof Posture.Off off && off.drain().isEmpty();
        send(decision.lowers(), contest, survey);
        if (wanted instanceof Posture.Off) {
            send(ComponentRules.hurries(roster, ledger), false, survey);
        }
        send(decision.marks(), false, survey);
        send(decision.deletions(), false, survey);
        send(decision.disarms(), false, survey);
        // The fence is opened even if there is nothing to raise: what was adopted runs already, and its next pod would
        // be refused.
        // The versions were read by the survey; only now is the role confirmed. The other order lets a paused process
        // raise after a drain.
        if (wanted instanceof Posture.On on
                && decision.mayOpen()
                && fence.open(on)
                && !decision.raises().isEmpty()
                && world.confirmActive(on.term())) {
            send(decision.raises(), false, survey);
        }
    }

    private void send(List<Write> writes, boolean contest, Survey survey) throws InterruptedException {
        if (!writes.isEmpty()) {
            ledger = ledger.after(switcher.execute(writes), contest, survey);
        }
    }

    private Pass describe(Roster roster, Posture wanted, ComponentRules.Decision decision, Ledger ledger) {
        var statuses = new LinkedHashMap<String, RegionComponentStatus>();
        var byUid = new HashMap<String, RegionComponentStatus>();
        for (var member : roster.members()) {
            var status = new ComponentReport(member, roster, wanted, ledger).build(world.role());
            statuses.put(member.key(), status);
            byUid.put(member.component().getMetadata().getUid(), status);
        }
        lastStatuses = Map.copyOf(byUid);
        var contested = ledger.contested().entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey,
                        entry -> new Pass.Contest(
                                entry.getValue().by(),
                                entry.getValue().last(),
                                entry.getValue().times())));
        return new Pass(
                wanted,
                census(roster),
                Map.copyOf(statuses),
                Pass.count(roster, statuses),
                settled(statuses.values().stream(), decision) && !waitsForFence(wanted),
                wanted instanceof Posture.On
                        ? heldBack(decision)
                        : blocking(statuses)
                                .or(() -> deletedButRunning(roster, decision, ledger))
                                .or(departures::waiting),
                departures.lost(),
                contested,
                fence.effect());
    }

    /** As long as nobody knows how a pod went, it counts as running. */
    private Census census(Roster roster) {
        var seen = roster.census();
        return new Census(
                seen.components(), seen.anythingRuns() || !departures.missing().isEmpty(), seen.guards());
    }

    /** Whoever is told that the region is ready may label what runs, and that would be clamped to 0. */
    private boolean waitsForFence(Posture wanted) {
        return wanted instanceof Posture.On && fence.effect() == AdmissionFence.Effect.Unproved;
    }

    private static boolean settled(Stream<RegionComponentStatus> statuses, ComponentRules.Decision decision) {
        return decision.lowers().isEmpty()
                && decision.deletions().isEmpty()
                && decision.raises().isEmpty()
                && statuses.noneMatch(
                        status -> status.state() == WorkloadState.Starting || status.state() == WorkloadState.Stopping);
    }

    private static Optional<String> deletedButRunning(Roster roster, ComponentRules.Decision decision, Ledger ledger) {
        return ledger.deleted(roster.survey()).stream()
                .map(Found::id)
                .sorted()
                .flatMap(id -> decision.stops().get(id) instanceof Stop.Open open
                        ? Stream.of(id + " was deleted: " + open.message())
                        : Stream.empty())
                .findFirst();
    }

    private static Optional<String> heldBack(ComponentRules.Decision decision) {
        return decision.waiting().stream()
                .sorted()
                .findFirst()
                .map(id ->
                        id + " would start as soon as the admission fence is opened, and the other region didn't speak"
                                + " for it: apply the same manifests there, or delete the Jobs that wait here");
    }

    private static Optional<String> blocking(Map<String, RegionComponentStatus> statuses) {
        return statuses.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .flatMap(entry -> entry.getValue().workloads().stream()
                        .filter(workload -> workload.state() == WorkloadState.Stopping && workload.message() != null)
                        .map(workload -> entry.getKey() + ", " + workload.kind() + " " + workload.name() + ": "
                                + workload.message()))
                .findFirst();
    }
}
