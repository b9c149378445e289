package io.regionpair.workload;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.regionpair.api.RegionFence;
import io.regionpair.api.Role;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * The admission fence: one RegionFence object that the cluster's admission policies look at. Derived from the stored role, never the other
 * way round; only {@code Active} is open. Where the policies aren't installed it changes nothing, and says so.
 */
public final class AdmissionFence {

    /** The label by which the policies know the pods and workloads of a pair. */
    public static final String LABEL = "regionpair.io/pair";

    /** Whether the fence does what was asked of it. */
    public enum Effect {
        /** A pod of the pair was refused, or admitted, as it should be. */
        Proved,
        /** Nothing refuses pods of the pair: the policies aren't installed here, or without the right to try them, which comes with them. */
        Absent,
        /** The API server couldn't be asked, or is still acting on the role before. */
        Unproved
    }

    /** What became of a request to close it. */
    public enum Closing {
        /** The API server stored it. */
        Acknowledged,
        /** The kind is missing, and so are the policies that need it. */
        NoSuchKind,
        /** Refused, or without an answer: it may be stored, or be so later. */
        Unanswered
    }

    private static final Map<String, Quantity> SMALL = Map.of("cpu", new Quantity("1m"), "memory", new Quantity("1Mi"));

    private final KubernetesClient client;
    private final String namespace;

    /**
     * Writes nothing yet.
     *
     * @param namespace the operator's own, in which a pod is tried: who may create pods everywhere may do everything
     */
    public AdmissionFence(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    /**
     * Closes it for the pair, whatever it was; closing can't do harm, so it needs no precondition. {@link #closed} tells whether that has
     * an effect.
     *
     * @param role what to show; {@code Active} would open it without the care that {@link #open} takes, so Passive is shown instead
     */
    public Closing close(String pair, Role role) {
        try {
            write(pair, role == Role.Active ? Role.Passive : role);
            return Closing.Acknowledged;
        } catch (KubernetesClientException e) {
            return e.getCode() == 404 ? Closing.NoSuchKind : Closing.Unanswered;
        }
    }

    /** Tries whether a pod of the pair is refused, as it should be after {@link #close}. */
    public Effect closed(String pair) {
        return switch (tried(pair)) {
            case Refused -> Effect.Proved;
            case Admitted, Forbidden -> Effect.Absent;
            case Unknown -> Effect.Unproved;
        };
    }

    /**
     * Opens it for the pair, if the role is still Active after the fence was read: an open fence that was written on the strength of an
     * older role would outlive the drain that closed it.
     *
     * @param stillActive a quorum read
     */
    public Effect open(String pair, BooleanSupplier stillActive) {
        try {
            var fence = client.resources(RegionFence.class)
                    .withName(RegionFence.NAME)
                    .get();
            if (!stillActive.getAsBoolean()) {
                return Effect.Unproved;
            }
            if (fence == null) {
                create(pair, Role.Active);
            } else if (!Role.Active.name().equals(fence.getRoles().get(pair))) {
                var roles = new HashMap<>(fence.getRoles());
                roles.put(pair, Role.Active.name());
                var next = named();
                next.getMetadata().setResourceVersion(fence.getMetadata().getResourceVersion());
                next.setRoles(roles);
                client.resource(next).update();
            }
        } catch (KubernetesClientException e) {
            return e.getCode() == 404 ? Effect.Absent : Effect.Unproved;
        }
        // Only our own refusal says that the API server still acts on the role before; another policy's says nothing
        // about the fence.
        return tried(pair) == Trial.Refused ? Effect.Unproved : Effect.Proved;
    }

    /** Whether a pod of the pair would be refused now. Writes nothing: any replica may ask. */
    public boolean refusesPods(String pair) {
        return tried(pair) == Trial.Refused;
    }

    private void write(String pair, Role role) {
        var fence = client.resources(RegionFence.class).withName(RegionFence.NAME);
        try {
            fence.patch(
                    PatchContext.of(PatchType.JSON_MERGE), "{\"roles\":{\"" + pair + "\":\"" + role.name() + "\"}}");
        } catch (KubernetesClientException e) {
            if (e.getCode() != 404) {
                throw e;
            }
            create(pair, role);
        }
    }

    private void create(String pair, Role role) {
        var fence = named();
        fence.setRoles(Map.of(pair, role.name()));
        client.resource(fence).create();
    }

    private static RegionFence named() {
        var fence = new RegionFence();
        fence.setMetadata(new ObjectMetaBuilder().withName(RegionFence.NAME).build());
        return fence;
    }

    private enum Trial {
        Refused,
        Admitted,
        /** The operator has no right to try, so nobody installed a fence for it. */
        Forbidden,
        Unknown
    }

    /** Nothing is created: the request ends before storage. */
    private Trial tried(String pair) {
        var probe = new PodBuilder()
                .withNewMetadata()
                .withGenerateName("regionpair-fence-probe-")
                .withNamespace(namespace)
                .addToLabels(LABEL, pair)
                .endMetadata()
                // As a namespace with the strictest Pod Security and a quota wants it, so that nobody but the fence
                // refuses it.
                .withNewSpec()
                .withNewSecurityContext()
                .withRunAsNonRoot(true)
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .endSecurityContext()
                .addNewContainer()
                .withName("probe")
                .withImage("none")
                .withNewSecurityContext()
                .withAllowPrivilegeEscalation(false)
                .withNewCapabilities()
                .withDrop("ALL")
                .endCapabilities()
                .endSecurityContext()
                .withNewResources()
                .addToRequests(SMALL)
                .addToLimits(SMALL)
                .endResources()
                .endContainer()
                .endSpec()
                .build();
        try {
            client.pods().inNamespace(namespace).resource(probe).dryRun().create();
            return Trial.Admitted;
        } catch (KubernetesClientException e) {
            var message =
                    e.getStatus() == null ? "" : String.valueOf(e.getStatus().getMessage());
            if (e.getCode() != 403) {
                return Trial.Unknown;
            }
            if (message.contains("cannot create resource \"pods\"")) {
                return Trial.Forbidden;
            }
            // A quota or another policy refuses too, and proves nothing about ours.
            return message.contains("ValidatingAdmissionPolicy") && message.contains("regionpair")
                    ? Trial.Refused
                    : Trial.Unknown;
        }
    }
}
