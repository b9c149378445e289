package io.regionpair.pair;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.regionpair.api.Reason;
import io.regionpair.api.Role;
import io.regionpair.protocol.PeerAnswer;
import io.regionpair.protocol.PeerAnswer.Sight;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PairMetricsTest {

    private static final Sight SIGHT = new Sight(Role.Demoting, 3, OptionalLong.empty());

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final PairMetrics metrics = new PairMetrics(registry, () -> 0);

    @Test
    void whatCameOfEachQuestionIsCountedByItsReason() {
        metrics.asked("shop", new PeerAnswer.Silent(Reason.PeerAnsweredOther, "another attempt"));
        metrics.asked("shop", new PeerAnswer.Silent(Reason.PeerAnsweredOther, "another pair"));
        metrics.asked("shop", new PeerAnswer.No("a1", SIGHT, Reason.PeerNotPassive, "Demoting"));
        metrics.asked("shop", new PeerAnswer.Yes("a1", SIGHT, Set.of(), List.of()));

        assertThat(count("silent", "PeerAnsweredOther")).isEqualTo(2);
        assertThat(count("no", "PeerNotPassive")).isEqualTo(1);
        assertThat(count("yes", "AcknowledgementReceived")).isEqualTo(1);
        metrics.gone("shop");
        assertThat(registry.getMeters()).isEmpty();
    }

    private double count(String kind, String reason) {
        return registry.get("regionpair.peer.answers")
                .tags("pair", "shop", "kind", kind, "reason", reason)
                .counter()
                .count();
    }
}
