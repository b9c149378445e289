package io.regionpair.protocol;

import io.regionpair.api.Role;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one region remembers of a pair: the RegionRecord in the protocol's words. Written by compare-and-set only, always whole.
 *
 * @param term fencing token of the last activation that is known here; only grows
 * @param maxEpoch highest arbitrator epoch that was ever accepted; absent while only two-field documents were seen
 * @param attempt nonce of the attempt to become active (Promoting, Active) or of the drain (Demoting)
 * @param grantedTo the attempt of the peer that this region acknowledged last
 * @param coverage what may be started under this term
 * @param counts the replica counts that came with the peer's yes
 * @param lost pods of this region whose processes may still run although their objects are gone
 * @param handshake the parameters that the regions told each other
 * @param assertion who said that the peer's processes are gone, when the activation rests on that instead of a yes
 * @param stopped Passive and Promoting: what the last drain here changed and proved stopped, so that a raise that was prepared before it
 *     can't land any more. Active: everything, if the term began with nothing running here
 */
public record Memory(
        Role role,
        long term,
        OptionalLong maxEpoch,
        Optional<String> attempt,
        Optional<String> grantedTo,
        Coverage coverage,
        List<ReplicaCount> counts,
        Optional<Assertion> assertion,
        List<LostPod> lost,
        Handshake handshake,
        Coverage stopped) {

    /** A word for the missing acknowledgement: whose, and why. */
    public record Assertion(String by, String reason) {

        /** Nobody's word: the fence wait was over. */
        public static final String TIME = "the fence wait";

        public boolean byTime() {
            return by.equals(TIME);
        }
    }

    /** How many replicas a workload had when it last ran. */
    public record ReplicaCount(WorkloadId workload, int replicas) {}

    public Memory {
        counts = List.copyOf(counts);
        lost = List.copyOf(lost);
    }

    /** A region that never took part: passive, term 0, nothing covered. */
    public static Memory first() {
        return new Memory(
                Role.Passive,
                0,
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                Coverage.NOTHING,
                List.of(),
                Optional.empty(),
                List.of(),
                Handshake.NONE,
                Coverage.NOTHING);
    }

    /**
     * No activation of this pair is known here and nothing was acknowledged: what runs here ran before the operator came, and is no
     * drift to be corrected.
     */
    boolean untouched() {
        return (role == Role.Passive || role == Role.Promoting) && !tookPart();
    }

    /** It was active, or acknowledged the peer: what runs here is this operator's to stop. */
    public boolean tookPart() {
        return term > 0 || grantedTo.isPresent();
    }

    /** The same with {@code epoch}, if that is newer. */
    Memory accepting(OptionalLong epoch) {
        var newer = epoch.isPresent() && (maxEpoch.isEmpty() || epoch.getAsLong() > maxEpoch.getAsLong());
        return newer
                ? new Memory(
                        role, term, epoch, attempt, grantedTo, coverage, counts, assertion, lost, handshake, stopped)
                : this;
    }

    /** Passive; the attempt is void. Nothing is covered, since coverage belongs to an activation. */
    Memory passive() {
        return passive(stopped);
    }

    /** Passive at the end of a drain that changed and stopped all this. */
    public Memory passive(Coverage stopped) {
        return new Memory(
                Role.Passive,
                term,
                maxEpoch,
                Optional.empty(),
                grantedTo,
                Coverage.NOTHING,
                List.of(),
                Optional.empty(),
                lost,
                handshake,
                stopped);
    }

    /** A new attempt, under a nonce of its own. That the peer was once acknowledged stays known: it may be running. */
    Memory promoting(String nonce) {
        return new Memory(
                Role.Promoting,
                term,
                maxEpoch,
                Optional.of(nonce),
                grantedTo,
                Coverage.NOTHING,
                List.of(),
                Optional.empty(),
                lost,
                handshake,
                stopped);
    }

    Memory active(long newTerm, Coverage covered, List<ReplicaCount> sizes, Optional<Assertion> asserted) {
        return new Memory(
                Role.Active,
                newTerm,
                maxEpoch,
                attempt,
                grantedTo,
                covered,
                sizes,
                asserted,
                lost,
                handshake,
                role == Role.Promoting ? Coverage.EVERYTHING : Coverage.NOTHING);
    }

    /** Draining, under a nonce that marks every workload as changed after this was stored. */
    Memory demoting(String drain) {
        return new Memory(
                Role.Demoting,
                term,
                maxEpoch,
                Optional.of(drain),
                grantedTo,
                Coverage.NOTHING,
                List.of(),
                Optional.empty(),
                lost,
                handshake,
                Coverage.NOTHING);
    }

    /** Running, and nobody knows by what right, under a nonce to ask the peer with. An epoch that was accepted stays accepted. */
    Memory frozen(String nonce) {
        return new Memory(
                Role.Frozen,
                term,
                maxEpoch,
                Optional.of(nonce),
                grantedTo,
                Coverage.NOTHING,
                List.of(),
                Optional.empty(),
                lost,
                handshake,
                Coverage.NOTHING);
    }

    /** Active as before, and somebody's word stands in for what the peer didn't speak of. */
    Memory coveringEverything(Assertion word) {
        return new Memory(
                role,
                term,
                maxEpoch,
                attempt,
                grantedTo,
                Coverage.EVERYTHING,
                counts,
                Optional.of(word),
                lost,
                handshake,
                stopped);
    }

    Memory losing(List<LostPod> pods) {
        return new Memory(
                role, term, maxEpoch, attempt, grantedTo, coverage, counts, assertion, pods, handshake, stopped);
    }

    Memory shaking(Handshake next) {
        return new Memory(role, term, maxEpoch, attempt, grantedTo, coverage, counts, assertion, lost, next, stopped);
    }

    Memory covering(Coverage wider) {
        return new Memory(role, term, maxEpoch, attempt, grantedTo, wider, counts, assertion, lost, handshake, stopped);
    }

    Memory knowingTerm(long peers) {
        return peers <= term
                ? this
                : new Memory(
                        role, peers, maxEpoch, attempt, grantedTo, coverage, counts, assertion, lost, handshake,
                        stopped);
    }

    /** This region's word to the peer's {@code nonce}, and the newer epoch that it may have brought. Only from Passive. */
    public Memory granting(String nonce, OptionalLong epoch) {
        return new Memory(
                        role,
                        term,
                        maxEpoch,
                        attempt,
                        Optional.of(nonce),
                        coverage,
                        counts,
                        assertion,
                        lost,
                        handshake,
                        stopped)
                .accepting(epoch);
    }
}
