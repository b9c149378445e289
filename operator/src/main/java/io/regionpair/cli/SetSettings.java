package io.regionpair.cli;

import io.regionpair.arbitrator.etcd.EtcdSettings;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What {@code arbitrator set} is to say. What each means for a user is in the option's description.
 *
 * @param active a region or {@code none}
 * @param secondary absent: the other one
 * @param regions the pair's two; empty: those that its document names
 * @param expectEpoch absent: any
 * @param firstEpoch for a pair without one; absent: 1
 * @param fenced the region whose processes are gone, as the person asserts; absent: no such assertion
 */
public record SetSettings(
        String pair,
        String active,
        Optional<String> secondary,
        List<String> regions,
        OptionalLong expectEpoch,
        OptionalLong firstEpoch,
        Optional<String> fenced,
        EtcdSettings etcd) {

    public SetSettings {
        regions = List.copyOf(regions);
    }
}
