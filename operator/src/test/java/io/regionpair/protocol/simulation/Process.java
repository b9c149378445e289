package io.regionpair.protocol.simulation;

import io.regionpair.api.Reason;
import io.regionpair.api.Role;
import io.regionpair.protocol.Answer;
import io.regionpair.protocol.Coverage;
import io.regionpair.protocol.Durable;
import io.regionpair.protocol.Effect;
import io.regionpair.protocol.Input;
import io.regionpair.protocol.Memory;
import io.regionpair.protocol.Moment;
import io.regionpair.protocol.PairState;
import io.regionpair.protocol.PeerAnswer;
import io.regionpair.protocol.PeerAnswer.Sight;
import io.regionpair.protocol.Posture;
import io.regionpair.protocol.Protocol;
import io.regionpair.protocol.Tenure;
import io.regionpair.workload.PodGone;
import io.regionpair.workload.PodSeen;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** One operator process of one region: the protocol's engine. It may be paused or killed between any two things that it does. */
final class Process {

    final String name;
    final Cluster cluster;
    final Loop loop;
    final Grants grants;

    private static final long POLL = 1_000;
    private static final long LOOK_AT_PEER = 2_500;

    private final Simulation world;
    private final Timeline time;
    private final Chance chance;
    private final Clock clock;
    private final ArrayDeque<Runnable> whilePaused = new ArrayDeque<>();
    private PairState state = PairState.start();
    private long recordVersion;
    private long startedAt;
    private int life;
    private boolean alive;
    private boolean paused;
    /** An answer that doesn't name this region was heard since this process last began to be active. */
    private boolean heardAgainst;

    private boolean frozenByOutage;

    Process(String name, Cluster cluster, Clock clock, Simulation world) {
        this.name = name;
        this.cluster = cluster;
        this.clock = clock;
        this.world = world;
        this.time = world.time;
        this.chance = world.chance;
        this.loop = new Loop(this, world);
        this.grants = new Grants(this, world);
        cluster.watch(this);
    }

    boolean alive() {
        return alive;
    }

    /** Its lease runs, where it has one, or a person's word stands in for it. */
    boolean mayRun() {
        return state.mayRun(nanos()) || world.params(cluster).forcesActive().isPresent();
    }

    /** When its present life began. */
    long startedAt() {
        return startedAt;
    }

    boolean answers() {
        return alive && !paused;
    }

    PairState state() {
        return state;
    }

    void start() {
        if (alive) {
            return;
        }
        alive = true;
        startedAt = time.now();
        paused = false;
        life++;
        state = PairState.start();
        recordVersion = 0;
        heardAgainst = false;
        frozenByOutage = false;
        loop.reset();
        grants.reset();
        time.note(name, () -> "starts");
        later(1, () -> accept(new Input.Tick()));
        later(1, () -> accept(new Input.PodsAccountedFor(world.people.accountedFor(cluster))));
        every(POLL, this::poll);
        every(LOOK_AT_PEER, () -> world.link.look(this));
        loop.poke();
    }

    void kill() {
        alive = false;
        whilePaused.clear();
        time.note(name, () -> "is killed");
    }

    void pause(boolean now) {
        if (paused == now) {
            return;
        }
        paused = now;
        time.note(name, () -> now ? "is paused" : "goes on");
        while (alive && !paused && !whilePaused.isEmpty()) {
            whilePaused.poll().run();
        }
    }

    /** Goes on here when it can: at once, when it isn't paused any more, or never. */
    void go(Runnable action) {
        if (!alive) {
            return;
        }
        if (paused) {
            whilePaused.add(action);
        } else {
            action.run();
        }
    }

    void later(long delay, Runnable action) {
        var born = life;
        time.after(delay, () -> {
            if (born == life) {
                go(action);
            }
        });
    }

    /** For a callback from outside that must not reach a later life of this process. Something may happen to it right before. */
    <T> Consumer<T> inThisLife(Consumer<T> action) {
        var born = life;
        return value -> {
            if (born == life && alive) {
                world.faults.strikeBetween(this);
                go(() -> action.accept(value));
            }
        };
    }

    private void every(long period, Runnable action) {
        later(chance.between(period / 2, period), () -> {
            action.run();
            if (alive) {
                every(period, action);
            }
        });
    }

    private void poll() {
        var sentAt = clock.nanos(time.now());
        var answers = world.arbitrator.poll(cluster.region);
        later(answerTakes(), () -> {
            heardAgainst |= answers.stream()
                    .anyMatch(a ->
                            a instanceof Answer.Names names && !names.active().equals(cluster.region));
            accept(new Input.Polled(answers, world.is(Mutant.LeaseFromReceipt) ? nanos() : sentAt));
        });
    }

    /** Where a lease counts from the question, some answers are worth waiting for. */
    private long answerTakes() {
        var slow = world.timed.isPresent() && chance.percent(10);
        return chance.between(5, slow ? (cluster.isSupervised() ? 9_000 : 2_500) : 300);
    }

