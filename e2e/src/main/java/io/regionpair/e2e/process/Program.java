package io.regionpair.e2e.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A program to run.
 *
 * @param environment added to what this process has
 * @param log takes both of its outputs, appended, so that a restart keeps what the first life said
 */
public record Program(String name, List<String> command, Map<String, String> environment, Path log) {

    public Program {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }
}
