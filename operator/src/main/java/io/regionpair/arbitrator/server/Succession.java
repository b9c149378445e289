package io.regionpair.arbitrator.server;

import java.util.Optional;

/** Whether a document may follow another one. What went to operators can't be taken back: they have stored its epoch. */
final class Succession {

    private Succession() {}

    /** Why {@code next} must not be served after {@code before}, in one sentence; absent when it may. */
    static Optional<String> objection(PairDocument before, PairDocument next) {
        if (before.epoch().isEmpty()) {
            return Optional.empty();
        }
        var had = before.epoch().getAsLong();
        if (next.epoch().isEmpty()) {
            return Optional.of("it has no epoch, and epoch " + had + " was served before");
        }
        var has = next.epoch().getAsLong();
        if (has < had) {
            return Optional.of("its epoch " + has + " is older than " + had + ", which was served before");
        }
        var changes = !next.active().equals(before.active());
        if (has == had && changes) {
            return Optional.of("it names " + next.active() + " in epoch " + has + ", in which " + before.active()
                    + " was named before; a change of \"active\" takes a new epoch");
        }
        if (has == had + 1 && !changes) {
            return Optional.of("its epoch " + has + " follows " + had + " and names " + next.active()
                    + " again; an epoch grows exactly when \"active\" changes");
        }
        return Optional.empty();
    }
}
