package io.regionpair.arbitrator.server;

import java.util.Optional;

/**
 * Whether an instance may be asked. A broken document or a source that is away are no reason to say no: the last good answer with its age
 * is worth more than none, and every instance would say no at once. Having nothing to say is one.
 */
final class Readiness {

    private Readiness() {}

    static Optional<String> trouble(Pairs pairs, Keeper keeper) {
        var missing = pairs.missingDefault();
        if (missing.isPresent()) {
            return Optional.of("the default pair " + missing.get() + " has no valid document" + why(pairs, keeper));
        }
        return pairs.all().stream().anyMatch(pair -> pair.served().isPresent())
                ? Optional.empty()
                : Optional.of("there is no valid document yet" + why(pairs, keeper));
    }

    private static String why(Pairs pairs, Keeper keeper) {
        return keeper.sourceTrouble()
                .or(() -> pairs.all().stream()
                        .flatMap(pair -> pair.trouble().stream())
                        .findFirst())
                .map(reason -> ": " + reason)
                .orElse("");
    }
}
