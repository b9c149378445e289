package io.regionpair.cli;

import io.regionpair.ops.LogFormat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How the operator was started; every value has been checked by itself and against the others. What each means for a user is in the
 * option's description.
 *
 * @param region of this cluster
 * @param kubeconfig absent: in-cluster, or the usual default
 * @param kubeContext absent: the kubeconfig's current one
 * @param namespace of Leases and TLS Secrets
 * @param identity for leader election, the same after a restart of this instance
 * @param httpAddress of health and metrics; empty: all
 * @param httpPort 0: any free one
 * @param peerAddress of the peer link; empty: all
 * @param peerPort 0: any free one
 * @param grantAddress where guards in pods ask; empty: all
 * @param grantPort 0: any free one
 * @param peerTlsSecret name of the Secret with the peer link's certificate
 * @param trustDomain of the peer link's certificates
 * @param lease of leader election, as the two following; each is longer than the next
 * @param assumePassiveUnknown the cluster was restored from a snapshot: a stored Active isn't trusted
 */
public record OperatorSettings(
        String region,
        Optional<Path> kubeconfig,
        Optional<String> kubeContext,
        String namespace,
        String identity,
        String httpAddress,
        int httpPort,
        String peerAddress,
        int peerPort,
        String grantAddress,
        int grantPort,
        String peerTlsSecret,
        String trustDomain,
        Duration lease,
        Duration renewDeadline,
        Duration retryPeriod,
        boolean assumePassiveUnknown,
        LogFormat logFormat) {}
