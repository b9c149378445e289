package io.regionpair.workload;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.List;

/** Where a survey's objects come from. */
public interface Lists {

    /** All of this kind, in the namespaces that are looked at. */
    <T extends HasMetadata> List<T> of(Class<T> kind);

    /** Is told each list that an API server answers with. */
    @FunctionalInterface
    interface Reader {

        /** Of this kind, in this namespace or {@link #EVERYWHERE}. */
        void listed(
                Class<? extends HasMetadata> kind, String scope, KubernetesResourceList<? extends HasMetadata> list);

        /** For lists that nobody wants to hear of. */
        Reader NOBODY = (_, _, _) -> {};
    }

    /** In a pair's namespaces: all that there are. */
    String EVERYWHERE = "*";

    /** What has to be listed one after the other to have seen these namespaces. */
    static List<String> scopes(List<String> namespaces) {
        return namespaces.contains(EVERYWHERE) ? List.of(EVERYWHERE) : namespaces;
    }

    /** These resources in one scope. */
    static <T, L, R extends Resource<T>> FilterWatchListDeletable<T, L, R> in(
            MixedOperation<T, L, R> resources, String scope) {
        return scope.equals(EVERYWHERE) ? resources.inAnyNamespace() : resources.inNamespace(scope);
    }
}
