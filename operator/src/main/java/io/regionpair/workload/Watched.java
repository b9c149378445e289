package io.regionpair.workload;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches what a {@link Survey} consists of, and keeps what matters of it. A watch may lag behind, and nobody can say by how much; so it is
 * compared with the last lists: once it knows all that they showed, it is at least as new as they are.
 */
public final class Watched implements Lists, Lists.Reader, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Watched.class);

    private final List<Kept<?>> kept = new ArrayList<>();

    private Watched() {}

    /**
     * Begins, and returns when all is known.
     *
     * @param namespaces {@code "*"} means all
     * @param changed something was changed
     * @param left a pod object was removed
     * @throws RuntimeException when something can't be watched; nothing is, then
     */
    public static Watched start(
            KubernetesClient client, List<String> namespaces, Runnable changed, BiConsumer<Pod, Boolean> left) {
        var watched = new Watched();
        try {
            var started = Lists.scopes(namespaces).stream()
                    .flatMap(scope -> watched.begin(client, scope, changed, left).stream())
                    .toList();
            started.forEach(one -> one.toCompletableFuture().join());
        } catch (CompletionException e) {
            watched.close();
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        } catch (RuntimeException e) {
            watched.close();
            throw e;
        }
        return watched;
    }

    private List<CompletionStage<Void>> begin(
            KubernetesClient client, String scope, Runnable changed, BiConsumer<Pod, Boolean> left) {
        BiConsumer<HasMetadata, Boolean> poke = (_, _) -> changed.run();
        return List.of(
                begin(client, Deployment.class, scope, Pruned::of, changed, poke),
                begin(client, StatefulSet.class, scope, Pruned::of, changed, poke),
                begin(client, CronJob.class, scope, Pruned::of, changed, poke),
                begin(client, ReplicaSet.class, scope, Pruned::of, () -> {}, (_, _) -> {}),
                begin(client, Job.class, scope, Pruned::of, changed, poke),
                begin(client, Pod.class, scope, Pruned::of, changed, left));
    }

    private <T extends HasMetadata> CompletionStage<Void> begin(
            KubernetesClient client,
            Class<T> kind,
            String scope,
            UnaryOperator<T> prune,
            Runnable changed,
            BiConsumer<? super T, Boolean> gone) {
        var informer = Lists.in(client.resources(kind), scope)
                .runnableInformer(0)
                .removeNamespaceIndex()
                .itemStore(new Pruning<>(prune))
                .addEventHandler(handler(changed, gone));
        kept.add(new Kept<>(kind, scope, informer));
        return informer.start();
    }

    // Only that there was an event matters; a lost one is made up for by whoever looks without.
    private static <T> ResourceEventHandler<T> handler(Runnable changed, BiConsumer<? super T, Boolean> gone) {
        return new ResourceEventHandler<>() {
            @Override
            public void onAdd(T added) {
                changed.run();
            }

            @Override
            public void onUpdate(T old, T updated) {
                changed.run();
            }

            @Override
            public void onDelete(T deleted, boolean finalStateUnknown) {
                gone.accept(deleted, finalStateUnknown);
            }
        };
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T extends HasMetadata> List<T> of(Class<T> kind) {
        return kept.stream()
                .filter(one -> one.kind.equals(kind))
                .flatMap(one -> ((Kept<T>) one).objects())
                .toList();
    }

    @Override
    public void listed(
            Class<? extends HasMetadata> kind, String scope, KubernetesResourceList<? extends HasMetadata> list) {
        kept.stream()
                .filter(one -> one.kind.equals(kind) && one.scope.equals(scope))
                .forEach(one -> one.await(list));
    }

    /** All that was listed last is known, and the watches are there; false before the first lists. */
    public boolean isCaughtUp() {
        return kept.stream().allMatch(Kept::isCaughtUp);
    }

    @Override
    public void close() {
        for (var one : kept) {
            try {
                one.informer.close();
            } catch (RuntimeException e) {
                log.atDebug().setCause(e).log("A watch couldn't be closed");
            }
        }
    }

    /** The objects of one kind in one scope. */
    private static final class Kept<T extends HasMetadata> {

        private final Class<T> kind;
        private final String scope;
        private final SharedIndexInformer<T> informer;
        private Optional<Mark> awaited = Optional.empty();
        private boolean caughtUp;

        Kept(Class<T> kind, String scope, SharedIndexInformer<T> informer) {
            this.kind = kind;
            this.scope = scope;
            this.informer = informer;
        }

        Stream<T> objects() {
            return informer.getStore().list().stream();
        }

        synchronized void await(KubernetesResourceList<? extends HasMetadata> list) {
            awaited = Optional.of(new Mark(
                    list.getMetadata().getResourceVersion(),
                    versions(list.getItems().stream().filter(object -> !Pruned.isHistory(object)))));
            caughtUp = false;
        }

        synchronized boolean isCaughtUp() {
            if (!informer.isWatching()) {
                return false;
            }
            caughtUp = caughtUp || awaited.filter(this::isReached).isPresent();
            if (caughtUp) {
                awaited = Optional.empty();
            }
            return caughtUp;
        }

        /** By the version of its last event, or because it knows just the same. Where nothing happens there is no event. */
        private boolean isReached(Mark mark) {
            return isAtLeast(informer.lastSyncResourceVersion(), mark.version())
                    || versions(objects()).equals(mark.objects());
        }

        /**
         * Versions are numbers of one counter: promised since 1.35, and what etcd makes of them ever since. What isn't a number proves
         * nothing here.
         */
        private static boolean isAtLeast(String version, String other) {
            return isNumber(version)
                    && isNumber(other)
                    && Long.parseUnsignedLong(version) >= Long.parseUnsignedLong(other);
        }

        private static boolean isNumber(String version) {
            return version != null
                    && !version.isEmpty()
                    && version.length() < 19
                    && version.chars().allMatch(c -> c >= '0' && c <= '9');
        }

        private static Set<String> versions(Stream<? extends HasMetadata> objects) {
            return objects.map(HasMetadata::getMetadata)
                    .map(meta -> meta.getUid() + "/" + meta.getResourceVersion())
                    .collect(Collectors.toUnmodifiableSet());
        }
    }

    /**
     * What a list showed.
     *
     * @param objects with their versions
     */
    private record Mark(String version, Set<String> objects) {}

    /** Keeps objects without what nobody reads, and no history. */
    private static final class Pruning<T extends HasMetadata> extends BasicItemStore<T> {

        private final Function<T, T> prune;

        Pruning(Function<T, T> prune) {
            super(Cache::metaNamespaceKeyFunc);
            this.prune = prune;
        }

        @Override
        public T put(String key, T whole) {
            return Pruned.isHistory(whole) ? remove(key) : super.put(key, prune.apply(whole));
        }

        /** What isn't kept comes as new each time. */
        @Override
        public boolean isFullState() {
            return false;
        }
    }
}