    /** The watch on the record. */
    void tell(long version) {
        if (alive) {
            later(chance.between(3, 40), () -> {
                if (version > recordVersion) {
                    accept(new Input.Changed());
                }
            });
        }
    }

    /**
     * The watch on pods.
     *
     * @param before its state when a watch that was interrupted last heard of it
     */
    void tellOfRemoval(PodSeen last, PodSeen before) {
        if (alive) {
            var missed = chance.strikes(Fault.WatchInterrupted, 400);
            var told = missed ? before : last;
            later(chance.between(3, missed ? 4_000 : 60), () -> loop.left(new PodGone(told, !missed)));
        }
    }

    void poke() {
        if (alive) {
            loop.poke();
        }
    }

    long nanos() {
        return clock.nanos(time.now());
    }

    void accept(Input given) {
        var input = mutated(given);
        if (input.isEmpty()) {
            return;
        }
        var moment = new Moment(clock.nanos(time.now()), time.now(), nonce());
        if (world.is(Mutant.RestartTrusts)
                && given instanceof Input.Read(var found)
                && state.durable().confirmed().isEmpty()) {
            state = trusting(found, moment.nanos());
        }
        var step = Protocol.step(state, input.get(), world.params(cluster), moment);
        state = step.state();
        for (var effect : step.effects()) {
            world.faults.strikeBetween(this);
            if (paused || !alive) {
                go(() -> execute(effect));
            } else {
                execute(effect);
            }
        }
        step.wakeAt()
                .ifPresent(at ->
                        later(Math.max(10, clock.millis(at - moment.nanos())), () -> accept(new Input.Tick())));
    }

    private String nonce() {
        var role = state.role().orElse(Role.Unknown);
        var begins = role == Role.Passive || role == Role.Promoting;
        return world.is(Mutant.AttemptNotRenewed) && begins ? cluster.region : cluster.region + world.number();
    }

    private void execute(Effect effect) {
        switch (effect) {
            case Effect.Load _ -> load();
            case Effect.Store store -> store(store.memory());
            case Effect.AskArbitrator _ -> later(100, this::poll);
            case Effect.AskPeer question -> world.link.ask(this, question);
            case Effect.Drive drive -> loop.drive(drive.posture());
            case Effect.Release _ -> throw new AssertionError("nobody deletes the pair");
        }
    }

    private record Read(Optional<Memory> memory, long version) {}

    private void load() {
        cluster.request(this, () -> new Read(cluster.record(), cluster.version()), response -> {
            response.value().ifPresent(read -> recordVersion = read.version());
            accept(response.value()
                    .<Input>map(read -> new Input.Read(read.memory()))
                    .orElse(new Input.Unreadable("time-out")));
        });
    }

    private void store(Memory wanted) {
        if (world.is(Mutant.PromotingNotStored) && wanted.role() == Role.Promoting) {
            accept(new Input.Stored(wanted));
            return;
        }
        var memory = wanted;
        if (world.is(Mutant.ActsOnWhatItReads) && wanted.role() == Role.Promoting) {
            memory = new Memory(
                    Role.Active,
                    wanted.term() + 1,
                    wanted.maxEpoch(),
                    wanted.attempt(),
                    wanted.grantedTo(),
                    Coverage.EVERYTHING,
                    List.of(),
                    Optional.empty(),
                    wanted.lost(),
                    wanted.handshake(),
                    Coverage.NOTHING);
        }
        if (world.is(Mutant.RaiseBeforeActiveStored) && memory.role() == Role.Active) {
            loop.drive(Posture.On.of(memory));
        }
        send(memory);
    }

    private void send(Memory memory) {
        var expected = recordVersion;
        if (memory.role() == Role.Active
                && state.durable()
                        .confirmed()
                        .filter(now -> now.role() == Role.Active)
                        .isEmpty()) {
            heardAgainst = false;
        }
        var cause = cause(memory);
        cluster.request(
                this,
                () -> cluster.compareAndSet(this, cause, expected, memory) ? cluster.version() : -1L,
                response -> {
                    var stored = response.value().filter(version -> version >= 0);
                    stored.ifPresent(version -> recordVersion = version);
                    accept(stored.isPresent() ? new Input.Stored(memory) : new Input.StoreFailed("not as expected"));
                    if (world.is(Mutant.PassiveBeforeStopped) && memory.role() == Role.Demoting) {
                        accept(new Input.Stopped(memory.attempt().orElseThrow(), Coverage.NOTHING));
                    }
                });
    }

    /** Why this process wants to stop what runs, as it knows now: the write may land much later. */
    private boolean cause(Memory memory) {
        var later = state.peer()
                .sight()
                .filter(sight -> sight.role() == Role.Active && sight.term() > memory.term() - 1)
                .isPresent();
        return heardAgainst || later || world.people.decided(cluster);
    }

