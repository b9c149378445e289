package io.regionpair.e2e.operator;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;

/** The operator's own user in a region: the audit log tells its writes apart, and RBAC is what it will be in a real cluster. */
public final class OperatorAccess {

    public static final String NAMESPACE = "regionpair-system";
    public static final String SERVICE_ACCOUNT = "regionpair-operator";
    public static final String USER = "system:serviceaccount:" + NAMESPACE + ":" + SERVICE_ACCOUNT;

    /** For the other region. */
    public static final String PEER_READER = "regionpair-peer-reader";

    private OperatorAccess() {}

    /** Creates namespace, service account and permissions; may be repeated. */
    public static void grant(KubernetesClient admin) {
        apply(admin, "permissions.yaml");
    }

    /** Creates the account with which the other region's operator may read this cluster; may be repeated. */
    public static void grantReading(KubernetesClient admin) {
        apply(admin, "peer-reader.yaml");
    }

    /** Installs the admission fence; the API must be there. May be repeated. */
    public static void fence(KubernetesClient admin) {
        apply(admin, "fence.yaml");
    }

    private static void apply(KubernetesClient admin, String resource) {
        try (var in = Objects.requireNonNull(OperatorAccess.class.getResourceAsStream(resource))) {
            for (var item : admin.load(in).items()) {
                admin.resource(item).fieldManager("rig").forceConflicts().serverSideApply();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
