package io.regionpair.e2e.observer;

import io.regionpair.e2e.region.Cluster;
import java.time.Instant;
import java.util.List;

/** What an audit log can't tell when its API server was killed, asked of the one that runs now. */
interface Server {

    /** When the API server was started, oldest first. */
    List<Instant> starts();

    /** Whether the object is there. */
    boolean has(ObjectName pod);

    static Server of(Cluster cluster) {
        return new Server() {
            @Override
            public List<Instant> starts() {
                return cluster.apiServerStarts();
            }

            @Override
            public boolean has(ObjectName pod) {
                var found = cluster.client()
                        .pods()
                        .inNamespace(pod.namespace())
                        .withName(pod.name())
                        .get();
                return found != null;
            }
        };
    }
}
