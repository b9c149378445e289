package io.regionpair.ops;

import io.fabric8.kubernetes.api.model.AuthInfo;
import io.fabric8.kubernetes.api.model.Cluster;
import io.fabric8.kubernetes.api.model.NamedAuthInfo;
import io.fabric8.kubernetes.api.model.NamedCluster;
import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A kubeconfig that somebody put into a Secret: everything it needs stands in it. What would run a program or read a file of this process
 * is refused, as is a connection that proves nothing about the server.
 */
public final class StaticKubeconfig {

    private StaticKubeconfig() {}

    /** It can't be used; the message says why, in a clause that "the kubeconfig" can stand before. */
    public static final class UnusableException extends Exception {
        UnusableException(String reason) {
            super(reason);
        }
    }

    /**
     * What its current context says, and nothing of this process's surroundings.
     *
     * @throws UnusableException when it can't be read, isn't complete or isn't static
     */
    public static Config parse(String text) throws UnusableException {
        var file = read(text);
        var context = named(
                        file.getContexts(),
                        NamedContext::getName,
                        file.getCurrentContext(),
                        "context of current-context")
                .getContext();
        if (context == null) {
            throw new UnusableException("has an empty context");
        }
        var cluster = named(file.getClusters(), NamedCluster::getName, context.getCluster(), "cluster of its context")
                .getCluster();
        var user = named(file.getUsers(), NamedAuthInfo::getName, context.getUser(), "user of its context")
                .getUser();
        if (cluster == null || user == null) {
            throw new UnusableException("has an empty cluster or user");
        }
        check(cluster);
        check(user);
        return new ConfigBuilder(Config.empty())
                .withMasterUrl(cluster.getServer())
                .withCaCertData(cluster.getCertificateAuthorityData())
                .withOauthToken(user.getToken())
                .withClientCertData(user.getClientCertificateData())
                .withClientKeyData(user.getClientKeyData())
                .build();
    }

    private static io.fabric8.kubernetes.api.model.Config read(String text) throws UnusableException {
        try {
            var file = Serialization.unmarshal(text, io.fabric8.kubernetes.api.model.Config.class);
            if (file == null) {
                throw new UnusableException("is empty");
            }
            return file;
        } catch (RuntimeException _) {
            // The parser's message would quote what it read, and with it a key.
            throw new UnusableException("isn't one that can be read");
        }
    }

    private static <T> T named(
            @Nullable List<T> all, Function<T, @Nullable String> name, @Nullable String wanted, String what)
            throws UnusableException {
        if (all == null || wanted == null) {
            throw new UnusableException("has no " + what);
        }
        for (var one : all) {
            if (wanted.equals(name.apply(one))) {
                return one;
            }
        }
        throw new UnusableException("has no " + what);
    }

    private static void check(Cluster cluster) throws UnusableException {
        var server = cluster.getServer();
        if (server == null || !server.startsWith("https://")) {
            throw new UnusableException("names a server that isn't https");
        }
        if (Boolean.TRUE.equals(cluster.getInsecureSkipTlsVerify())) {
            throw new UnusableException("says insecure-skip-tls-verify, which proves nothing about the server");
        }
        if (!isThere(cluster.getCertificateAuthorityData())) {
            throw new UnusableException("has no certificate-authority-data");
        }
        refuse(cluster.getCertificateAuthority(), "certificate-authority");
        refuse(cluster.getTlsServerName(), "tls-server-name");
        refuse(cluster.getProxyUrl(), "proxy-url");
    }

    private static void check(AuthInfo user) throws UnusableException {
        refuse(user.getExec(), "exec");
        refuse(user.getAuthProvider(), "auth-provider");
        refuse(user.getTokenFile(), "tokenFile");
        refuse(user.getClientCertificate(), "client-certificate");
        refuse(user.getClientKey(), "client-key");
        refuse(user.getUsername(), "username");
        refuse(user.getAs(), "as");
        var certificate = isThere(user.getClientCertificateData()) && isThere(user.getClientKeyData());
        if (!certificate && !isThere(user.getToken())) {
            throw new UnusableException("has neither a token nor client-certificate-data with client-key-data");
        }
    }

    private static void refuse(@Nullable Object field, String name) throws UnusableException {
        if (field != null && !field.equals("")) {
            throw new UnusableException("says " + name + ": only server, certificate-authority-data, token,"
                    + " client-certificate-data and client-key-data are used");
        }
    }

    private static boolean isThere(@Nullable String text) {
        return text != null && !text.isEmpty();
    }
}
