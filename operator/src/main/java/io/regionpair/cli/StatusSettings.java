package io.regionpair.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What {@code status} is to tell.
 *
 * @param pair absent: every pair
 * @param kubeContexts the clusters; empty: the kubeconfig's current one
 * @param json for programs, instead of for people
 */
public record StatusSettings(
        Optional<String> pair, Optional<Path> kubeconfig, List<String> kubeContexts, boolean json) {

    /** Copies. */
    public StatusSettings {
        kubeContexts = List.copyOf(kubeContexts);
    }
}
