package io.regionpair.pair;

import io.regionpair.peer.Told;
import io.regionpair.protocol.Parameters;
import io.regionpair.protocol.Timing;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Between the protocol's {@link Parameters} and those on the wire. */
final class ToldMapper {

    private ToldMapper() {}

    static @Nullable Told told(Optional<Parameters> parameters) {
        return parameters.map(ToldMapper::told).orElse(null);
    }

    private static Told told(Parameters parameters) {
        return new Told(
                parameters.revision(),
                parameters.since(),
                parameters.epochs(),
                parameters.vouching(),
                parameters
                        .timing()
                        .map(t -> new Told.Numbers(
                                whole(t.staleness()),
                                whole(t.lease()),
                                whole(t.stop()),
                                (int) t.clockError().toMillis(),
                                whole(t.fence()),
                                whole(t.dwell())))
                        .orElse(null));
    }

    static Optional<Parameters> parameters(@Nullable Told told) {
        return Optional.ofNullable(told)
                .map(t -> new Parameters(
                        t.revision(),
                        t.since(),
                        Optional.ofNullable(t.numbers()).map(ToldMapper::timing),
                        t.epochsRequired(),
                        t.peerVouches()));
    }

    private static Timing timing(Told.Numbers numbers) {
        return new Timing(
                Duration.ofSeconds(numbers.staleness()),
                Duration.ofSeconds(numbers.lease()),
                Duration.ofSeconds(numbers.stop()),
                Duration.ofMillis(numbers.clockErrorMillis()),
                Duration.ofSeconds(numbers.fence()),
                Duration.ofSeconds(numbers.dwell()));
    }

    private static int whole(Duration duration) {
        return Math.toIntExact(duration.toSeconds());
    }
}
