package io.regionpair.protocol.simulation;

import io.regionpair.api.Role;
import io.regionpair.protocol.Grant;
import io.regionpair.protocol.Grant.Confirmation;
import io.regionpair.protocol.Memory;
import java.util.Optional;
import java.util.function.Consumer;

/** What one operator process answers guards, as the product does it: a read for each start, a shared one for renewals. */
final class Grants {

    private static final long SHARED = 1_000;

    private final Process process;
    private final Simulation world;
    private Optional<Confirmation> latest = Optional.empty();

    Grants(Process process, Simulation world) {
        this.process = process;
        this.world = world;
    }

    void reset() {
        latest = Optional.empty();
    }

    void answer(Grant.Request request, Consumer<Grant.Answer> then) {
        var askedAt = process.nanos();
        var term = process.state().durable().confirmed().map(Memory::term).orElse(0L);
        var fresh = latest.filter(read -> read.term() == term && askedAt - read.sentAt() < SHARED * 1_000_000)
                .isPresent();
        if (fresh && (request.holds().isPresent() || world.is(Mutant.StartOnOldRead))) {
            reply(request, world.is(Mutant.StartOnOldRead) ? Long.MIN_VALUE / 2 : askedAt, then);
            return;
        }
        process.cluster.request(process, () -> isActive(term), response -> {
            if (response.value().isPresent()) {
                latest = response.value().get() ? Optional.of(new Confirmation(term, askedAt)) : Optional.empty();
            }
            reply(request, askedAt, then);
        });
    }

    private boolean isActive(long term) {
        return process.cluster
                .record()
                .filter(memory -> memory.role() == Role.Active && memory.term() == term)
                .isPresent();
    }

    private void reply(Grant.Request request, long askedAt, Consumer<Grant.Answer> then) {
        then.accept(Grant.answer(
                process.state(), world.params(process.cluster), request, latest, askedAt, process.nanos()));
    }
}
