package io.regionpair.pair;

import io.fabric8.kubernetes.api.model.FieldsV1;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.regionpair.api.ArbitratorLoss;
import io.regionpair.api.ArbitratorSpec;
import io.regionpair.api.DeletionPolicy;
import io.regionpair.api.EpochPolicy;
import io.regionpair.api.Failsafe;
import io.regionpair.api.OverrideAction;
import io.regionpair.api.PairMode;
import io.regionpair.api.Pause;
import io.regionpair.api.PeerSpec;
import io.regionpair.api.Region;
import io.regionpair.api.RegionPair;
import io.regionpair.api.RegionPairSpec;
import io.regionpair.api.RegionPairStatus;
import io.regionpair.api.Role;
import io.regionpair.api.RoleOverride;
import io.regionpair.api.TakeoverPolicy;
import io.regionpair.api.TakeoverSpec;
import io.regionpair.api.Timing;
import io.regionpair.api.Unguarded;
import io.regionpair.protocol.Coverage;
import io.regionpair.protocol.Handshake;
import io.regionpair.protocol.LostPod;
import io.regionpair.protocol.Memory;
import io.regionpair.protocol.Params;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Pairs, their parameters and records, as tests speak of them: this region is {@code eu}, the other one {@code us}. */
public final class Pairs {

    static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    static final Params PARAMS = new Params(
            "eu",
            "us",
            2,
            Params.Epochs.Optional,
            true,
            false,
            Optional.empty(),
            Params.Leaving.No,
            Duration.ofMillis(500));

    private Pairs() {}

    static Memory record(Role role, long term) {
        var attempt = switch (role) {
            case Promoting, Active -> Optional.of("attempt-1");
            case Demoting -> Optional.of("drain-1");
            case Passive, Frozen, Unknown -> Optional.<String>empty();
        };
        return new Memory(
                role,
                term,
                OptionalLong.empty(),
                attempt,
                Optional.empty(),
                role == Role.Active ? Coverage.EVERYTHING : Coverage.NOTHING,
                List.of(),
                Optional.empty(),
                List.of(),
                Handshake.NONE,
                Coverage.NOTHING);
    }

    static Memory losing(Memory memory, LostPod... pods) {
        return new Memory(
                memory.role(),
                memory.term(),
                memory.maxEpoch(),
                memory.attempt(),
                memory.grantedTo(),
                memory.coverage(),
                memory.counts(),
                memory.assertion(),
                List.of(pods),
                memory.handshake(),
                memory.stopped());
    }

    public static PairBuilder pair() {
        return new PairBuilder();
    }

    /** A RegionPair as an API server would hand it out, defaults filled in. */
    public static final class PairBuilder {
        private PairMode mode = PairMode.Act;
        private int poll = 2;
        private List<String> endpoints = List.of("https://judge.example.com/");
        private EpochPolicy epoch = EpochPolicy.Optional;
        private TakeoverPolicy policy = TakeoverPolicy.Acknowledged;
        private DeletionPolicy deletionPolicy = DeletionPolicy.Retain;
        private List<String> regions = List.of("eu", "us");
        private List<String> namespaces = List.of("hopsworks");
        private @Nullable Timing timing;
        private @Nullable String deletedAt;
        private @Nullable Pause pause;
        private @Nullable RoleOverride override;
        private @Nullable RegionPairStatus status;
        private final List<ManagedFieldsEntry> managed = new ArrayList<>();

        PairBuilder mode(PairMode other) {
            mode = other;
            return this;
        }

        PairBuilder pollSeconds(int seconds) {
            poll = seconds;
            return this;
        }

        PairBuilder arbitratedBy(String... urls) {
            endpoints = List.of(urls);
            return this;
        }

        PairBuilder epoch(EpochPolicy other) {
            epoch = other;
            return this;
        }

        PairBuilder policy(TakeoverPolicy other) {
            policy = other;
            return this;
        }

        PairBuilder timed(Timing numbers) {
            policy = TakeoverPolicy.Timed;
            timing = numbers;
            return this;
        }

        PairBuilder deleted(DeletionPolicy how) {
            deletionPolicy = how;
            deletedAt = NOW.toString();
            return this;
        }

        PairBuilder between(String... names) {
            regions = List.of(names);
            return this;
        }

        PairBuilder pausedUntil(Instant until) {
            pause = new Pause(until, "maintenance");
            return this;
        }

        PairBuilder forced(OverrideAction action, String region, @Nullable Instant until) {
            override = new RoleOverride(
                    action, region, action == OverrideAction.ForceActive ? Long.valueOf(7) : null, "ticket", until);
            return this;
        }

        /** The API server recorded that somebody wrote the override then. */
        PairBuilder overrideWrittenAt(Instant moment) {
            managed.add(entry("kubectl", moment, "f:override"));
            managed.add(entry("argocd", moment.plusSeconds(9_000), "f:namespaces"));
            return this;
        }

        private static ManagedFieldsEntry entry(String manager, Instant moment, String field) {
            var fields = new FieldsV1();
            fields.setAdditionalProperty("f:spec", Map.of(field, Map.of()));
            var entry = new ManagedFieldsEntry();
            entry.setManager(manager);
            entry.setTime(moment.toString());
            entry.setFieldsV1(fields);
            return entry;
        }

        PairBuilder status(@Nullable RegionPairStatus other) {
            status = other;
            return this;
        }

        public RegionPair build() {
            var pair = new RegionPair();
            pair.setMetadata(new ObjectMetaBuilder()
                    .withName("hopsworks")
                    .withUid("uid-pair")
                    .withGeneration(3L)
                    .withDeletionTimestamp(deletedAt)
                    .withManagedFields(managed)
                    .build());
            pair.setSpec(new RegionPairSpec(
                    regions.stream()
                            .map(name -> new Region(name, "https://" + name + ".example.com:8443"))
                            .toList(),
                    namespaces,
                    new ArbitratorSpec(endpoints, poll, 2, epoch, 60, null),
                    new PeerSpec("regionpair-peer", "regionpair.io", null),
                    new TakeoverSpec(policy, Unguarded.Refuse, Failsafe.None, timing),
                    ArbitratorLoss.Hold,
                    2,
                    mode,
                    deletionPolicy,
                    pause,
                    override));
            pair.setStatus(status);
            return pair;
        }
    }
}
