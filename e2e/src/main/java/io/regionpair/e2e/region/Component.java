package io.regionpair.e2e.region;

/** The programs of a control plane, in the order of their start. */
public enum Component {
    ETCD("etcd"),
    API_SERVER("kube-apiserver"),
    CONTROLLER_MANAGER("kube-controller-manager"),
    SCHEDULER("kube-scheduler"),
    /** Plays the kubelets of all nodes. */
    KUBELETS("kwok");

    private final String program;

    Component(String program) {
        this.program = program;
    }

    String program() {
        return program;
    }
}
