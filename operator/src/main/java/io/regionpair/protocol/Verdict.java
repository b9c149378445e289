package io.regionpair.protocol;

import io.regionpair.api.Reason;
import java.util.Optional;
import java.util.OptionalLong;

/** What one poll of the whole arbitrator says to this region (4-safety 2.3). */
public sealed interface Verdict {

    /**
     * The arbitrator names this region.
     *
     * @param fenced it also says, for exactly this epoch, that the peer's processes are gone
     */
    record For(OptionalLong epoch, boolean fenced) implements Verdict {}

    /**
     * It names the other region, or none.
     *
     * @param named the region, or {@link Answer#NONE}
     * @param newer under an epoch that is newer than any accepted before, so there is no need to ask again
     */
    record Against(String named, OptionalLong epoch, boolean newer) implements Verdict {}

    /** Nothing may be concluded, neither for nor against. */
    record Undecided(Reason reason, String detail) implements Verdict {}

    /** What a person can do about a verdict that is undecided for this reason. */
    static String todo(Reason reason) {
        if (reason == Reason.InstancesDisagree) {
            return "Finish the roll-out of the arbitrator's document: status.arbitrator.endpoints shows what each endpoint says.";
        }
        return reason == Reason.NoMajority
                ? "Bring more of the endpoints back: status.arbitrator.endpoints shows what is wrong with each."
                : "Nothing changes hands until the arbitrator gives a valid answer again.";
    }

    /** The epoch that came with it. */
    default OptionalLong accepted() {
        return switch (this) {
            case For f -> f.epoch();
            case Against a -> a.epoch();
            case Undecided _ -> OptionalLong.empty();
        };
    }

    /** The region that it names. */
    default Optional<String> names(Params params) {
        return switch (this) {
            case For _ -> Optional.of(params.self());
            case Against a -> Optional.of(a.named());
            case Undecided _ -> Optional.empty();
        };
    }
}
