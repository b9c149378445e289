package io.regionpair.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** The link between the two operators. */
@ApiValue
public record PeerSpec(
        @Default("regionpair-peer")
        @Size(min = 1, max = 253)
        @JsonPropertyDescription("Name of a Secret of type kubernetes.io/tls in the operator's namespace, default "
                + "regionpair-peer: certificate, key and ca.crt with which the operators of both regions "
                + "identify to each other. While it is missing or expired, the peer is unreachable. A "
                + "renewed Secret is taken up without a restart.")
        String tlsSecretName,

        @Default("regionpair.io")
        @Size(min = 1, max = 253)
        @Pattern("^[a-z0-9._-]+$")
        @JsonPropertyDescription(
                "First part of the name in the certificates' URI field, default regionpair.io: the peer "
                        + "must show spiffe://TRUST-DOMAIN/region/NAME. Nothing else in the certificate counts.")
        String trustDomain,

        @Size(min = 1, max = 253)
        @JsonPropertyDescription(
                "Name of a Secret in the operator's namespace whose key value is a kubeconfig with which the other "
                        + "region's cluster can be read. Absent (default): it isn't. Where it is set and the other "
                        + "region's operator is silent, that cluster is read instead: a stored role Passive and "
                        + "nothing left of its workloads is an acknowledgement. It has to be static (a token or a "
                        + "client certificate, https with certificate-authority-data); reading is all it is used for.")
        @Nullable
        String clusterSecretName) {}
