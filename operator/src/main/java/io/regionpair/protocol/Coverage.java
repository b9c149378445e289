package io.regionpair.protocol;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Workloads that something was proved of: those that may be started under one term, because the peer proved every one stopped or absent
 * (docs/protocol.md, evidence), or those that a drain stopped here. Kept small by going by component, with a hash of its workloads, so
 * that a component that changes is a new question.
 *
 * @param all an assertion covers whatever there is and will be
 * @param components {@code namespace/name} of the component to {@link #hash} of its workloads
 */
public record Coverage(boolean all, Map<String, String> components) {

    public static final Coverage NOTHING = new Coverage(false, Map.of());
    public static final Coverage EVERYTHING = new Coverage(true, Map.of());

    public Coverage {
        components = Map.copyOf(components);
    }

    /** Exactly these workloads. */
    public static Coverage of(Map<String, ? extends Collection<WorkloadId>> workloads) {
        var hashes = new TreeMap<String, String>();
        workloads.forEach((component, ids) -> hashes.put(component, hash(ids)));
        return new Coverage(false, hashes);
    }

    public boolean covers(String component, Collection<WorkloadId> workloads) {
        return all || hash(workloads).equals(components.get(component));
    }

    /**
     * This, and every component of {@code census} whose workloads are all among the ones that the peer spoke of. A workload that the
     * peer doesn't know may be running there under a manifest that hasn't reached its operator yet.
     */
    Coverage and(Census census, Set<WorkloadId> provenByPeer) {
        if (all) {
            return this;
        }
        var wider = new TreeMap<>(components);
        census.components().forEach((component, workloads) -> {
            if (provenByPeer.containsAll(workloads)) {
                wider.put(component, hash(workloads));
            }
        });
        return new Coverage(false, wider);
    }

    /** The same for the same workloads in any order. */
    public static String hash(Collection<WorkloadId> workloads) {
        var text =
                workloads.stream().map(WorkloadId::toString).sorted().distinct().collect(Collectors.joining("\n"));
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("Every Java platform has SHA-256", e);
        }
    }
}
