package io.regionpair.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** When the named region may start. */
@ApiValue
@ValidationRule(
        value = "self.policy == 'Timed' || !has(self.timing)",
        message = "timing has a meaning with policy: Timed only: remove it, or write policy: Timed",
        fieldPath = ".timing")
@ValidationRule(
        value = "self.policy != 'Timed' || has(self.timing)",
        message = "policy: Timed needs timing: write the numbers that hold for you, or timing: {} for the defaults")
@ValidationRule(
        value = "self.policy == 'Timed' || self.failsafe == 'None'",
        message = "failsafe: PeerVouches renews a lease, which exists with policy: Timed only",
        fieldPath = ".failsafe")
@ValidationRule(
        value = "self.policy == 'Timed' || self.unguarded == 'Refuse'",
        message = "unguarded: Accept has a meaning with policy: Timed only",
        fieldPath = ".unguarded")
public record TakeoverSpec(
        @Default("Acknowledged")
        @JsonPropertyDescription("When the region that the arbitrator names may start its workloads. Acknowledged "
                + "(default): after the other region proved that it stopped, or after a named assertion "
                + "that it is gone; safe whatever clocks and the arbitrator do, but a dead region needs a "
                + "person. Timed: also when the fence wait is over, so a dead region is replaced "
                + "automatically; safe only while the numbers in timing are true and every component has a "
                + "guard.")
        TakeoverPolicy policy,

        @Default("Refuse")
        @JsonPropertyDescription("With Timed: what to do while an active-passive component has no guard that stops its "
                + "processes in time. Refuse (default): no takeover by time. Accept: take over all the "
                + "same; ConfigurationSafe stays False and names what is not protected.")
        Unguarded unguarded,

        @Default("None")
        @JsonPropertyDescription(
                "With Timed: what lets the active region stay active while the arbitrator is silent. None "
                        + "(default): nothing, it stops when its lease ends. PeerVouches: each word of the other "
                        + "region that it is passive renews the lease; needs arbitrator.epoch Required.")
        Failsafe failsafe,

        @JsonPropertyDescription(
                "With Timed, and only then: the numbers of the inequality that makes a takeover by time "
                        + "safe. timing: {} takes the defaults.")
        @Nullable
        Timing timing) {}
