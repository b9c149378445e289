package io.regionpair.e2e.breakpoint.agent;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;

/**
 * The raise guard the wrong way round: confirm the role, then read the object's version, then raise. Looks as careful as the right order,
 * and is harmless with one process.
 */
public final class WrongOrder {

    private WrongOrder() {}

    /** The write as it is; a raise with a version read now, if the test asked for {@code wrong-order}. */
    public static Object applied(Object client, Object write) {
        if (!Steps.asked("wrong-order") || !write.getClass().getSimpleName().equals("Raise")) {
            return write;
        }
        var found = Reflection.get(write, "target");
        var fresh = Reflection.with(
                found, Map.of("resourceVersion", version((KubernetesClient) client, Reflection.get(found, "id"))));
        return Reflection.with(write, Map.of("target", fresh));
    }

    private static String version(KubernetesClient client, Object id) {
        return client.genericKubernetesResources(
                        Reflection.get(id, "group") + "/v1", String.valueOf(Reflection.get(id, "kind")))
                .inNamespace(String.valueOf(Reflection.get(id, "namespace")))
                .withName(String.valueOf(Reflection.get(id, "name")))
                .get()
                .getMetadata()
                .getResourceVersion();
    }
}
