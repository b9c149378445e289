package io.regionpair.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** Some workloads of a namespace that switch together, or that are only watched. */
@JsonIgnoreProperties(ignoreUnknown = true)
@Group("regionpair.io")
@Version("v1alpha1")
@ShortNames("rcomp")
@ValidationRule(
        value = "!has(self.spec.dependsOn) || !(self.metadata.name in self.spec.dependsOn)",
        message = "a component can't depend on itself: remove its own name from dependsOn",
        fieldPath = ".spec.dependsOn")
@AdditionalPrinterColumn(name = "Pair", jsonPath = ".spec.pair", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "Mode", jsonPath = ".spec.mode", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "State", jsonPath = ".status.state", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Ready",
        jsonPath = ".status.conditions[?(@.type=='Ready')].status",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public class RegionComponent extends CustomResource<RegionComponentSpec, RegionComponentStatus> implements Namespaced {

    @Override
    @Required
    @JsonPropertyDescription("What is wanted: which workloads, in which mode and order. The same in both clusters.")
    public RegionComponentSpec getSpec() {
        return super.getSpec();
    }

    @Override
    @JsonPropertyDescription("This region's view, written by its operator.")
    public RegionComponentStatus getStatus() {
        return super.getStatus();
    }
}
