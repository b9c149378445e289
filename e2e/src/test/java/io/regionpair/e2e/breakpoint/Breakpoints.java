package io.regionpair.e2e.breakpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.regionpair.e2e.breakpoint.agent.BreakpointAgent;
import io.regionpair.e2e.process.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import net.bytebuddy.ByteBuddy;

/**
 * The breakpoints of one operator process. At most one is set at a time, and it stops a life of the process once.
 */
public final class Breakpoints {

    private final Path folder;
    private final Path agent;

    private Breakpoints(Path folder, Path agent) {
        this.folder = folder;
        this.agent = agent;
    }

    /** Of a process that is still to be started, with {@link #jvmArgument}. */
    public static Breakpoints create() {
        var folder = Workspace.newFolder("breakpoints");
        return new Breakpoints(folder, agentJar(folder.resolve("agent.jar")));
    }

    public String jvmArgument() {
        return "-javaagent:" + agent + "=" + folder;
    }

    /**
     * Threads that come to this point from now on wait there; the process hears of no change of the record any more. Forgets what was
     * before.
     *
     * @param point {@code before} or {@code after} and the name of a step
     */
    public void stopAt(String point) {
        clear();
        write("stop-at", point);
    }

    /** From now on the process raises workloads with versions that it reads after it confirmed its role. */
    public void orderWrongly() {
        write("wrong-order", "");
    }

    public boolean reached() {
        return Files.exists(folder.resolve("reached"));
    }

    /** The thread that waits goes on; the process doesn't notice yet what happened meanwhile. */
    public void go() {
        write("go", "");
    }

    /** What came of the step that a thread was stopped before; empty until it has ended. */
    public String done() {
        return read("done");
    }

    /** What the process did since it was stopped, a line for each step that ended. */
    public String trace() {
        return read("trace");
    }

    /** It may hear again how the record changes; that it doesn't lead any more, it still doesn't notice. */
    public void see() {
        write("see", "");
    }

    /** It may notice everything, and end. */
    public void release() {
        write("go", "");
        see();
        write("release", "");
    }

    /** Forgets what was wanted and what was seen. */
    public void clear() {
        for (var name : new String[] {"stop-at", "wrong-order", "reached", "go", "done", "trace", "see", "release"}) {
            try {
                Files.deleteIfExists(folder.resolve(name));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private String read(String name) {
        try {
            return Files.exists(folder.resolve(name)) ? Files.readString(folder.resolve(name)) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // Whole or not at all: the process looks all the time.
    private void write(String name, String text) {
        try {
            var whole = Files.write(folder.resolve(name + ".new"), text.getBytes(UTF_8));
            Files.move(whole, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The agent from our own test classes; its library is taken from where our class path has it. */
    private static Path agentJar(Path jar) {
        var manifest = new Manifest();
        var attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(new Attributes.Name("Premain-Class"), BreakpointAgent.class.getName());
        attributes.put(
                Attributes.Name.CLASS_PATH, location(ByteBuddy.class).toUri().toString());
        var classes = location(BreakpointAgent.class);
        var agent = classes.resolve(BreakpointAgent.class.getPackageName().replace('.', '/'));
        try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                var files = Files.list(agent)) {
            for (var file : files.sorted().toList()) {
                out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                Files.copy(file, out);
                out.closeEntry();
            }
            return jar;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path location(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
