package io.regionpair.cli;

import io.regionpair.arbitrator.etcd.EtcdSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How to reach etcd, besides its members' addresses. */
@SuppressWarnings("NullAway.Init") // Set when run.
final class EtcdOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--etcd-prefix",
            paramLabel = "PREFIX",
            defaultValue = "/regionpair/",
            converter = Words.KeyPrefix.class,
            description = "Where the documents' keys begin; the pair's name follows. Default: ${DEFAULT-VALUE}")
    private String prefix;

    @Option(
            names = "--etcd-ca",
            paramLabel = "FILE",
            converter = Words.ReadableFile.class,
            description =
                    "PEM: authorities of etcd's certificates; read again when it changes. Default: the platform's.")
    private @Nullable Path authorities;

    @Option(
            names = "--etcd-certificate",
            paramLabel = "FILE",
            converter = Words.ReadableFile.class,
            description = "PEM: the certificate to show to etcd; read again when it changes. Wants --etcd-key."
                    + " Default: none.")
    private @Nullable Path certificate;

    @Option(
            names = "--etcd-key",
            paramLabel = "FILE",
            converter = Words.ReadableFile.class,
            description = "PEM, unencrypted PKCS#8. Wants --etcd-certificate. Default: none.")
    private @Nullable Path key;

    @Option(
            names = "--etcd-user",
            paramLabel = "NAME",
            converter = Words.Word.class,
            description = "A user of etcd's own. Wants --etcd-password-file. Default: none.")
    private @Nullable String user;

    @Option(
            names = "--etcd-password-file",
            paramLabel = "FILE",
            converter = Words.ReadableFile.class,
            description = "The user's password; read again for each login. Wants --etcd-user. Default: none.")
    private @Nullable Path passwordFile;

    EtcdSettings settings(List<URI> members) {
        if ((authorities != null || certificate != null)
                && members.stream().anyMatch(member -> !"https".equals(member.getScheme()))) {
            throw mistake("--etcd wants https URLs when there is --etcd-ca or --etcd-certificate");
        }
        return new EtcdSettings(members, prefix, Optional.ofNullable(authorities), identity(), user());
    }

    private Optional<EtcdSettings.Identity> identity() {
        if (certificate == null && key == null) {
            return Optional.empty();
        }
        if (certificate == null || key == null) {
            throw mistake((key == null ? "--etcd-key" : "--etcd-certificate") + " FILE is missing; it belongs to "
                    + (key == null ? "--etcd-certificate" : "--etcd-key"));
        }
        return Optional.of(new EtcdSettings.Identity(certificate, key));
    }

    private Optional<EtcdSettings.User> user() {
        if (user == null && passwordFile == null) {
            return Optional.empty();
        }
        if (user == null || passwordFile == null) {
            throw mistake(
                    user == null
                            ? "--etcd-user NAME is missing; it belongs to --etcd-password-file"
                            : "--etcd-password-file FILE is missing; it belongs to --etcd-user");
        }
        return Optional.of(new EtcdSettings.User(user, passwordFile));
    }

    private ParameterException mistake(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
