package io.regionpair.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Whom to trust at the arbitrator and how to identify to it. */
@ApiValue
@ValidationRule(
        value = "has(self.caSecretName) || has(self.clientSecretName)",
        message = "arbitrator.tls is empty: name caSecretName, clientSecretName or both, or leave tls out")
public record ArbitratorTls(
        @Size(min = 1, max = 253)
        @JsonPropertyDescription("Name of a Secret in the operator's namespace whose ca.crt holds the certificate "
                + "authorities (PEM) that are trusted for the arbitrator, instead of the platform's. "
                + "Absent: the platform's. While the Secret is missing, no endpoint is asked and "
                + "ArbitratorReachable is False.")
        @Nullable
        String caSecretName,

        @Size(min = 1, max = 253)
        @JsonPropertyDescription(
                "Name of a Secret of type kubernetes.io/tls in the operator's namespace: the certificate "
                        + "and key shown to an arbitrator that asks for one. Absent: none is shown. A renewed "
                        + "Secret is taken up without a restart.")
        @Nullable
        String clientSecretName) {}
