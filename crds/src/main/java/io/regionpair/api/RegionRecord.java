package io.regionpair.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;

/**
 * The durable record of one pair in one region, named after the pair. The pair engine is its only author and writes it by
 * compare-and-set. It has no status and outlives its RegionPair.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@Group("regionpair.io")
@Version("v1alpha1")
@AdditionalPrinterColumn(name = "Role", jsonPath = ".spec.role", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "Term", jsonPath = ".spec.term", type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "Epoch", jsonPath = ".spec.maxEpoch", type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public class RegionRecord extends CustomResource<RegionRecordSpec, Void> {

    @Override
    @Required
    @JsonPropertyDescription(
            "What this region remembers about the pair. Written by the operator alone; editing it can make both regions run.")
    public RegionRecordSpec getSpec() {
        return super.getSpec();
    }
}
