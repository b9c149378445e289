package io.regionpair.protocol.simulation;

import io.regionpair.api.Reason;
import io.regionpair.api.Role;
import io.regionpair.protocol.Effect;
import io.regionpair.protocol.Handshake;
import io.regionpair.protocol.Input;
import io.regionpair.protocol.Memory;
import io.regionpair.protocol.Moment;
import io.regionpair.protocol.PairState;
import io.regionpair.protocol.Params;
import io.regionpair.protocol.PeerAnswer;
import io.regionpair.protocol.Posture;
import io.regionpair.protocol.Protocol;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** One operator process of one region: the protocol's engine. It may be paused or killed between any two things that it does. */
final class Process {

    final String name;
    final Cluster cluster;
    final Driver driver;

    private final Simulation world;
    private final Timeline time;
    private final ArrayDeque<Runnable> whilePaused = new ArrayDeque<>();
    private PairState state = PairState.start();
    private long recordVersion;
    private int life;
    private boolean alive;
    private boolean paused;

    Process(String name, Cluster cluster, Simulation world) {
        this.name = name;
        this.cluster = cluster;
        this.world = world;
        this.time = world.time;
        this.driver = new Driver(this, world);
        cluster.watch(version -> later(time.delay(30, 2000), () -> seen(version)));
    }

    boolean alive() {
        return alive;
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
        paused = false;
        life++;
        state = PairState.start();
        recordVersion = 0;
        driver.reset();
        time.note(name, "starts");
        every(1000, () -> accept(new Input.Tick()));
        every(1000, () -> poll());
        every(2500, () -> world.link.look(this));
        every(800, driver::pass);
    }

    void kill() {
        alive = false;
        whilePaused.clear();
        time.note(name, "is killed");
    }

    void pause(boolean now) {
        paused = now;
        time.note(name, now ? "is paused" : "goes on");
        while (alive && !paused && !whilePaused.isEmpty()) {
            whilePaused.poll().run();
        }
    }

    /** Goes on here when it can: at once, when it isn't paused any more, or never. */
    void go(Runnable action) {
        if (alive && paused) {
            whilePaused.add(action);
        } else if (alive) {
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

    /** For a callback from outside that must not reach a later life of this process. */
    <T> Consumer<T> inThisLife(Consumer<T> action) {
        var born = life;
        return value -> {
            if (born == life) {
                go(() -> action.accept(value));
            }
        };
    }

    Runnable ofThisLife(Runnable action) {
        var guarded = inThisLife(_ -> action.run());
        return () -> guarded.accept(this);
    }

    private void every(long period, Runnable action) {
        later(time.between(period / 2, period), () -> {
            action.run();
            if (alive) {
                every(period, action);
            }
        });
    }

    private void poll() {
        var sentAt = time.now() * 1_000_000;
        var answers = world.arbitrator.poll();
        later(time.delay(50, 900), () -> accept(new Input.Polled(answers, sentAt)));
    }

    private void seen(long version) {
        if (version > recordVersion) {
            accept(new Input.Changed());
        }
    }

    void accept(Input input) {
        var step = Protocol.step(state, input, params(), new Moment(time.now() * 1_000_000, time.now(), nonce()));
        state = step.state();
        for (var effect : step.effects()) {
            execute(effect);
        }
        step.wakeAt().ifPresent(at -> later(Math.max(1, at / 1_000_000 - time.now()), () -> accept(new Input.Tick())));
    }

    private Params params() {
        return world.params(cluster);
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
            case Effect.Drive drive -> driver.drive(drive.posture());
            case Effect.Release _ -> throw new AssertionError("nobody deletes the pair");
        }
    }

    private record Read(Optional<Memory> memory, long version) {}

    private void load() {
        later(
                1,
                ofThisLife(() ->
                        cluster.request(this, () -> new Read(cluster.record(), cluster.version()), response -> {
                            response.value().ifPresent(read -> recordVersion = read.version());
                            accept(response.value()
                                    .<Input>map(read -> new Input.Read(read.memory()))
                                    .orElse(new Input.Unreadable("time-out")));
                        })));
    }

    private void store(Memory memory) {
        var expected = recordVersion;
        if (world.is(Mutant.RaiseBeforeActiveStored) && memory.role() == Role.Active) {
            driver.drive(new Posture.On(memory.term(), memory.coverage(), memory.counts()));
        }
        cluster.request(this, () -> cluster.compareAndSet(expected, memory) ? cluster.version() : -1L, response -> {
            var stored = response.value().filter(version -> version >= 0);
            stored.ifPresent(version -> recordVersion = version);
            accept(stored.isPresent() ? new Input.Stored(memory) : new Input.StoreFailed("not as expected"));
            if (world.is(Mutant.PassiveBeforeStopped) && memory.role() == Role.Demoting) {
                accept(new Input.Stopped(memory.attempt().orElseThrow()));
            }
        });
    }

    void replied(PeerAnswer answer) {
        var current = state.durable().confirmed().flatMap(Memory::attempt);
        if (world.is(Mutant.StaleAckAccepted) && answer instanceof PeerAnswer.Yes yes && current.isPresent()) {
            accept(new Input.PeerReplied(new PeerAnswer.Yes(current.get(), yes.sight(), yes.proven(), yes.counts())));
            return;
        }
        accept(new Input.PeerReplied(answer));
    }

    static PeerAnswer.Sight sight(Optional<Memory> record) {
        return record.map(memory -> new PeerAnswer.Sight(
                        memory.role(),
                        memory.term(),
                        memory.maxEpoch(),
                        memory.handshake().own(),
                        memory.handshake().peer().map(Handshake.Peers::parameters)))
                .orElse(new PeerAnswer.Sight(Role.Frozen, 0, OptionalLong.empty()));
    }

    static PeerAnswer silence() {
        return new PeerAnswer.Silent(Reason.PeerUnreachable, "time-out");
    }
}
