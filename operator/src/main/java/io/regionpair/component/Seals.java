package io.regionpair.component;

import io.regionpair.workload.Found;
import io.regionpair.workload.Hold;
import io.regionpair.workload.Lever;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Workloads of which everything that their controllers can make carries the label of the admission fence, so that a closed fence holds the
 * controllers themselves: nobody has to wait until they have seen that the workload is off, which takes minutes with hundreds of workloads.
 * Known from a survey that found the controllers caught up, every template labelled, and so true for ever of that generation. One step
 * later there are two templates that a controller may act on, that one and the present one; two steps later there may be one that nobody
 * saw. Pure.
 *
 * @param known by uid of the workload
 */
public record Seals(Map<String, Seal> known) {

    /** Nothing is known. */
    public static final Seals NONE = new Seals(Map.of());

    /**
     * What a survey showed.
     *
     * @param pair whose label everything carries
     */
    public record Seal(long generation, String pair) {}

    /** Copies. */
    public Seals {
        known = Map.copyOf(known);
    }

    /** After a survey; what is of no use any more is forgotten. */
    Seals seeing(Roster roster) {
        var next = new HashMap<String, Seal>();
        roster.managed().forEach(found -> {
            if (roster.survey().labelsAll(found)) {
                found.fencedAs().ifPresent(pair -> next.put(found.uid(), new Seal(found.generation(), pair)));
            } else if (of(found).isPresent()) {
                next.put(found.uid(), of(found).get());
            }
        });
        return new Seals(next);
    }

    /**
     * What the closed fence of a pair does for a workload.
     *
     * @param fence the pair, if its pods were seen to be refused before the survey was taken
     * @param lasting they have been for so long that every API server has heard of it
     */
    Hold hold(Found found, Optional<String> fence, boolean lasting) {
        if (fence.isEmpty() || !found.fencedAs().equals(fence)) {
            return Hold.None;
        }
        return lasting && of(found).isPresent() ? Hold.Controllers : Hold.Pods;
    }

    private Optional<Seal> of(Found found) {
        return Optional.ofNullable(known.get(found.uid()))
                .filter(_ -> found.lever() instanceof Lever.Replicas)
                .filter(seal -> found.fencedAs().equals(Optional.of(seal.pair()))
                        && found.generation() - seal.generation() <= 1);
    }
}
