package io.regionpair.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Who made what, by the controllers that objects name: a pod of a custom resource is known by the chain that leads from it to the resource.
 *
 * @param owners uid of an object to the uid of its controller
 * @param unknown uids of controllers that couldn't be looked at, or are gone: where a chain ends in one, nobody knows where it leads
 */
public record Origins(Map<String, String> owners, Set<String> unknown) {

    static final Origins NONE = new Origins(Map.of(), Set.of());

    /** Longer chains than any real one; a loop ends here too. */
    private static final int LONGEST = 16;

    public Origins {
        owners = Map.copyOf(owners);
        unknown = Set.copyOf(unknown);
    }

    /** All that stands above the object with this uid, the nearest first. */
    List<String> above(String uid) {
        var chain = new ArrayList<String>();
        var next = owners.get(uid);
        while (next != null && chain.size() < LONGEST) {
            chain.add(next);
            next = owners.get(next);
        }
        return chain;
    }

    boolean isOf(String root, String uid) {
        return above(uid).contains(root);
    }

    /** Its chain leads to where nobody can look. */
    boolean isUnknown(String uid) {
        var chain = above(uid);
        return !chain.isEmpty() && unknown.contains(Objects.requireNonNull(chain.getLast()));
    }
}
