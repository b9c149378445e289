package io.regionpair.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What {@code arbitrator check} is to check.
 *
 * @param files at least one
 * @param regions the two that they may name; empty: any two
 * @param follows the document that each of them is to replace; absent: none
 */
public record CheckSettings(List<Path> files, List<String> regions, Optional<Path> follows) {

    public CheckSettings {
        files = List.copyOf(files);
        regions = List.copyOf(regions);
    }
}
