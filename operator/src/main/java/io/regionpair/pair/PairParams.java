package io.regionpair.pair;

import io.regionpair.api.DeletionPolicy;
import io.regionpair.api.EpochPolicy;
import io.regionpair.api.Failsafe;
import io.regionpair.api.OverrideAction;
import io.regionpair.api.PairMode;
import io.regionpair.api.Reason;
import io.regionpair.api.Region;
import io.regionpair.api.RegionPair;
import io.regionpair.api.RoleOverride;
import io.regionpair.api.TakeoverPolicy;
import io.regionpair.api.TakeoverSpec;
import io.regionpair.api.Unguarded;
import io.regionpair.protocol.LostPod;
import io.regionpair.protocol.Params;
import io.regionpair.protocol.Params.Epochs;
import io.regionpair.protocol.Params.Leaving;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a RegionPair's spec means at one moment in one region. Pure. */
final class PairParams {

    /** A longer override would outlive the emergency that it was written in. */
    static final Duration MAX_FORCE = Duration.ofHours(1);

    /** Half of the usual poll interval at most: the question costs little, and its answer ends an outage. */
    private static final Duration MAX_ASK_PAUSE = Duration.ofMillis(500);

    /** Something in the spec that only the operator can see. */
    record Complaint(Reason reason, String message) {}

    private PairParams() {}

    /** The parameters; absent when this operator's region isn't one of the pair's two. */
    static Optional<Params> of(RegionPair pair, String self, Instant now) {
        var spec = pair.getSpec();
        var peer = peerOf(pair, self);
        if (peer.isEmpty()) {
            return Optional.empty();
        }
        var poll =
                Duration.ofSeconds(Objects.requireNonNullElse(spec.arbitrator().pollIntervalSeconds(), 2));
        var half = poll.dividedBy(2);
        return Optional.of(new Params(
                self,
                peer.get().name(),
                Objects.requireNonNullElse(spec.confirmations(), 2),
                epochs(spec.arbitrator().epoch()),
                acts(pair),
                spec.pause() != null && now.isBefore(spec.pause().until()),
                force(pair, now),
                leaving(pair),
                half.compareTo(MAX_ASK_PAUSE) < 0 ? half : MAX_ASK_PAUSE,
                timed(spec.takeover())));
    }

    private static Optional<Params.Timed> timed(@Nullable TakeoverSpec takeover) {
        if (takeover == null || takeover.policy() != TakeoverPolicy.Timed || takeover.timing() == null) {
            return Optional.empty();
        }
        var timing = takeover.timing();
        return Optional.of(new Params.Timed(
                new io.regionpair.protocol.Timing(
                        Duration.ofSeconds(timing.stalenessSeconds()),
                        Duration.ofSeconds(timing.leaseSeconds()),
                        Duration.ofSeconds(timing.stopSeconds()),
                        Duration.ofMillis(timing.clockErrorMillis()),
                        Duration.ofSeconds(timing.fenceSeconds()),
                        Duration.ofSeconds(timing.dwellSeconds())),
                Duration.ofSeconds(timing.drainAfterSeconds()),
                takeover.failsafe() == Failsafe.PeerVouches,
                takeover.unguarded() == Unguarded.Accept));
    }

    /** The other region; absent when {@code self} isn't one of the two. */
    static Optional<Region> peerOf(RegionPair pair, String self) {
        var regions = pair.getSpec().regions();
        return regions.stream().noneMatch(region -> region.name().equals(self))
                ? Optional.empty()
                : regions.stream().filter(region -> !region.name().equals(self)).findFirst();
    }

    /** Only when the spec says so: a mode of a newer version may well mean not to. */
    static boolean acts(RegionPair pair) {
        return pair.getSpec().mode() != PairMode.Observe && pair.getSpec().mode() != PairMode.Unknown;
    }

    /** The pods, by uid, whose processes a person says are gone. */
    static Set<String> accountedFor(RegionPair pair) {
        var annotations = Objects.requireNonNullElse(pair.getMetadata().getAnnotations(), Map.<String, String>of());
        return Stream.of(annotations
                        .getOrDefault(LostPod.ACCOUNTED_ANNOTATION, "")
                        .split("[\\s,]+", -1))
                .filter(uid -> !uid.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    static Epochs epochs(EpochPolicy policy) {
        return switch (policy) {
            case Required -> Epochs.Required;
            case Ignored -> Epochs.Ignored;
            case Optional, Unknown -> Epochs.Optional;
        };
    }

    private static Leaving leaving(RegionPair pair) {
        if (pair.getMetadata().getDeletionTimestamp() == null) {
            return Leaving.No;
        }
        return pair.getSpec().deletionPolicy() == DeletionPolicy.Drain ? Leaving.Drain : Leaving.Retain;
    }

    private static Optional<Params.Force> force(RegionPair pair, Instant now) {
        var override = pair.getSpec().override();
        if (override == null
                || override.action() == OverrideAction.Unknown
                || refusal(pair, override, now).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(new Params.Force(
                override.action() == OverrideAction.ForceActive,
                override.region(),
                Objects.requireNonNullElse(override.term(), 0L),
                Objects.requireNonNullElse(override.reason(), "")));
    }

    private static Optional<String> refusal(RegionPair pair, RoleOverride override, Instant now) {
        var until = override.until();
        if (until != null && !now.isBefore(until)) {
            return Optional.of("spec.override ended at " + until + ": remove it");
        }
        if (override.action() == OverrideAction.ForceActive
                && (until == null || until.isAfter(written(pair, now).plus(MAX_FORCE)))) {
            return Optional.of("spec.override.until must be at most one hour after the override was written");
        }
        return Optional.empty();
    }

    /**
     * When the override was written, as the API server recorded it. Counted from now, one that was refused because it ends too late would
     * come into force by itself an hour before its end, when nobody expects it any more.
     */
    private static Instant written(RegionPair pair, Instant now) {
        return pair.getMetadata().getManagedFields().stream()
                .filter(entry -> entry.getTime() != null
                        && entry.getFieldsV1() != null
                        && entry.getFieldsV1().getAdditionalProperties().get("f:spec") instanceof Map<?, ?> spec
                        && spec.containsKey("f:override"))
                .map(entry -> Instant.parse(entry.getTime()))
                .max(Instant::compareTo)
                .filter(at -> at.isBefore(now))
                .orElse(now);
    }

    /** What a person has to know about the spec and the API server couldn't tell. */
    static List<Complaint> complaints(RegionPair pair, String self, Instant now) {
        var complaints = new ArrayList<Complaint>();
        var spec = pair.getSpec();
        if (peerOf(pair, self).isEmpty()) {
            var names = spec.regions().stream().map(Region::name).toList();
            complaints.add(new Complaint(
                    Reason.IdentityMismatch,
                    "this operator runs with --region " + self + ", and spec.regions are " + names));
        }
        if (spec.mode() == PairMode.Unknown) {
            complaints.add(new Complaint(
                    Reason.NotImplemented, "this version doesn't know spec.mode as written (treated as Observe)"));
        }
        if (spec.takeover() != null && spec.takeover().policy() == TakeoverPolicy.Unknown) {
            complaints.add(new Complaint(
                    Reason.NotImplemented,
                    "this version doesn't know spec.takeover.policy as written (treated as Acknowledged)"));
        }
        if (spec.override() != null) {
            refusal(pair, spec.override(), now)
                    .ifPresent(text -> complaints.add(new Complaint(Reason.OverrideRefused, text)));
        }
        return complaints;
    }
}
