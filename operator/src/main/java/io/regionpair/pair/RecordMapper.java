package io.regionpair.pair;

import io.regionpair.api.Assertion;
import io.regionpair.api.Grant;
import io.regionpair.api.LastDecision;
import io.regionpair.api.LostPod;
import io.regionpair.api.RegionRecordSpec;
import io.regionpair.api.ReplicaCount;
import io.regionpair.api.Role;
import io.regionpair.protocol.Coverage;
import io.regionpair.protocol.Memory;
import io.regionpair.protocol.WorkloadId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Between the stored RegionRecord and the protocol's {@link Memory}. */
final class RecordMapper {

    /** What this version writes. A record with a higher number freezes this version (docs/protocol.md, T7). */
    static final int PROTOCOL_VERSION = 2;

    private static final Map<String, String> GROUPS =
            Map.of("Deployment", "apps", "StatefulSet", "apps", "CronJob", "batch");

    private RecordMapper() {}

    /** The record is there and this version can't tell what it means. */
    static final class UninterpretableException extends Exception {
        UninterpretableException(String detail) {
            super(detail);
        }
    }

    static Memory memory(@Nullable RegionRecordSpec spec) throws UninterpretableException {
        if (spec == null) {
            throw new UninterpretableException("the RegionRecord has no spec");
        }
        var version = Objects.requireNonNullElse(spec.protocolVersion(), 0);
        if (version > PROTOCOL_VERSION || version < 1) {
            throw new UninterpretableException("the RegionRecord was written with protocol version " + version
                    + ", this operator knows " + PROTOCOL_VERSION);
        }
        return new Memory(
                role(spec.role()),
                Objects.requireNonNullElse(spec.term(), 0L),
                spec.maxEpoch() == null ? OptionalLong.empty() : OptionalLong.of(spec.maxEpoch()),
                Optional.ofNullable(spec.attempt()),
                Optional.ofNullable(spec.grantedTo()).map(Grant::attempt),
                coverage(spec.coverage()),
                spec.counts().stream().map(RecordMapper::count).toList(),
                Optional.ofNullable(spec.assertion())
                        .map(a -> new Memory.Assertion(orEmpty(a.by()), orEmpty(a.reason()))),
                spec.lostPods().stream().map(RecordMapper::lost).toList(),
                ParameterMapper.handshake(spec.ownParams(), spec.acknowledgedParams(), spec.peerParams()),
                coverage(spec.stopped()));
    }

    private static io.regionpair.protocol.LostPod lost(LostPod stored) {
        return new io.regionpair.protocol.LostPod(
                stored.uid(),
                orEmpty(stored.namespace()),
                orEmpty(stored.name()),
                orEmpty(stored.node()),
                Objects.requireNonNullElse(stored.since(), Instant.EPOCH));
    }

    /** As people see it, in the record and in the status. */
    static List<LostPod> lost(Memory memory) {
        return memory.lost().stream()
                .map(pod -> new LostPod(pod.uid(), pod.namespace(), pod.name(), pod.node(), pod.since()))
                .toList();
    }

    private static Role role(@Nullable String word) throws UninterpretableException {
        for (var role : Role.values()) {
            if (role != Role.Unknown && role.name().equals(word)) {
                return role;
            }
        }
        throw new UninterpretableException("the RegionRecord has an unknown role");
    }

    private static Coverage coverage(io.regionpair.api.@Nullable Coverage stored) {
        return stored == null ? Coverage.NOTHING : new Coverage(Boolean.TRUE.equals(stored.all()), stored.components());
    }

    private static Memory.ReplicaCount count(ReplicaCount stored) {
        var kind = orEmpty(stored.kind());
        return new Memory.ReplicaCount(
                new WorkloadId(
                        orEmpty(stored.namespace()), GROUPS.getOrDefault(kind, ""), kind, orEmpty(stored.name())),
                Objects.requireNonNullElse(stored.replicas(), 0));
    }

    static RegionRecordSpec spec(Memory memory, @Nullable LastDecision decision) {
        return new RegionRecordSpec(
                PROTOCOL_VERSION,
                memory.role().name(),
                memory.term(),
                memory.maxEpoch().isPresent() ? Long.valueOf(memory.maxEpoch().getAsLong()) : null,
                memory.attempt().orElse(null),
                memory.grantedTo().map(nonce -> new Grant(nonce, null)).orElse(null),
                coverage(memory.coverage()),
                coverage(memory.stopped()),
                counts(memory),
                memory.assertion()
                        .map(a -> new Assertion(a.by(), a.reason(), decision == null ? null : decision.at(), null))
                        .orElse(null),
                lost(memory),
                ParameterMapper.stored(memory.handshake().own()),
                ParameterMapper.stored(memory.handshake().acknowledged()),
                ParameterMapper.storedPeer(memory.handshake()),
                decision);
    }

    private static io.regionpair.api.@Nullable Coverage coverage(Coverage coverage) {
        return coverage.equals(Coverage.NOTHING)
                ? null
                : new io.regionpair.api.Coverage(coverage.all() ? true : null, coverage.components());
    }

    private static List<ReplicaCount> counts(Memory memory) {
        return memory.counts().stream()
                .map(count -> new ReplicaCount(
                        count.workload().namespace(),
                        count.workload().kind(),
                        count.workload().name(),
                        count.replicas()))
                .toList();
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
