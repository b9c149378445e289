package io.regionpair.cli;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What {@code plan} is to plan.
 *
 * @param to the region that becomes active
 * @param region the one that this cluster is; absent: what the pair's status says
 */
public record PlanSettings(
        String pair, String to, Optional<String> region, Optional<Path> kubeconfig, Optional<String> kubeContext) {}
