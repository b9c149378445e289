package io.regionpair.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a user declares about a pair; the same in both clusters. */
@ApiValue
@ValidationRule(
        value = "oldSelf.regions.all(o, self.regions.exists(r, r.name == o.name))",
        message = "region names can't be changed: delete the RegionPair and create it anew (workloads stay "
                + "as they are with deletionPolicy: Retain)",
        fieldPath = ".regions")
@ValidationRule(
        value = "self.takeover.policy != 'Acknowledged' || self.arbitratorLoss == 'Hold'",
        message = "takeover.policy: Acknowledged needs arbitratorLoss: Hold",
        fieldPath = ".arbitratorLoss")
@ValidationRule(
        value = "self.takeover.policy != 'Timed' || self.arbitratorLoss == 'StepDown'",
        message = "takeover.policy: Timed needs arbitratorLoss: StepDown: a region that holds on while the "
                + "other one starts by time would run twice",
        fieldPath = ".arbitratorLoss")
@ValidationRule(
        value = "self.takeover.failsafe != 'PeerVouches' || self.arbitrator.epoch == 'Required'",
        message = "failsafe: PeerVouches needs arbitrator.epoch: Required",
        fieldPath = ".takeover.failsafe")
@ValidationRule(
        value = "self.takeover.policy != 'Timed' || !has(self.takeover.timing) || self.arbitrator.epoch "
                + "== 'Required' || self.takeover.timing.dwellSeconds * 1000 > "
                + "(self.takeover.timing.stalenessSeconds + self.takeover.timing.leaseSeconds) * 1000 + "
                + "self.takeover.timing.clockErrorMillis",
        message = "dwellSeconds is too short: without arbitrator.epoch: Required it must be more than "
                + "stalenessSeconds + leaseSeconds + clockErrorMillis / 1000",
        fieldPath = ".takeover.timing")
@ValidationRule(
        value = "self.takeover.policy != 'Timed' || !has(self.takeover.timing) || "
                + "self.arbitrator.pollIntervalSeconds + self.arbitrator.requestTimeoutSeconds < "
                + "self.takeover.timing.drainAfterSeconds",
        message = "drainAfterSeconds must be more than pollIntervalSeconds + requestTimeoutSeconds, or one "
                + "slow answer stops the active region",
        fieldPath = ".takeover.timing")
@ValidationRule(
        value = "self.takeover.policy != 'Timed' || !has(self.takeover.timing) || "
                + "self.arbitrator.requestTimeoutSeconds < self.takeover.timing.leaseSeconds",
        message = "requestTimeoutSeconds must be less than leaseSeconds",
        fieldPath = ".takeover.timing")
@ValidationRule(
        value = "self.takeover.policy != 'Timed' || !has(self.takeover.timing) || "
                + "self.arbitrator.maxAgeSeconds <= self.takeover.timing.stalenessSeconds",
        message = "arbitrator.maxAgeSeconds must be at most timing.stalenessSeconds, or answers older than "
                + "the bound are accepted",
        fieldPath = ".takeover.timing")
@ValidationRule(
        value = "!has(self.override) || self.regions.exists(r, r.name == self.override.region)",
        message = "override.region must be one of spec.regions",
        fieldPath = ".override")
public record RegionPairSpec(
        @Required
        @Size(min = 2, max = 2)
        @JsonPropertyDescription(
                "The two regions of the pair. Their names can't be changed later. Which of them a cluster "
                        + "is, its operator knows from its option --region.")
        List<Region> regions,

        @Size(max = 256)
        @JsonPropertyDescription(
                "Namespaces whose RegionComponents may join this pair. Empty (default): none. \"*\": all. "
                        + "A component elsewhere is reported with NamespaceNotAllowed and never touched.")
        List<@Size(min = 1, max = 63) @Pattern("^([*]|[a-z0-9]([-a-z0-9]*[a-z0-9])?)$") String> namespaces,

        @Required @JsonPropertyDescription("The outside authority that names the active region.")
        ArbitratorSpec arbitrator,

        @Default("{}") @JsonPropertyDescription("The link between the two operators.")
        PeerSpec peer,

        @Default("{}") @JsonPropertyDescription("When the named region may start its workloads.")
        TakeoverSpec takeover,

        @Default("Hold")
        @JsonPropertyDescription("What the active region does when no valid answer arrives. Hold (default, needs "
                + "takeover.policy Acknowledged): it stays active. StepDown (needs Timed): it stops its "
                + "workloads when its lease ends, because the other region may start by time.")
        ArbitratorLoss arbitratorLoss,

        @Default("2")
        @Min(1)
        @Max(10)
        @JsonPropertyDescription("How many answers in a row must name the other region before this one stops, or this "
                + "one before it begins to take over, 1 to 10, default 2. More than 1 keeps a flapping arbitrator "
                + "from causing outages; it adds nothing to safety. After the first one the arbitrator is asked "
                + "again at once, on a new connection each time, so it counts answers and not seconds. A higher "
                + "epoch takes effect at once, so write 1 where there are epochs.")
        Integer confirmations,

        @Default("Act")
        @JsonPropertyDescription("Act (default): decide and act. Observe: decide and report under status.would, write "
                + "nothing to workloads, and answer the other region that nothing is acknowledged. A switch "
                + "needs Act in both regions.")
        PairMode mode,

        @Default("Retain")
        @JsonPropertyDescription(
                "What deleting this RegionPair does to active-passive workloads here. Retain (default): "
                        + "they stay exactly as they are, unmanaged. Drain: they are stopped before the RegionPair "
                        + "goes away.")
        DeletionPolicy deletionPolicy,

        @JsonPropertyDescription(
                "While it lasts, this region isn't promoted. Write it in both clusters to keep the active "
                        + "role where it is not needed now. It doesn't keep an active region running.")
        @Nullable
        Pause pause,

        @JsonPropertyDescription(
                "An order that stands above the arbitrator, for disasters and for adopting running systems.")
        @Nullable
        RoleOverride override) {
    public RegionPairSpec {
        regions = Copies.of(regions);
        namespaces = Copies.of(namespaces);
    }
}
