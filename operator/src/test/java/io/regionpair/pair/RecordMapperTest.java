package io.regionpair.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.regionpair.api.RegionRecordSpec;
import io.regionpair.api.Role;
import io.regionpair.protocol.Coverage;
import io.regionpair.protocol.Handshake;
import io.regionpair.protocol.LostPod;
import io.regionpair.protocol.Memory;
import io.regionpair.protocol.Parameters;
import io.regionpair.protocol.Timing;
import io.regionpair.protocol.WorkloadId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordMapperTest {

    @Property
    void whatIsStoredIsReadBackTheSame(@ForAll("memories") Memory memory) throws Exception {
        var json = Serialization.asJson(RecordMapper.spec(memory, null));

        var read = RecordMapper.memory(Serialization.unmarshal(json, RegionRecordSpec.class));

        assertThat(read).isEqualTo(memory);
    }

    @Provide
    Arbitrary<Memory> memories() {
        var word = Arbitraries.strings().alpha().numeric().ofMinLength(1).ofMaxLength(12);
        var number = Arbitraries.longs().between(0, Long.MAX_VALUE);
        var coverage = Combinators.combine(
                        Arbitraries.of(true, false),
                        Arbitraries.maps(word.map(w -> "ns/" + w), word).ofMaxSize(3))
                .as(Coverage::new);
        var count = Combinators.combine(
                        Arbitraries.of(
                                Map.entry("apps", "Deployment"),
                                Map.entry("apps", "StatefulSet"),
                                Map.entry("batch", "CronJob")),
                        word,
                        Arbitraries.integers().between(0, 10_000))
                .as((kind, name, replicas) ->
                        new Memory.ReplicaCount(new WorkloadId("ns", kind.getKey(), kind.getValue(), name), replicas));
        var lost = Combinators.combine(
                        word, word, word, word, Arbitraries.integers().between(0, 1_000_000))
                .as((uid, namespace, name, node, since) ->
                        new LostPod(uid, namespace, name, node, Instant.ofEpochSecond(since)))
                .list()
                .ofMaxSize(3);
        var withoutLost = Combinators.combine(
                        Arbitraries.of(Role.class).filter(role -> role != Role.Unknown),
                        number,
                        number.optional()
                                .map(epoch -> epoch.map(OptionalLong::of).orElse(OptionalLong.empty())),
                        word.optional(),
                        word.optional(),
                        coverage,
                        count.list().ofMaxSize(3),
                        Combinators.combine(word, word)
                                .as(Memory.Assertion::new)
                                .optional())
                .as((role, term, epoch, attempt, granted, covered, counts, assertion) -> new Memory(
                        role,
                        term,
                        epoch,
                        attempt,
                        granted,
                        covered,
                        counts,
                        assertion,
                        List.of(),
                        Handshake.NONE,
                        covered));
        var timing = Arbitraries.integers()
                .between(0, 86_400)
                .list()
                .ofSize(6)
                .map(n -> new Timing(
                        Duration.ofSeconds(n.get(0)),
                        Duration.ofSeconds(n.get(1)),
                        Duration.ofSeconds(n.get(2)),
                        Duration.ofMillis(n.get(3)),
                        Duration.ofSeconds(n.get(4)),
                        Duration.ofSeconds(n.get(5))));
        var parameters = Combinators.combine(
                        number, number, timing.optional(), Arbitraries.of(true, false), Arbitraries.of(true, false))
                .as(Parameters::new);
        var handshake = Combinators.combine(
                        parameters.optional(),
                        parameters.optional(),
                        Combinators.combine(parameters, number)
                                .as(Handshake.Peers::new)
                                .optional())
                .as(Handshake::new);
        return Combinators.combine(withoutLost, lost, handshake)
                .as((memory, pods, shaken) -> new Memory(
                        memory.role(),
                        memory.term(),
                        memory.maxEpoch(),
                        memory.attempt(),
                        memory.grantedTo(),
                        memory.coverage(),
                        memory.counts(),
                        memory.assertion(),
                        pods,
                        shaken,
                        memory.stopped()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"role\": \"Passive\", \"term\": 1}",
                "{\"protocolVersion\": 3, \"role\": \"Passive\", \"term\": 1}",
                "{\"protocolVersion\": 0, \"role\": \"Passive\", \"term\": 1}",
                "{\"protocolVersion\": 1, \"term\": 1}",
                "{\"protocolVersion\": 1, \"role\": \"Unknown\", \"term\": 1}",
                "{\"protocolVersion\": 1, \"role\": \"passive\", \"term\": 1}",
                "{\"protocolVersion\": 1, \"role\": \"Fencing\", \"term\": 1}"
            })
    void whatThisVersionCannotTellIsUninterpretable(String json) {
        var spec = Serialization.unmarshal(json, RegionRecordSpec.class);

        assertThatThrownBy(() -> RecordMapper.memory(spec)).isInstanceOf(RecordMapper.UninterpretableException.class);
    }

    @Example
    void aRecordWithoutASpecIsUninterpretable() {
        assertThatThrownBy(() -> RecordMapper.memory(null)).isInstanceOf(RecordMapper.UninterpretableException.class);
    }

    @Example
    void aNewerFieldIsNoReasonNotToRead() throws Exception {
        var json = "{\"protocolVersion\": 1, \"role\": \"Active\", \"term\": 6, \"novelty\": {\"a\": 1}}";

        var memory = RecordMapper.memory(Serialization.unmarshal(json, RegionRecordSpec.class));

        assertThat(memory.role()).isEqualTo(Role.Active);
        assertThat(memory.term()).isEqualTo(6);
        assertThat(memory.coverage()).isEqualTo(Coverage.NOTHING);
        assertThat(memory.grantedTo()).isEqualTo(Optional.empty());
    }
}
