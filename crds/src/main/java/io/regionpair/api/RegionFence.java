package io.regionpair.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The roles of this region for all pairs, in the one object {@value #NAME}: the parameter of the admission policies. The pair
 * engine is its only author.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@Group("regionpair.io")
@Version("v1alpha1")
@ValidationRule(
        value = "self.metadata.name == 'this-region'",
        message = "there is one RegionFence, named this-region, written by the operator alone")
public class RegionFence extends CustomResource<Void, Void> {

    /** The only name. */
    public static final String NAME = "this-region";

    private Map<String, String> roles = Map.of();

    @JsonPropertyDescription(
            "Name of a RegionPair to its role in this region. Pods and replicas of a pair are admitted only while its role is Active; a pair that isn't listed counts as not Active.")
    public Map<String, String> getRoles() {
        return roles;
    }

    public void setRoles(@Nullable Map<String, String> roles) {
        this.roles = Copies.of(roles);
    }
}
