package io.regionpair.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** What stops the processes when the operator can't. */
@ApiValue
@ValidationRule(
        value = "self.kind != 'SelfStopping' || (has(self.stopWithinSeconds) && has(self.startAfterSeconds))",
        message = "guard.kind: SelfStopping needs stopWithinSeconds and startAfterSeconds")
@ValidationRule(
        value = "self.kind == 'SelfStopping' || (!has(self.stopWithinSeconds) && !has(self.startAfterSeconds))",
        message = "stopWithinSeconds and startAfterSeconds belong to guard.kind: SelfStopping: remove them")
public record GuardSpec(
        @Default("None")
        @JsonPropertyDescription(
                "What stops this component's processes when the region loses the role and the operator is "
                        + "gone. None (default): nothing; enough for takeover.policy Acknowledged. SelfStopping: "
                        + "the processes watch the arbitrator themselves, within the times given here. Agent: "
                        + "a supervisor in each pod, the parent of its processes, asks the operator: it starts them "
                        + "only with a grant and ends them when that isn't renewed in time (docs/guards.md; "
                        + "RegionPair doesn't bring one yet). Needs takeover.policy Timed: without it nothing is granted.")
        GuardKind kind,

        @Min(0)
        @Max(3600)
        @JsonPropertyDescription("With SelfStopping: seconds, 0 to 3600, within which every process is gone after the "
                + "region isn't named any more or the arbitrator is silent. It must be true under load as "
                + "well: a takeover by time rests on it. With stalenessSeconds it must be less than dwellSeconds, or a "
                + "process that is named again before it has stopped would go on.")
        @Nullable
        Integer stopWithinSeconds,

        @Min(0)
        @Max(86400)
        @JsonPropertyDescription(
                "With SelfStopping: seconds, 0 to 86400, for which the region must be named without a break before "
                        + "a process starts that this region's operator didn't have started just now. Below the "
                        + "pair's fenceSeconds the guard doesn't allow a takeover by time.")
        @Nullable
        Integer startAfterSeconds) {}
