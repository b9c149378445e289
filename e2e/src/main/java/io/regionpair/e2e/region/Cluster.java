package io.regionpair.e2e.region;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A region's API server, whoever runs it. */
public interface Cluster {

    /** The region's name. */
    String name();

    /** For a user who may do everything. */
    KubernetesClient client();

    /** Makes a kubeconfig for a service account, which must exist. */
    Path kubeconfig(String namespace, String serviceAccount);

    /** Empty where we can't read it: then nobody can tell whether pods overlapped. */
    Optional<Path> auditLog();

    /**
     * When its API server was started, oldest first; empty where others start it. What an API server left unanswered when it was killed had
     * happened by the next start, or never does.
     */
    default List<Instant> apiServerStarts() {
        return List.of();
    }
}
