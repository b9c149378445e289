package io.regionpair.component;

import io.regionpair.api.RegionComponent;
import io.regionpair.protocol.Census;
import io.regionpair.protocol.LostPod;
import io.regionpair.protocol.Posture;
import io.regionpair.workload.PodGone;
import io.regionpair.workload.Survey;
import io.regionpair.workload.Write;
import io.regionpair.workload.Write.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/** What {@link ComponentLoop} decides in a pass, with the program's own rules and without its threads: for the simulation. */
public final class LoopCore {

    /**
     * What one pass concluded.
     *
     * @param mayOpen nothing would start by itself if the fence were opened
     * @param stopped the drain is proved complete
     * @param unsettled how some pod left isn't known yet
     */
    public record Decided(
            List<Write> lowers,
            List<Write> marks,
            List<Write> raises,
            boolean mayOpen,
            boolean stopped,
            Census census,
            List<LostPod> lost,
            boolean unsettled) {

        /** Nothing is left to be written. */
        public boolean still() {
            return lowers.isEmpty() && marks.isEmpty() && raises.isEmpty();
        }
    }

    /** The simulation's API servers lag by a second at most; the program's wait would hide what it is there for. */
    private static final long HEARD_EVERYWHERE = 1_500;

    private final String pair;
    private final List<String> namespaces;
    private Ledger ledger = Ledger.EMPTY;
    private Departures departures = Departures.NONE;

    public LoopCore(String pair, List<String> namespaces) {
        this.pair = pair;
        this.namespaces = namespaces;
    }

    /**
     * The pass between its survey and its writes.
     *
     * @param refusesSince from when the fence was seen to be closed, in milliseconds as the survey's
     * @param open it was opened for this term
     */
    public Decided decide(
            List<RegionComponent> components,
            Survey survey,
            Posture posture,
            OptionalLong refusesSince,
            boolean open,
            List<PodGone> news,
            Predicate<Optional<String>> reports) {
        var roster = Roster.resolve(namespaces, components, survey);
        var drain = posture instanceof Posture.Off off ? off.drain() : Optional.<String>empty();
        ledger = ledger.seeing(roster, posture, refusal(posture, refusesSince, survey));
        var decision = ComponentRules.decide(roster, posture, ledger, open);
        departures = departures.seeing(roster, namespaces, news, reports);
        var missing = !departures.missing().isEmpty();
        var seen = roster.census();
        return new Decided(
                decision.lowers(),
                decision.marks(),
                decision.raises(),
                decision.mayOpen(),
                decision.allStopped() && !missing && drain.isPresent(),
                new Census(seen.components(), seen.anythingRuns() || missing, seen.guards()),
                departures.lost(),
                missing);
    }

    private Optional<Refusal> refusal(Posture posture, OptionalLong since, Survey survey) {
        return posture instanceof Posture.Off && since.isPresent()
                ? Optional.of(
                        new Refusal(pair, survey.takenAt().toEpochMilli() - since.getAsLong() >= HEARD_EVERYWHERE))
                : Optional.empty();
    }

    /** See {@link ComponentLoop#seals}. */
    public Seals seals() {
        return ledger.fence().filter(Refusal::lasting).isPresent() ? ledger.seals() : Seals.NONE;
    }

    /** What came of the writes. */
    public void acted(List<Outcome> outcomes, Survey survey) {
        ledger = ledger.after(outcomes, false, survey);
    }

    /** For a mutant: every workload counts as changed for the drain. */
    public void markNothing(Survey survey, List<Write> marks) {
        acted(
                marks.stream()
                        .<Outcome>map(write -> new Outcome.Written(write, "changed"))
                        .toList(),
                survey);
    }

    /** For a mutant: pods whose end nobody saw are forgotten. */
    public void forgetMissedEnds() {
        departures = Departures.NONE;
    }
}
