package io.regionpair.protocol.simulation;

/** What starts the process of a pod and ends it, when nobody else can. */
interface Guard {

    /** Looks at what it goes by, and again and again until the pod is over. */
    void look();
}
