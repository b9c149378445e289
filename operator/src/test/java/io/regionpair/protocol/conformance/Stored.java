package io.regionpair.protocol.conformance;

import io.regionpair.protocol.LostPod;
import io.regionpair.protocol.Memory;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A stored RegionRecord as the model sees it. Its own words, not the code's {@link Memory}: a mistake in those would be the same on both
 * sides of a comparison.
 *
 * @param role {@code None} stands for no record
 * @param epoch -1 for none
 * @param attempt empty for none
 * @param granted the peer's attempt that was acknowledged last; empty for none
 * @param all everything is covered
 * @param lost uids of lost pods
 * @param asserted somebody's word stands in for the peer's
 */
public record Stored(
        String role,
        long term,
        long epoch,
        String attempt,
        String granted,
        boolean all,
        Map<String, String> covered,
        Set<String> lost,
        boolean asserted) {

    static final Stored NONE = new Stored("None", 0, -1, "", "", false, Map.of(), Set.of(), false);

    public Stored {
        covered = Map.copyOf(covered);
        lost = Set.copyOf(lost);
    }

    public static Stored of(Memory memory) {
        return new Stored(
                memory.role().name(),
                memory.term(),
                memory.maxEpoch().orElse(-1),
                memory.attempt().orElse(""),
                memory.grantedTo().orElse(""),
                memory.coverage().all(),
                memory.coverage().components(),
                memory.lost().stream().map(LostPod::uid).collect(Collectors.toSet()),
                memory.assertion().isPresent());
    }

    boolean is(String name) {
        return role.equals(name);
    }

    boolean tookPart() {
        return term > 0 || !granted.isEmpty();
    }

    /** What runs here ran before the operator came. */
    boolean isUntouched() {
        return (is("Passive") || is("Promoting")) && !tookPart();
    }

    /** In another role nothing is covered, and nobody's word counts. */
    Stored become(String next, String nonce) {
        return new Stored(next, term, epoch, nonce, granted, false, Map.of(), lost, false);
    }

    Stored active(long next, boolean everything, Map<String, String> components, boolean word) {
        return new Stored("Active", next, epoch, attempt, granted, everything, components, lost, word);
    }

    Stored withTerm(long next) {
        return new Stored(role, next, epoch, attempt, granted, all, covered, lost, asserted);
    }

    Stored withEpoch(long next) {
        return new Stored(role, term, next, attempt, granted, all, covered, lost, asserted);
    }

    Stored granting(String nonce) {
        return new Stored(role, term, epoch, attempt, nonce, all, covered, lost, asserted);
    }

    Stored losing(Set<String> uids) {
        return new Stored(role, term, epoch, attempt, granted, all, covered, uids, asserted);
    }
}
