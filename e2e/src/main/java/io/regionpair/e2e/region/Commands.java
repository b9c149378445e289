package io.regionpair.e2e.region;

import io.regionpair.e2e.process.Program;
import io.regionpair.e2e.process.Workspace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The command lines of a control plane's programs. */
record Commands(Settings settings, Path folder, int etcdPort, int etcdPeerPort, int apiServerPort) {

    Program of(Component component) {
        var command = new ArrayList<>(List.of(
                Workspace.controlPlanePrograms().resolve(component.program()).toString()));
        command.addAll(arguments(component));
        return new Program(
                settings.name() + "/" + component.program(),
                command,
                Map.of(),
                folder.resolve(component.program() + ".log"));
    }

    Path kubeconfig(String user) {
        return folder.resolve(user + ".kubeconfig");
    }

    private List<String> arguments(Component component) {
        return switch (component) {
            case ETCD -> etcd();
            case API_SERVER -> apiServer();
            case CONTROLLER_MANAGER -> controllerManager();
            case SCHEDULER -> scheduler();
            case KUBELETS -> kubelets();
        };
    }

    private List<String> etcd() {
        var client = "http://127.0.0.1:" + etcdPort;
        var peer = "http://127.0.0.1:" + etcdPeerPort;
        return List.of(
                "--name=" + settings.name(),
                "--data-dir=" + folder.resolve("etcd"),
                "--listen-client-urls=" + client,
                "--advertise-client-urls=" + client,
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=" + settings.name() + "=" + peer,
                // Survives kill -9, which is what we do to it; only the machine's own crash would lose data.
                "--unsafe-no-fsync",
                "--log-level=warn");
    }

    private List<String> apiServer() {
        return List.of(
                "--etcd-servers=http://127.0.0.1:" + etcdPort,
                "--bind-address=127.0.0.1",
                "--secure-port=" + apiServerPort,
                "--cert-dir=" + folder.resolve("certificates"),
                "--token-auth-file=" + folder.resolve("tokens.csv"),
                "--authorization-mode=Node,RBAC",
                "--enable-admission-plugins=NodeRestriction",
                "--service-account-issuer=https://kubernetes.default.svc",
                "--service-account-key-file=" + folder.resolve("service-accounts.pub"),
                "--service-account-signing-key-file=" + folder.resolve("service-accounts.key"),
                "--service-cluster-ip-range=10.0.0.0/16",
                // The simulated kubelets mount no tokens, and pods would wait for the controller that makes accounts.
                "--disable-admission-plugins=ServiceAccount",
                "--endpoint-reconciler-type=none",
                "--audit-policy-file=" + folder.resolve("audit-policy.yaml"),
                "--audit-log-path=" + folder.resolve(ControlPlane.AUDIT_LOG),
                // Megabytes. The observer reads one growing file; a rotated one would lose it lines.
                "--audit-log-maxsize=100000");
    }

    private List<String> controllerManager() {
        return List.of(
                "--kubeconfig=" + kubeconfig("kube-controller-manager"),
                "--service-account-private-key-file=" + folder.resolve("service-accounts.key"),
                "--root-ca-file=" + folder.resolve("certificates/apiserver.crt"),
                "--use-service-account-credentials=false",
                "--kube-api-qps=" + settings.clientRate(),
                "--kube-api-burst=" + settings.clientBurst(),
                "--leader-elect=false",
                "--secure-port=0");
    }

    private List<String> scheduler() {
        return List.of("--kubeconfig=" + kubeconfig("kube-scheduler"), "--leader-elect=false", "--secure-port=0");
    }

    private List<String> kubelets() {
        return List.of(
                "--kubeconfig=" + kubeconfig("kwok"),
                "--manage-all-nodes=true",
                "--config=" + folder.resolve("kwok-stages.yaml"),
                // Without leases nodes turn NotReady after 40 s.
                "--node-lease-duration-seconds=40",
                "--cidr=10.244.0.0/16");
    }
}