    /** What a broken rule would make of it. */
    private Optional<Input> mutated(Input input) {
        return switch (input) {
            case Input.PeerReplied(PeerAnswer.Yes yes)
            when world.is(Mutant.StaleAckAccepted) -> {
                var current = state.durable().confirmed().flatMap(Memory::attempt);
                yield Optional.of(new Input.PeerReplied(
                        new PeerAnswer.Yes(current.orElse(yes.attempt()), yes.sight(), yes.proven(), yes.counts())));
            }
            case Input.PeerReplied(PeerAnswer.No no)
            when world.is(Mutant.HigherTermIgnored) ->
                Optional.of(new Input.PeerReplied(
                        new PeerAnswer.No(no.attempt(), termless(no.sight()), no.reason(), no.detail())));
            case Input.PeerSeen(var sight, var sentAt)
            when world.is(Mutant.HigherTermIgnored) ->
                Optional.of(new Input.PeerSeen(sight.map(Process::termless), sentAt));
            case Input.Polled(var answers, var sentAt)
            when world.is(Mutant.StreakGoesOn)
                    && state.role().filter(Role.Promoting::equals).isPresent() ->
                Optional.of(
                        new Input.Polled(answers.stream().map(this::namingSelf).toList(), sentAt));
            case Input.Polled(var answers, var sentAt)
            when world.is(Mutant.NewerEpochGoesOn)
                    && state.role().filter(Role.Active::equals).isPresent() ->
                Optional.of(new Input.Polled(
                        answers.stream().map(this::underTheOldEpoch).toList(), sentAt));
            case Input.PodsLost _ when world.is(Mutant.LostPodsNotStored) -> Optional.empty();
            case Input.Unreadable _
            when world.is(Mutant.FreezeAtOutage) -> {
                frozenByOutage = true;
                yield Optional.of(input);
            }
            case Input.Read(var memory)
            when frozenByOutage && memory.filter(m -> m.role() == Role.Active).isPresent() -> {
                frozenByOutage = false;
                yield Optional.of(new Input.Read(memory.map(Process::drained)));
            }
            case Input.Stopped stopped
            when world.is(Mutant.YesDespiteLostPods) -> {
                forgetLost();
                yield Optional.of(stopped);
            }
            default -> Optional.of(input);
        };
    }

    private Answer namingSelf(Answer answer) {
        return answer instanceof Answer.Names names
                ? new Answer.Names(names.endpoint(), cluster.region, names.epoch(), names.fenced())
                : answer;
    }

    private Answer underTheOldEpoch(Answer answer) {
        var epoch = state.durable().confirmed().map(Memory::maxEpoch).orElse(OptionalLong.empty());
        return answer instanceof Answer.Names names
                        && names.active().equals(cluster.region)
                        && epoch.isPresent()
                        && names.epoch().orElse(0) > epoch.getAsLong()
                ? new Answer.Names(names.endpoint(), cluster.region, epoch, names.fenced())
                : answer;
    }

    /** As if it had known this before, and been confirmed just now. */
    private PairState trusting(Optional<Memory> found, long now) {
        return new PairState(
                new Durable.Unread(found, true, false, ""),
                state.hearing(),
                state.peer(),
                state.census(),
                state.stopped(),
                state.unproven(),
                state.released(),
                state.losses(),
                new Tenure(OptionalLong.of(now), false, Optional.empty()),
                state.driven());
    }

    private static Sight termless(Sight sight) {
        return new Sight(sight.role(), 0, sight.epoch());
    }

    private static Memory drained(Memory memory) {
        return new Memory(
                Role.Demoting,
                memory.term(),
                memory.maxEpoch(),
                Optional.empty(),
                memory.grantedTo(),
                Coverage.NOTHING,
                List.of(),
                Optional.empty(),
                memory.lost(),
                memory.handshake(),
                Coverage.NOTHING);
    }

    private void forgetLost() {
        state.durable().confirmed().map(Memory::lost).ifPresent(lost -> {
            if (!lost.isEmpty()) {
                accept(new Input.PodsAccountedFor(lost.stream()
                        .map(io.regionpair.protocol.LostPod::uid)
                        .collect(java.util.stream.Collectors.toSet())));
            }
        });
    }

    static Sight sight(Optional<Memory> record) {
        return record.map(memory -> new Sight(
                        memory.role(),
                        memory.term(),
                        memory.maxEpoch(),
                        memory.handshake().own(),
                        memory.handshake().peer().map(io.regionpair.protocol.Handshake.Peers::parameters)))
                .orElse(new Sight(Role.Frozen, 0, OptionalLong.empty()));
    }

    static PeerAnswer silence() {
        return new PeerAnswer.Silent(Reason.PeerUnreachable, "time-out");
    }
}
