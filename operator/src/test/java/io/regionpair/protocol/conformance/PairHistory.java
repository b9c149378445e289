package io.regionpair.protocol.conformance;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the two regions of one pair stored, judged by the model as it is told. The writes of one region are to be told in their order. If
 * the order between the regions is known, more can be judged.
 */
public final class PairHistory {

    /** How a region came to be active on the peer's word. */
    private record Activation(String region, String attempt) {}

    private final List<String> regions;
    private final boolean ordered;
    private final boolean reading;
    private final Map<String, RecordRelation> relations = new HashMap<>();
    private final Map<String, Stored> last = new HashMap<>();
    private final Map<String, Set<String>> granted = new HashMap<>();
    /** By the region that strives: its peer's record was Passive at some time during the attempt that is stored. */
    private final Map<String, Boolean> peerPassive = new HashMap<>();

    private final List<Activation> activations = new ArrayList<>();
    private final Map<String, Integer> counts = new TreeMap<>();
    private final List<String> violations = new ArrayList<>();

    /**
     * Nothing is stored yet.
     *
     * @param regions both names, sorted
     * @param ordered the writes of both regions are told in the order in which they happened
     * @param reading a region may have read the other one's record instead of asking, which leaves no grant there
     */
    public PairHistory(List<String> regions, boolean ordered, boolean reading) {
        this.regions = List.copyOf(regions);
        this.ordered = ordered;
        this.reading = reading;
        regions.forEach(region -> granted.put(region, new HashSet<>()));
        regions.forEach(this::forget);
    }

    /** The operator stored this. */
    public void stored(String region, Stored next) {
        stored(region, next, reading);
    }

    /**
     * The operator stored this.
     *
     * @param byReading it may rest on the other one's record instead of its answer; without an order that can't be judged
     */
    void stored(String region, Stored next, boolean byReading) {
        var before = last.put(region, next);
        granted.get(region).add(next.granted());
        if (next.equals(before)) {
            count("the same again");
            return;
        }
        var names = relations.get(region).rulesFor(before, next);
        noteForReading(region, before, next);
        if (names.isEmpty()) {
            violations.add(region + " no rule leads from " + before + " to " + next);
            return;
        }
        count(names.getLast());
        if (next.is("Active") && !before.is("Active")) {
            activated(region, before, next, byReading);
        }
    }

    private void noteForReading(String region, Stored before, Stored next) {
        if (next.is("Promoting") && !next.attempt().equals(before.attempt())) {
            peerPassive.put(region, last.get(peerOf(region)).is("Passive"));
        }
        if (next.is("Passive")) {
            peerPassive.put(peerOf(region), true);
        }
    }

    private String peerOf(String region) {
        return region.equals(regions.getFirst()) ? regions.getLast() : regions.getFirst();
    }

    /** Somebody else wrote the record or removed it, so what is stored next follows from nothing. */
    public void forget(String region) {
        relations.put(region, new RecordRelation(region.equals(regions.getFirst())));
        last.put(region, Stored.NONE);
    }

    /** Somebody else wrote this. */
    public void set(String region, Stored next) {
        last.put(region, next);
    }

    private void activated(String region, Stored before, Stored next, boolean byReading) {
        var peer = peerOf(region);
        var read = byReading && (!ordered || peerPassive.getOrDefault(region, false));
        if (!next.asserted() && !(read && !granted.get(peer).contains(next.attempt()))) {
            activations.add(new Activation(peer, next.attempt()));
        }
        if (!ordered) {
            return;
        }
        var other = last.get(peer);
        if (!next.asserted() && !read && !granted.get(peer).contains(next.attempt())) {
            violations.add(region + " is active on a yes that " + peer + " hasn't given: " + next);
        }
        if (!next.asserted() && other.is("Active")) {
            violations.add("both are active: " + next + " and " + other);
        }
        if (next.term() <= Math.max(before.term(), other.term())) {
            violations.add(region + " is active with a term that isn't new: " + next + " and " + other);
        }
    }

    private void count(String rule) {
        counts.merge(rule, 1, Integer::sum);
    }

    /** What no behaviour of the model does, in words; to be called when everything is told. */
    public List<String> violations() {
        var all = new ArrayList<>(violations);
        activations.stream()
                .filter(activation -> !granted.get(activation.region()).contains(activation.attempt()))
                .map(activation -> activation.region() + " never gave the yes to " + activation.attempt())
                .forEach(all::add);
        return all;
    }

    /** How often which rule explained a write, the last in the code's order where several would: a person's word comes first there. */
    public Map<String, Integer> counts() {
        return Map.copyOf(counts);
    }
}
