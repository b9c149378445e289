package io.regionpair.e2e.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LifetimeTest {

    @TempDir
    private Path folder;

    @AfterEach
    void nothingIsLeft() {
        await("shells that watch over programs end with them")
                .until(() -> ProcessHandle.current().descendants().toList(), List::isEmpty);
    }

    @Test
    void tiedProgramsEndWithAJvmThatIsKilled() throws IOException {
        var starter = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Starter.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var program = ProcessId.of(Long.parseLong(starter.inputReader(UTF_8).readLine()))
                .orElseThrow();

        starter.destroyForcibly();

        await().until(() -> !program.alive());
    }

    @Test
    void stoppedProgramsEndToo() {
        var child = Launcher.start(program("sleep", "1000"), Lifetime.tiedToUs());
        child.send(Signal.STOP);

        child.close();

        assertThat(child.alive()).isFalse();
    }

    @Test
    void ctrlCIsForUsToHandle() throws IOException, InterruptedException {
        var child = Launcher.start(program("sleep", "1000"), Lifetime.tiedToUs());

        // A terminal sends it to us and to the shell between us and the program.
        var shell = ProcessHandle.current().children().findFirst().orElseThrow();
        new ProcessBuilder("kill", "-INT", Long.toString(shell.pid())).start().waitFor();

        child.send(Signal.STOP);
        child.send(Signal.CONT);
        assertThat(shell.isAlive()).isTrue();
        assertThat(child.alive()).isTrue();
        child.close();
    }

    @Test
    void programsThatIgnoreTheRequestAreKilled() {
        var child = Launcher.start(
                program("bash", "-c", "trap '' TERM; while true; do sleep 0.1; done"), Lifetime.tiedToUs());

        child.close();

        assertThat(child.alive()).isFalse();
    }

    @Test
    void detachedProgramsAreFoundAgain() {
        var register = folder.resolve("processes");
        var child = Launcher.start(program("sleep", "1000"), Lifetime.detached(register));
        assertThat(new ProcessRegister(register).running())
                .extracting(Child::id)
                .containsExactly(child.id());

        new ProcessRegister(register).endAll();

        assertThat(child.alive()).isFalse();
        assertThat(new ProcessRegister(register).running()).isEmpty();
    }

    @Test
    void anotherProcessWithTheSameNumberIsNotOurs() {
        var own = ProcessId.of(ProcessHandle.current().pid()).orElseThrow();

        assertThat(new ProcessId(own.pid(), "1").alive()).isFalse();
    }

    @Test
    void portsAreHandedOutOnce() {
        var ports = Stream.generate(Ports::take).limit(50).toList();

        assertThat(ports).doesNotHaveDuplicates().allMatch(port -> port < 32_768);
    }

    private Program program(String... command) {
        return new Program(command[0], List.of(command), Map.of(), folder.resolve("log"));
    }

    /** Stands for a test's JVM. */
    static final class Starter {

        private Starter() {}

        public static void main(String[] arguments) throws InterruptedException {
            var log = Path.of(arguments[0], "log");
            var child =
                    Launcher.start(new Program("sleep", List.of("sleep", "1000"), Map.of(), log), Lifetime.tiedToUs());
            System.out.println(child.id().pid());
            Thread.currentThread().join();
        }
    }
}
