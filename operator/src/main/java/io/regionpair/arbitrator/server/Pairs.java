package io.regionpair.arbitrator.server;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** All pairs that were ever seen. None is forgotten: a document that vanishes takes nothing back. */
final class Pairs {

    private final Map<String, Pair> byName = new ConcurrentHashMap<>();
    private final Optional<String> defaultName;
    private final List<String> regions;
    private final Consumer<Pair> isNew;

    /**
     * No pairs yet.
     *
     * @param defaultName absent: the only one there is
     * @param regions of every pair; empty: each pair's documents say them
     * @param isNew told of each pair when it is first seen
     */
    Pairs(Optional<String> defaultName, List<String> regions, Consumer<Pair> isNew) {
        this.defaultName = defaultName;
        this.regions = regions;
        this.isNew = isNew;
    }

    /** The pair of that name, made if it is new. */
    Pair of(String name) {
        return byName.computeIfAbsent(name, key -> {
            var pair = new Pair(key, regions);
            isNew.accept(pair);
            return pair;
        });
    }

    Optional<Pair> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Whose document {@code /} is. Absent when it isn't there, or when there are several and none was named. */
    Optional<Pair> defaultPair() {
        if (defaultName.isPresent()) {
            return find(defaultName.get());
        }
        var all = byName.values();
        return all.size() == 1 ? all.stream().findAny() : Optional.empty();
    }

    /** The name of a default pair that was asked for and has nothing to say. */
    Optional<String> missingDefault() {
        return defaultName.filter(name -> find(name).flatMap(Pair::served).isEmpty());
    }

    Collection<Pair> all() {
        return byName.values();
    }
}
