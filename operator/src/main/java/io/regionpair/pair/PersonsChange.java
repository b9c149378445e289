package io.regionpair.pair;

import io.javaoperatorsdk.operator.processing.event.source.filter.OnUpdateFilter;
import io.regionpair.api.RegionPair;
import java.util.Objects;

/**
 * Lets a change of a RegionPair pass if it is more than a new status, which is our own. The framework's own filter goes by the
 * generation alone and would hide annotations, where people account for lost pods.
 */
public final class PersonsChange implements OnUpdateFilter<RegionPair> {

    @Override
    public boolean accept(RegionPair next, RegionPair before) {
        return isOne(before, next);
    }

    static boolean isOne(RegionPair before, RegionPair next) {
        var now = next.getMetadata();
        var was = before.getMetadata();
        return !Objects.equals(now.getGeneration(), was.getGeneration())
                || !Objects.equals(now.getAnnotations(), was.getAnnotations())
                || !Objects.equals(now.getFinalizers(), was.getFinalizers())
                || !Objects.equals(now.getDeletionTimestamp(), was.getDeletionTimestamp());
    }
}
