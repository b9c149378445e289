package io.regionpair.e2e.region;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A region that runs already and isn't ours to end. */
public final class ExistingCluster implements Cluster, AutoCloseable {

    private final String name;
    private final Config config;
    private final KubernetesClient client;
    private final Path folder;
    private final @Nullable Path auditLog;

    private ExistingCluster(String name, Config config, Path folder, @Nullable Path auditLog) {
        this.name = name;
        this.config = config;
        this.client = new KubernetesClientBuilder().withConfig(config).build();
        this.folder = folder;
        this.auditLog = auditLog;
    }

    /**
     * A context of the user's own kubeconfig.
     *
     * @param folder gets the kubeconfigs of service accounts
     */
    public static ExistingCluster ofContext(String name, String context, Path folder) {
        return new ExistingCluster(name, Config.autoConfigure(context), folder, null);
    }

    /** A control plane that another process of the rig started. */
    public static ExistingCluster ofKubeconfig(String name, Path kubeconfig, Path auditLog) {
        var folder = Objects.requireNonNull(kubeconfig.toAbsolutePath().getParent());
        return new ExistingCluster(name, Config.fromKubeconfig(kubeconfig.toFile()), folder, auditLog);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public KubernetesClient client() {
        return client;
    }

    @Override
    public Path kubeconfig(String namespace, String serviceAccount) {
        var file = folder.resolve(name + "." + namespace + "." + serviceAccount + ".kubeconfig");
        var token = Tokens.of(client, namespace, serviceAccount);
        new Kubeconfig(name, config.getMasterUrl(), certificates(), serviceAccount, token).writeTo(file);
        return file;
    }

    @Override
    public Optional<Path> auditLog() {
        return Optional.ofNullable(auditLog);
    }

    @Override
    public void close() {
        client.close();
    }

    private String certificates() {
        try {
            return config.getCaCertFile() != null
                    ? Files.readString(Path.of(config.getCaCertFile()))
                    : new String(Base64.getMimeDecoder().decode(config.getCaCertData()), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
