package io.regionpair.e2e.region;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
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
}
