package io.regionpair.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** One of the two regions of a pair. */
@ApiValue
@ValidationRule(
        value = "self.name != 'none'",
        message = "'none' is the arbitrator's word for no region: choose another name",
        fieldPath = ".name")
@ValidationRule(
        value = "self.peerEndpoint.matches('^https://[^/?#@ ]+/?$')",
        message = "peerEndpoint must be https://HOST[:PORT] without user, path or query",
        fieldPath = ".peerEndpoint")
public record Region(
        @Required
        @Size(min = 1, max = 63)
        @Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")
        @JsonPropertyDescription("Name of the region, as the arbitrator's document and the operator's --region option "
                + "write it: lower-case letters, digits and '-', at most 63. It can't be changed later. "
                + "\"none\" is the arbitrator's word for no region and can't be a name. Quote names that "
                + "YAML reads as something else, such as \"no\".")
        String name,

        @Required
        @Size(max = 512)
        @JsonPropertyDescription(
                "Where the other region's operator reaches this region's operator: https://HOST[:PORT], "
                        + "without a path. Both sides show client certificates, so whatever stands in between must "
                        + "pass TLS through unopened. While the address doesn't work, an acknowledgement can't "
                        + "arrive and FailoverReady is False.")
        String peerEndpoint) {}
