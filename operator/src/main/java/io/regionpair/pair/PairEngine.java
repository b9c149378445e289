package io.regionpair.pair;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.regionpair.api.LastDecision;
import io.regionpair.api.Reason;
import io.regionpair.api.Role;
import io.regionpair.component.Pass;
import io.regionpair.protocol.Durable;
import io.regionpair.protocol.Effect;
import io.regionpair.protocol.Input;
import io.regionpair.protocol.Memory;
import io.regionpair.protocol.Moment;
import io.regionpair.protocol.PairState;
import io.regionpair.protocol.Params;
import io.regionpair.protocol.PeerAnswer;
import io.regionpair.protocol.Posture;
import io.regionpair.protocol.Protocol;
import io.regionpair.protocol.Standing;
import io.regionpair.protocol.Step;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the protocol for one pair: one mailbox, one thread. Takes an input, asks the protocol for the next state and its effects, executes
 * them and feeds their results back as inputs. Decides nothing itself.
 */
public final class PairEngine implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(PairEngine.class);

    /** Without any input the parameters are looked at this often: a pause or an override may have ended by time. */
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /**
     * A rule that asks to look again at once is looked at after this. While a question to a peer that doesn't answer is under way, they all
     * do; without it that would be a loop that does nothing else.
     */
    private static final long SOON_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** A record that can't be read is read again after this. Ten times it would be seen in the time to recover, a tenth is a load. */
    private static final long RELOAD_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** What the engine needs from outside. */
    public interface World {

        /** The present parameters; absent while the spec can't be used, then nothing is decided. */
        Optional<Params> params();

        /** Asks the peer, within a deadline of its own; never throws. */
        PeerAnswer ask(Effect.AskPeer question);

        /** Has the arbitrator asked without waiting for the next poll's time; returns at once. */
        void askArbitrator();

        /** Drives the components from now on. */
        void drive(Posture posture);

        /** Unguessable and new. */
        String nonce();
    }

    /** The stored record of the pair; {@link RecordStore} says what each of these promises. */
    public interface Records {

        RecordStore.Reading load();

        void store(Memory memory, @Nullable LastDecision decision);

        boolean knows(@Nullable String seen);
    }

    private final String pair;
    private final World world;
    private final Records store;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final Consumer<PairSnapshot> publish;
    private final BlockingQueue<Input> mailbox = new LinkedBlockingQueue<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ExecutorService storing =
            Executors.newSingleThreadExecutor(Thread.ofVirtual().factory());
    private final SwitchJournal journal = new SwitchJournal();
    private final Thread thread;

    private volatile PairState state = PairState.start();
    private volatile Optional<Pass> pass = Optional.empty();
    private Optional<Standing> standing = Optional.empty();
    private Instant standingSince = Instant.EPOCH;
    private Optional<Instant> standingUntil = Optional.empty();
    /** Why the last store was sent: by the time it is confirmed, the standing speaks of the next thing. */
    private Reason storeCause = Reason.Steady;

    private volatile boolean storeConflicted;
    private OptionalLong wakeAt = OptionalLong.empty();
    private volatile boolean closed;

    public PairEngine(
            String pair,
            World world,
            Records store,
            InstantSource clock,
            LongSupplier nanos,
            Consumer<PairSnapshot> publish) {
        this.pair = pair;
        this.world = world;
        this.store = store;
        this.clock = clock;
        this.nanos = nanos;
        this.publish = publish;
        this.thread = Thread.ofVirtual().name("pair-" + pair).unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** Puts an input into the mailbox; returns at once. */
    public void accept(Input input) {
        mailbox.add(input);
    }

    /**
     * A version of the record was seen: one that isn't ours is a reason to read. While a write of ours is under way this may say so
     * without cause, which costs one more read after it.
     */
    public void recordSeen(@Nullable String version) {
        if (!store.knows(version)) {
            mailbox.add(new Input.Changed());
        }
    }

    /** Takes what a pass over the components saw. */
    public void passed(Pass latest) {
        pass = Optional.of(latest);
        mailbox.add(new Input.Tick());
    }

    /** The same end stays the same instant, however often it is looked at: nothing is written because a clock was read again. */
    private Optional<Instant> until(Standing next, Instant now) {
        if (next.until().isEmpty()) {
            return Optional.empty();
        }
        return standing.filter(before -> before.until().equals(next.until()))
                .flatMap(_ -> standingUntil)
                .or(() -> Optional.of(now.plusNanos(next.until().getAsLong() - nanos.getAsLong())));
    }

    /** By the clock at this moment, this region may start something: no lease is in force, or it runs. */
    public boolean mayRun() {
        return state.mayRun(nanos.getAsLong());
    }

    public PairState state() {
        return state;
    }

    /** Ends the engine; what is under way may or may not arrive, which the next start finds out by reading the record. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        threads.shutdownNow();
        storing.shutdownNow();
    }

    private void run() {
        mailbox.add(new Input.Tick());
        while (!closed) {
            try {
                handle(next());
            } catch (InterruptedException _) {
                return;
            } catch (RuntimeException defect) {
                log.atError()
                        .setCause(defect)
                        .addKeyValue("pair", pair)
                        .log("A defect of the operator in a step; the state before it stands");
            }
        }
    }

    private Input next() throws InterruptedException {
        var wait = wakeAt.isEmpty()
                ? IDLE_NANOS
                : Math.clamp(wakeAt.getAsLong() - nanos.getAsLong(), SOON_NANOS, IDLE_NANOS);
        var input = mailbox.poll(wait, TimeUnit.NANOSECONDS);
        return input == null ? new Input.Tick() : input;
    }

    private void handle(Input input) {
        var params = world.params();
        if (params.isEmpty()) {
            return;
        }
        var before = state;
        var step = Protocol.step(
                before, input, params.get(), new Moment(nanos.getAsLong(), clock.millis(), world.nonce()));
        state = step.state();
        wakeAt = step.wakeAt();
        notice(before, step, input);
        var shown = standing.orElse(step.standing());
        for (var effect : step.effects()) {
            execute(effect, step);
        }
        publish.accept(
                new PairSnapshot(state, params.get(), shown, standingSince, standingUntil, pass, journal.entries()));
    }

    private void notice(PairState before, Step step, Input input) {
        var now = clock.instant();
        var next = standingNow(step, input);
        var stores = step.effects().stream().anyMatch(Effect.Store.class::isInstance);
        if (stores || standing.isEmpty() || standing.get().reason() != next.reason()) {
            log.atInfo()
                    .addKeyValue("pair", pair)
                    .addKeyValue("rule", step.rule())
                    .addKeyValue("role", state.role().map(Role::name).orElse("unread"))
                    .addKeyValue("reason", stores ? step.standing().reason() : next.reason())
                    .log(stores ? step.standing().message() : next.message());
        }
        if (standing.isEmpty() || standing.get().reason() != next.reason()) {
            standingSince = now;
        }
        var beforeRole = before.durable().confirmed().map(Memory::role);
        var afterRole = state.durable().confirmed().map(Memory::role);
        if (afterRole.isPresent() && beforeRole.isPresent() && !beforeRole.equals(afterRole)) {
            journal.roleChanged(beforeRole.get(), afterRole.get(), storeCause, now);
        }
        standingUntil = until(next, now);
        standing = Optional.of(next);
        var settled = pass.filter(p -> p.settled() && p.posture() instanceof Posture.On)
                .isPresent();
        if (settled && afterRole.filter(Role.Active::equals).isPresent()) {
            journal.allReady(now);
        }
    }

    /**
     * A write or a read of a few milliseconds is no state to tell anybody about, and a conflict is none either. A record that can't be
     * read or written is, and stays so through the next tries.
     */
    private Standing standingNow(Step step, Input input) {
        if (input instanceof Input.Unreadable) {
            return step.standing();
        }
        if (input instanceof Input.StoreFailed failed && !storeConflicted) {
            return new Standing(
                    Reason.StoreFailing,
                    true,
                    failed.detail(),
                    "Look at the API server and at the operator's permissions.");
        }
        return switch (state.durable()) {
            case Durable.Storing _, Durable.Unread _ -> standing.orElse(step.standing());
            case Durable.Known _, Durable.Missing _, Durable.Uninterpretable _ -> step.standing();
        };
    }

    private void execute(Effect effect, Step step) {
        switch (effect) {
            case Effect.Load _ -> storing.execute(() -> accept(load()));
            case Effect.Store write -> {
                storeCause = step.standing().reason();
                var decision = new LastDecision(
                        step.standing().reason().name(), step.standing().message(), clock.instant());
                storing.execute(() -> accept(store(write.memory(), decision)));
            }
            case Effect.AskPeer question -> threads.execute(() -> accept(new Input.PeerReplied(ask(question))));
            case Effect.AskArbitrator _ -> world.askArbitrator();
            case Effect.Drive drive -> world.drive(drive.posture());
            case Effect.Release _ -> log.atInfo().addKeyValue("pair", pair).log("Nothing is left to do for the pair");
        }
    }

    private PeerAnswer ask(Effect.AskPeer question) {
        try {
            return world.ask(question);
        } catch (RuntimeException defect) {
            log.atError()
                    .setCause(defect)
                    .addKeyValue("pair", pair)
                    .log("A defect of the operator while asking the peer");
            return new PeerAnswer.Silent(Reason.PeerUnreachable, "the operator failed to ask");
        }
    }

    private Input load() {
        try {
            return switch (store.load()) {
                case RecordStore.Reading.Absent _ -> new Input.Read(Optional.empty());
                case RecordStore.Reading.Present present -> new Input.Read(Optional.of(present.memory()));
                case RecordStore.Reading.Uninterpretable odd -> new Input.Uninterpretable(odd.detail());
            };
        } catch (RuntimeException e) {
            pauseBeforeReload();
            return new Input.Unreadable(said(e));
        }
    }

    private Input store(Memory memory, LastDecision decision) {
        try {
            store.store(memory, decision);
            return new Input.Stored(memory);
        } catch (RuntimeException e) {
            storeConflicted = e instanceof KubernetesClientException refused && refused.getCode() == 409;
            if (!storeConflicted) {
                pauseBeforeReload();
            }
            return new Input.StoreFailed(said(e));
        }
    }

    private static void pauseBeforeReload() {
        LockSupport.parkNanos(RELOAD_NANOS);
    }

    private static String said(RuntimeException e) {
        return e instanceof KubernetesClientException k
                        && k.getStatus() != null
                        && k.getStatus().getMessage() != null
                ? k.getStatus().getMessage()
                : "the API server didn't answer";
    }
}
