package io.regionpair.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** One field of a custom resource that turns it on and off. */
@ApiValue
@ValidationRule(
        value = "self.active != self.passive",
        message = "field.active and field.passive must differ, or nothing would ever stop")
public record FieldLever(
        @Required
        @Size(max = 256)
        @Pattern("^spec([.][A-Za-z_][A-Za-z0-9_-]*)+$")
        @JsonPropertyDescription("Dotted path of the field from the top of the object, such as spec.job.state; it must "
                + "begin with spec. and can't lead through lists.")
        String path,

        @Required
        @Size(max = 256)
        @JsonPropertyDescription(
                "Value of the field in the active region, in quotes where YAML wouldn't read a string. "
                        + "\"true\", \"false\" and whole numbers are written as JSON booleans and numbers.")
        String active,

        @Required
        @Size(max = 256)
        @JsonPropertyDescription(
                "Value of the field that stops everything; written like active, and different from it.")
        String passive) {}
