package io.regionpair.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.ValidationRule;

/** The numbers on which a takeover by time rests; see {@link TakeoverPolicy#Timed}. */
@ApiValue
@ValidationRule(
        value = "self.fenceSeconds * 1000 > (self.stalenessSeconds + self.leaseSeconds + "
                + "self.stopSeconds) * 1000 + 2 * self.clockErrorMillis",
        message = "fenceSeconds is too short: it must be more than stalenessSeconds + leaseSeconds + "
                + "stopSeconds + 2 * clockErrorMillis / 1000",
        fieldPath = ".fenceSeconds")
@ValidationRule(
        value = "self.drainAfterSeconds < self.leaseSeconds",
        message = "drainAfterSeconds must be less than leaseSeconds: what is left is the time for an orderly stop",
        fieldPath = ".drainAfterSeconds")
public record Timing(
        @Default("60")
        @Min(1)
        @Max(86400)
        @JsonPropertyDescription(
                "S: how old an accepted answer of the arbitrator can be, in seconds, 1 to 86400, default "
                        + "60. Take the longest time in which instances, caches and roll-outs can still show the "
                        + "previous content. If reality is worse, two regions can run at once.")
        Integer stalenessSeconds,

        @Default("20")
        @Min(1)
        @Max(3600)
        @JsonPropertyDescription(
                "L: seconds for which one answer lets this region stay active, counted from sending the "
                        + "question, 1 to 3600, default 20. When the arbitrator is silent for longer, guards kill "
                        + "what still runs.")
        Integer leaseSeconds,

        @Default("12")
        @Min(1)
        @Max(3600)
        @JsonPropertyDescription(
                "Seconds without a new confirming answer after which the active region starts to stop its "
                        + "workloads in order, 1 to 3600, default 12. The rest up to leaseSeconds is what an "
                        + "orderly stop has.")
        Integer drainAfterSeconds,

        @Default("5")
        @Min(0)
        @Max(3600)
        @JsonPropertyDescription("G: seconds from the end of the lease until the last process is gone, as the guards "
                + "enforce it, 0 to 3600, default 5. If a guard is slower, two regions can run at once.")
        Integer stopSeconds,

        @Default("500")
        @Min(0)
        @Max(60000)
        @JsonPropertyDescription("E: milliseconds by which a clock can be wrong over fenceSeconds, 0 to 60000, default "
                + "500. Suspended machines aren't covered by any value.")
        Integer clockErrorMillis,

        @Default("90")
        @Min(1)
        @Max(86400)
        @JsonPropertyDescription(
                "F: seconds for which this region must be named without a break before it starts without "
                        + "an acknowledgement, 1 to 86400, default 90. Must be more than stalenessSeconds + "
                        + "leaseSeconds + stopSeconds + 2 clock errors; it is the recovery time when the other "
                        + "region is dead.")
        Integer fenceSeconds,

        @Default("90")
        @Min(0)
        @Max(86400)
        @JsonPropertyDescription("H: shortest time between two changes of the arbitrator's document, in seconds, 0 to "
                + "86400, default 90. Without epochs it must be more than stalenessSeconds + leaseSeconds + "
                + "the clock error, and whoever changes the document must keep to it. Where components have a "
                + "guard SelfStopping, with epochs as well: then it must be more than stalenessSeconds + their "
                + "stopWithinSeconds.")
        Integer dwellSeconds) {}
