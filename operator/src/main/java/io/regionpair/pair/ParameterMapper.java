package io.regionpair.pair;

import io.regionpair.api.ArbitratorLoss;
import io.regionpair.api.TakeoverPolicy;
import io.regionpair.protocol.Handshake;
import io.regionpair.protocol.Handshake.Peers;
import io.regionpair.protocol.Parameters;
import io.regionpair.protocol.Timing;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Between the protocol's {@link Parameters} and the stored ones. */
final class ParameterMapper {

    private ParameterMapper() {}

    static Handshake handshake(
            io.regionpair.api.@Nullable Parameters own,
            io.regionpair.api.@Nullable Parameters acknowledged,
            io.regionpair.api.@Nullable Parameters peer) {
        return new Handshake(
                Optional.ofNullable(own).map(ParameterMapper::parameters),
                Optional.ofNullable(acknowledged).map(ParameterMapper::parameters),
                Optional.ofNullable(peer)
                        .map(stored -> new Peers(parameters(stored), Objects.requireNonNullElse(stored.term(), 0L))));
    }

    private static Parameters parameters(io.regionpair.api.Parameters stored) {
        var timed = stored.policy() == TakeoverPolicy.Timed;
        return new Parameters(
                Objects.requireNonNullElse(stored.revision(), 0L),
                Objects.requireNonNullElse(stored.policySince(), 0L),
                timed ? Optional.of(timing(stored)) : Optional.empty(),
                Boolean.TRUE.equals(stored.epochsRequired()),
                Boolean.TRUE.equals(stored.peerVouches()));
    }

    private static Timing timing(io.regionpair.api.Parameters stored) {
        return new Timing(
                seconds(stored.stalenessSeconds()),
                seconds(stored.leaseSeconds()),
                seconds(stored.stopSeconds()),
                Duration.ofMillis(Objects.requireNonNullElse(stored.clockErrorMillis(), 0)),
                seconds(stored.fenceSeconds()),
                seconds(stored.dwellSeconds()));
    }

    private static Duration seconds(@Nullable Integer stored) {
        return Duration.ofSeconds(Objects.requireNonNullElse(stored, 0));
    }

    static io.regionpair.api.@Nullable Parameters stored(Optional<Parameters> parameters) {
        return parameters.map(p -> stored(p, null)).orElse(null);
    }

    static io.regionpair.api.@Nullable Parameters storedPeer(Handshake handshake) {
        return handshake.peer().map(p -> stored(p.parameters(), p.term())).orElse(null);
    }

    private static io.regionpair.api.Parameters stored(Parameters parameters, @Nullable Long term) {
        var timed = parameters.timing().isPresent();
        return new io.regionpair.api.Parameters(
                timed ? TakeoverPolicy.Timed : TakeoverPolicy.Acknowledged,
                timed ? ArbitratorLoss.StepDown : ArbitratorLoss.Hold,
                positive(parameters.revision()),
                positive(parameters.since()),
                term,
                parameters.epochs() ? true : null,
                parameters.vouching() ? true : null,
                parameters.timing().map(t -> whole(t.lease())).orElse(null),
                parameters.timing().map(t -> whole(t.stop())).orElse(null),
                parameters.timing().map(t -> whole(t.staleness())).orElse(null),
                parameters.timing().map(t -> (int) t.clockError().toMillis()).orElse(null),
                parameters.timing().map(t -> whole(t.fence())).orElse(null),
                parameters.timing().map(t -> whole(t.dwell())).orElse(null));
    }

    /** Zero, which means that nothing was seen, is stored as absent. */
    private static @Nullable Long positive(long revision) {
        return revision > 0 ? Long.valueOf(revision) : null;
    }

    private static int whole(Duration duration) {
        return Math.toIntExact(duration.toSeconds());
    }
}
