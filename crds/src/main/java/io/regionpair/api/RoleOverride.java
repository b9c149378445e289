package io.regionpair.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A person's order that stands above the arbitrator. */
@ApiValue
@ValidationRule(
        value = "self.action != 'ForceActive' || (has(self.term) && has(self.reason) && has(self.until))",
        message = "override.action: ForceActive needs term (the greater of status.term and status.peer.term "
                + "where it is to become active), reason and until (at most one hour ahead)")
@ValidationRule(
        value = "self.action == 'ForceActive' || !has(self.term)",
        message = "override.term belongs to ForceActive: remove it",
        fieldPath = ".term")
public record RoleOverride(
        @Required
        @JsonPropertyDescription(
                "ForceActive: the named region becomes active without waiting for the other one, which "
                        + "becomes passive when it reads this. It is for a dead region: if the other one still "
                        + "runs, both run. ForcePassive: the named region becomes passive and stays so until the "
                        + "override is removed.")
        OverrideAction action,

        @Required
        @Size(min = 1, max = 63)
        @JsonPropertyDescription(
                "Name of one of spec.regions. The same manifest is applied in both clusters; in the other "
                        + "region ForceActive acts as ForcePassive.")
        String region,

        @Min(0)
        @JsonPropertyDescription(
                "With ForceActive: the greater of status.term and status.peer.term, as the cluster of the "
                        + "region that is to become active shows them; 0 if it shows neither. A smaller number means "
                        + "that you decided on old facts: the override waits with OverrideOutdated, and "
                        + "waitingFor.message names the number that is missing. What the other region did "
                        + "unheard of here can't be checked.")
        @Nullable
        Long term,

        @Size(min = 1, max = 1024)
        @JsonPropertyDescription(
                "Why. Required with ForceActive; it goes into the event, the history and the stored record.")
        @Nullable
        String reason,

        @JsonPropertyDescription(
                "When the override ends by itself. Required with ForceActive, where it must be at most "
                        + "one hour after the override was written, else it is refused with OverrideRefused; "
                        + "until then answers for the other region don't count. Afterwards the region stays active "
                        + "as long as the arbitrator names it.")
        @Nullable
        Instant until) {}
