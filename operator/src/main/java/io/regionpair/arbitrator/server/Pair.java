package io.regionpair.arbitrator.server;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What is published of one pair. Written by the thread that reads the source, read by every request. */
final class Pair {

    private final String name;
    private final LongAdder rejected = new LongAdder();
    private final Set<WaitingRoom.Waiter> waiting = ConcurrentHashMap.newKeySet();
    private volatile List<String> regions;
    private volatile Optional<Served> served = Optional.empty();
    private volatile Optional<String> trouble = Optional.empty();

    /**
     * A pair of which nothing is known yet.
     *
     * @param regions its two; empty: the first document says which
     */
    Pair(String name, List<String> regions) {
        this.name = name;
        this.regions = regions;
    }

    String name() {
        return name;
    }

    /** The pair's two regions; empty while nobody has said them. They don't change any more once they are known. */
    List<String> regions() {
        return regions;
    }

    void learnRegions(List<String> found) {
        if (regions.isEmpty()) {
            regions = List.copyOf(found);
        }
    }

    /** Absent while there was no valid document yet. */
    Optional<Served> served() {
        return served;
    }

    void serve(Served now) {
        served = Optional.of(now);
    }

    /** What is wrong with the document that the source has now; absent when that one is served. */
    Optional<String> trouble() {
        return trouble;
    }

    /** Whether this is news. */
    boolean setTrouble(Optional<String> sentence) {
        var news = !trouble.equals(sentence);
        trouble = sentence;
        return news;
    }

    void countRejected() {
        rejected.increment();
    }

    long rejected() {
        return rejected.sum();
    }

    /** Who waits for another document than the one that is served. */
    Set<WaitingRoom.Waiter> waiting() {
        return waiting;
    }
}
