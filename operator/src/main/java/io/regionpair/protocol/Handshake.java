package io.regionpair.protocol;

import io.regionpair.api.Role;
import io.regionpair.protocol.PeerAnswer.Sight;
import java.time.Duration;
import java.util.Optional;

/**
 * What the two regions told each other of their parameters, as stored here.
 *
 * @param own as told to the peer; absent in a region that never was {@code Timed}
 * @param acknowledged what the peer was seen to have stored of them; its lease is the shortest that the peer may rest on by now, because it
 *     may have stored a later word that nobody here heard of. Revision 0: it was seen to have stored nothing
 * @param peer what the peer told, see {@link Peers}
 */
public record Handshake(Optional<Parameters> own, Optional<Parameters> acknowledged, Optional<Peers> peer) {

    public static final Handshake NONE = new Handshake(Optional.empty(), Optional.empty(), Optional.empty());

    /**
     * The peer's parameters, with the longest of the numbers that it had under {@code term}: a lease, or a process, of an earlier edit may
     * still be there.
     */
    public record Peers(Parameters parameters, long term) {

        Peers seeing(Sight sight, Parameters shown) {
            if (shown.revision() < parameters.revision()) {
                return this;
            }
            // Passive: everything has ended. Active under another term: it was passive in between.
            var fresh = sight.role() == Role.Passive || (sight.role() == Role.Active && sight.term() != term);
            return fresh ? new Peers(shown, sight.term()) : new Peers(parameters.worst(shown), term);
        }
    }

    /**
     * A lease is in force: this region is {@code Timed}, or it was and the peer isn't known to know that it isn't any more. A region that
     * held on while the other one starts by time would run twice (C13).
     */
    boolean leased() {
        return own.filter(Parameters::timed).isPresent()
                || acknowledged.filter(Parameters::timed).isPresent();
    }

    /** L: an increase counts only when the peer knows of it, a decrease at once. Zero when no lease is in force. */
    Duration lease() {
        var mine = own.flatMap(Parameters::timing).map(Timing::lease);
        var known = acknowledged.flatMap(Parameters::timing).map(Timing::lease);
        return mine.flatMap(l -> known.filter(k -> k.compareTo(l) < 0).or(() -> mine))
                .or(() -> known)
                .orElse(Duration.ZERO);
    }

    /** The peer has stored a word of this region since its policy became what it is. */
    boolean confirmed() {
        return own.isPresent()
                && acknowledged
                        .filter(known -> known.revision() >= own.get().since())
                        .isPresent();
    }

    /** The same after a look at the spec and at what the peer shows. */
    Handshake next(Params params, Optional<Sight> sight) {
        if (own.isEmpty() && params.timed().isEmpty()) {
            return this;
        }
        var known = sight.flatMap(Sight::known);
        var tells = own.map(mine ->
                        mine.following(params, known.map(Parameters::revision).orElse(0L)))
                .orElseGet(() -> Parameters.first(params));
        return new Handshake(
                Optional.of(tells),
                restingOn(tells, known.filter(k -> k.revision() <= tells.revision())),
                sight.map(this::peerSeen).orElse(peer));
    }

    /** What the peer may rest on while this region tells {@code tells}, after it was seen to have stored {@code known}. */
    private Optional<Parameters> restingOn(Parameters tells, Optional<Parameters> known) {
        // Nobody sees whether the peer has stored what was told until now.
        var bound = own.filter(told -> !told.equals(tells))
                .map(told -> acknowledged.orElse(Parameters.NEVER_SEEN).bounded(told.timing()))
                .or(() -> acknowledged);
        var later =
                known.filter(k -> bound.filter(b -> b.revision() > k.revision()).isEmpty());
        // A word that is older than the latest one: a later one may be on its way.
        return later.map(k -> k.revision() == tells.revision() ? k : k.bounded(bound.flatMap(Parameters::timing)))
                .or(() -> bound);
    }

    private Optional<Peers> peerSeen(Sight sight) {
        return sight.own()
                .map(shown ->
                        peer.map(known -> known.seeing(sight, shown)).orElseGet(() -> new Peers(shown, sight.term())))
                .or(() -> peer);
    }
}
