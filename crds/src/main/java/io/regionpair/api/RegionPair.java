package io.regionpair.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** Two regions, the arbitrator that names the active one, and the rules of a switch. */
@JsonIgnoreProperties(ignoreUnknown = true)
@Group("regionpair.io")
@Version("v1alpha1")
@ShortNames("rp")
@ValidationRule(
        value = "size(self.metadata.name) <= 63",
        message = "the name of a RegionPair is used as a label value: at most 63 characters")
@AdditionalPrinterColumn(name = "Region", jsonPath = ".status.region", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "Role", jsonPath = ".status.role", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Active",
        jsonPath = ".status.arbitrator.active",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "Term", jsonPath = ".status.term", type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Ready",
        jsonPath = ".status.conditions[?(@.type=='Ready')].status",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Waiting-For",
        jsonPath = ".status.waitingFor.what",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public class RegionPair extends CustomResource<RegionPairSpec, RegionPairStatus> {

    @Override
    @Required
    @JsonPropertyDescription(
            "What is wanted: the regions, the arbitrator and the rules of a switch. The same in both clusters.")
    public RegionPairSpec getSpec() {
        return super.getSpec();
    }

    @Override
    @JsonPropertyDescription("This region's view, written by its operator.")
    public RegionPairStatus getStatus() {
        return super.getStatus();
    }
}
