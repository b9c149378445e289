package io.regionpair.e2e.breakpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.e2e.process.Workspace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BreakpointsIT {

    private static final Path OPERATOR = Workspace.root().resolve("operator/target/regionpair.jar");

    @Test
    void theyFitTheOperatorOfThisBuild() throws Exception {
        assertThat(run("-jar", OPERATOR.toString(), "--version")).contains("ended with 0");
    }

    /** Or a renamed method would leave stories that wait for nothing, or stop nothing. */
    @Test
    void aProgramThatTheyDoNotFitEndsAtOnce() throws Exception {
        assertThat(run("-cp", "none", "none"))
                .contains("there is no class io.regionpair.pair.RecordStore")
                .contains("there is no class io.regionpair.ops.Leadership")
                .contains("ended with 70");
    }

    private static String run(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add(Breakpoints.create().jvmArgument());
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes(), UTF_8);
        return output + "ended with " + process.waitFor();
    }
}
