package io.regionpair.e2e.story;

import io.regionpair.e2e.process.Lifetime;
import io.regionpair.e2e.process.Workspace;
import io.regionpair.e2e.region.Cluster;
import io.regionpair.e2e.region.ExistingCluster;
import io.regionpair.e2e.region.TwoRegions;
import java.util.List;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Hands tests the one rig of this JVM: two control planes of our own, or, with {@code -Dregions.eu=CONTEXT -Dregions.us=CONTEXT}, two
 * clusters of the user's kubeconfig.
 */
public final class RigExtension implements ParameterResolver {

    /** Stands for everything that all stories share. */
    static final String LOCK = "rig";

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Rig.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(RigExtension.class))
                .getOrComputeIfAbsent(SharedRig.class, _ -> SharedRig.start(), SharedRig.class)
                .rig();
    }

    /** Closed by JUnit after the last test. */
    record SharedRig(Runnable closeRegions, Rig rig) implements AutoCloseable {

        static SharedRig start() {
            if (System.getProperty("regions.eu") != null) {
                var clusters = List.of(existing("eu"), existing("us"));
                return new SharedRig(() -> clusters.forEach(ExistingCluster::close), install(clusters));
            }
            var regions = TwoRegions.start();
            try {
                return new SharedRig(regions::close, install(regions.all()));
            } catch (RuntimeException | Error failure) {
                regions.close();
                throw failure;
            }
        }

        @Override
        public void close() {
            rig.close();
            closeRegions.run();
        }

        private static Rig install(List<? extends Cluster> clusters) {
            return Rig.install(clusters, Workspace.newFolder("rigs"), Lifetime.tiedToUs());
        }

        private static ExistingCluster existing(String region) {
            var context = System.getProperty("regions." + region);
            if (context == null) {
                throw new IllegalArgumentException("give both -Dregions.eu=CONTEXT and -Dregions.us=CONTEXT");
            }
            return ExistingCluster.ofContext(region, context, Workspace.newFolder("rigs"));
        }
    }
}
