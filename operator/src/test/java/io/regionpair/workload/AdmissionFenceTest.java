package io.regionpair.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.regionpair.api.RegionFence;
import io.regionpair.api.Role;
import io.regionpair.workload.AdmissionFence.Effect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@EnableKubernetesMockClient(crud = true, https = false)
class AdmissionFenceTest {

    private KubernetesMockServer server;
    private KubernetesClient client;

    @Test
    void closingShowsTheRole() {
        new AdmissionFence(client, "regionpair-system").close("hopsworks", Role.Demoting);

        assertThat(roleOf("hopsworks")).isEqualTo("Demoting");
    }

    /** The role is read at another moment than the decision to close, and a process that was paused in between may hold an old one. */
    @Test
    void closingNeverOpensWhateverTheRoleIs() {
        new AdmissionFence(client, "regionpair-system").close("hopsworks", Role.Active);

        assertThat(roleOf("hopsworks")).isEqualTo("Passive");
    }

    @Test
    void openingConfirmsTheRoleAfterItReadTheFence() {
        var fence = new AdmissionFence(client, "regionpair-system");
        fence.close("hopsworks", Role.Demoting);

        var effect = fence.open("hopsworks", () -> false);

        assertThat(effect).isEqualTo(Effect.Unproved);
        assertThat(roleOf("hopsworks")).isEqualTo("Demoting");
    }

    @Test
    void openingLosesAgainstAClosingThatCameBetween() {
        var fence = new AdmissionFence(client, "regionpair-system");
        fence.close("hopsworks", Role.Demoting);

        var effect = fence.open("hopsworks", () -> {
            fence.close("hopsworks", Role.Passive);
            return true;
        });

        assertThat(effect).isEqualTo(Effect.Unproved);
        assertThat(roleOf("hopsworks")).isEqualTo("Passive");
    }

    @Test
    void openingLeavesTheOtherPairsAlone() {
        var fence = new AdmissionFence(client, "regionpair-system");
        fence.close("other", Role.Passive);

        fence.open("hopsworks", () -> true);

        assertThat(roleOf("hopsworks")).isEqualTo("Active");
        assertThat(roleOf("other")).isEqualTo("Passive");
    }

    @Test
    void onlyItsOwnRefusalCountsAsRefused() {
        var fence = new AdmissionFence(client, "regionpair-system");

        assertThat(fence.refusesPods("hopsworks")).isFalse();
        refusing("ValidatingAdmissionPolicy 'regionpair-pods' denied request: pair hopsworks is Passive");
        assertThat(fence.refusesPods("hopsworks")).isTrue();
        refusing("exceeded quota: pods");
        assertThat(fence.refusesPods("hopsworks")).isFalse();
    }

    /** The right to try comes with the policies: an installation without them has neither. */
    @Test
    void withoutTheRightToTryThereIsNoFence() {
        refusing(
                "pods is forbidden: User \"system:serviceaccount:regionpair-system:regionpair-operator\" cannot create resource"
                        + " \"pods\" in API group \"\" in the namespace \"regionpair-system\"");

        assertThat(new AdmissionFence(client, "regionpair-system").closed("hopsworks"))
                .isEqualTo(Effect.Absent);
    }

    private void refusing(String message) {
        server.clearExpectations();
        server.expect()
                .post()
                .withPath("/api/v1/namespaces/regionpair-system/pods?dryRun=All")
                .andReturn(
                        403,
                        new StatusBuilder().withCode(403).withMessage(message).build())
                .always();
    }

    private String roleOf(String pair) {
        return client.resources(RegionFence.class)
                .withName(RegionFence.NAME)
                .get()
                .getRoles()
                .get(pair);
    }
}
