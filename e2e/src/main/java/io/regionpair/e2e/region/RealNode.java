package io.regionpair.e2e.region;

import static org.awaitility.Awaitility.await;

import io.regionpair.e2e.process.Child;
import io.regionpair.e2e.process.Launcher;
import io.regionpair.e2e.process.Lifetime;
import io.regionpair.e2e.process.ProcessId;
import io.regionpair.e2e.process.Program;
import io.regionpair.e2e.process.Signal;
import io.regionpair.e2e.process.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A machine of its own on this one, with containerd and a real kubelet: what runs in its pods are processes. It has cgroups, mounts and a
 * network of its own, and reaches nothing but the ports that it is given. All is gone when it is closed, and when this process dies.
 */
public final class RealNode implements AutoCloseable {

    /** Two seconds are usual. */
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final String name;
    private final Path folder;
    private final Path kubeconfig;
    private final Lifetime lifetime;
    private final Map<Integer, @Nullable Child> lines = new LinkedHashMap<>();
    private @Nullable Child machine;

    RealNode(String name, Path folder, Path kubeconfig, int apiServerPort, Lifetime lifetime) {
        this.name = name;
        this.folder = folder;
        this.kubeconfig = kubeconfig;
        this.lifetime = lifetime;
        lines.put(apiServerPort, null);
    }

    /** In one sentence why there can't be real nodes here; empty where there can. */
    public static Optional<String> unavailable() {
        if (!System.getProperty("os.name").equals("Linux")
                || !System.getProperty("user.name").equals("root")) {
            return Optional.of("real nodes need Linux and root; simulated ones are used everywhere else");
        }
        for (var program : List.of("unshare", "setpriv", "ip")) {
            if (List.of("/usr/bin", "/usr/sbin", "/bin", "/sbin").stream()
                    .noneMatch(place -> Files.isExecutable(Path.of(place, program)))) {
                return Optional.of("real nodes need the program " + program);
            }
        }
        return Optional.empty();
    }

    public String name() {
        return name;
    }

    /** Turns the machine on, for the first time or after {@link #cutPower}; its disk is as it was. Doesn't wait for the kubelet. */
    public void powerOn() {
        try {
            Files.createDirectories(folder);
            Files.deleteIfExists(folder.resolve("init.pid"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        machine = Launcher.start(
                new Program(
                        name,
                        List.of(
                                Workspace.root().resolve("e2e/real-nodes/node").toString(),
                                folder.toString(),
                                name,
                                kubeconfig.toString(),
                                Workspace.realNodePrograms().toString()),
                        Map.of(),
                        folder.resolve("node.log")),
                lifetime);
        until("containerd answers", () -> {
            if (!machine().alive()) {
                throw new IllegalStateException(name + " ended, see " + folder.resolve("node.log"));
            }
            return Files.exists(folder.resolve("init.pid"));
        });
        List.copyOf(lines.keySet()).forEach(this::connect);
    }

    /** From now on its processes reach this port of our loopback, under the same address. */
    public void reach(int port) {
        if (!lines.containsKey(port)) {
            connect(port);
        }
    }

    /** Everything in it is dead at once. */
    public void cutPower() {
        disconnect();
        machine().close();
    }

    /** Nothing in it goes on, as in a virtual machine that is suspended; its clocks do. */
    public void freeze() {
        setFrozen(true);
    }

    public void thaw() {
        setFrozen(false);
    }

    /** Its connections stay and say nothing; what it or the others said meanwhile arrives when it is {@link #reconnect}ed. */
    public void cutOff() {
        lines.values().forEach(line -> Objects.requireNonNull(line).send(Signal.STOP));
    }

    public void reconnect() {
        lines.values().forEach(line -> Objects.requireNonNull(line).send(Signal.CONT));
    }

    /** Its process {@code kubelet} or {@code containerd}, which is started again a second after its end. */
    public ProcessId process(String daemon) {
        for (var group : groups()) {
            for (var place : List.of(group, group.resolve("init"))) {
                for (var pid : processes(place)) {
                    if (commandOf(pid).equals(daemon)) {
                        return ProcessId.of(pid).orElseThrow();
                    }
                }
            }
        }
        throw new IllegalStateException(name + " has no process " + daemon);
    }

    public void send(String daemon, Signal signal) {
        new Child(name + "/" + daemon, process(daemon)).send(signal);
    }

    /** The cgroups that it consists of, in each hierarchy that the machine has; gone with it. */
    public List<Path> groups() {
        try {
            return Files.readAllLines(folder.resolve("cgroups")).stream()
                    .map(Path::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (machine != null) {
            cutPower();
        }
    }

    private Child machine() {
        return Objects.requireNonNull(machine, () -> name + " was never turned on");
    }

    private void connect(int port) {
        var init = read(folder.resolve("init.pid")).strip();
        lines.put(
                port,
                Launcher.start(
                        new Program(
                                name + "/line-" + port,
                                List.of(
                                        Workspace.realNodePrograms()
                                                .resolve("pod")
                                                .toString(),
                                        "line",
                                        init,
                                        Integer.toString(port)),
                                Map.of(),
                                folder.resolve("line-" + port + ".log")),
                        lifetime));
    }

    private void disconnect() {
        for (var line : new ArrayList<>(lines.values())) {
            if (line != null) {
                line.kill();
            }
        }
    }

    private void setFrozen(boolean frozen) {
        for (var group : groups()) {
            var first = group.resolve("freezer.state");
            var second = group.resolve("cgroup.freeze");
            if (Files.exists(first)) {
                write(first, frozen ? "FROZEN" : "THAWED");
                until("all is still", () -> read(first).strip().equals(frozen ? "FROZEN" : "THAWED"));
                return;
            }
            if (Files.exists(second)) {
                write(second, frozen ? "1" : "0");
                until(
                        "all is still",
                        () -> read(group.resolve("cgroup.events")).contains("frozen " + (frozen ? 1 : 0)));
                return;
            }
        }
        throw new IllegalStateException(name + " has no cgroup that can be frozen: " + groups());
    }

    private void until(String what, Callable<Boolean> reached) {
        await(name + ": " + what)
                .atMost(LIMIT)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .until(reached);
    }

    private static List<Long> processes(Path group) {
        var file = group.resolve("cgroup.procs");
        return Files.exists(file) ? read(file).lines().map(Long::valueOf).toList() : List.of();
    }

    private static String commandOf(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "comm"))
                    .strip();
        } catch (IOException gone) {
            return "";
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
