package io.regionpair.cli;

import io.regionpair.ops.LogFormat;
import io.regionpair.ops.Logging;
import io.regionpair.ops.TlsFiles;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code regionpair arbitrator}: the fields are the options, the record is the result. */
@Command(
        name = "arbitrator",
        description = "Serves the documents that say which region of a pair is active.",
        synopsisSubcommandLabel = "[COMMAND]")
@SuppressWarnings("NullAway.Init") // Options with a default are set when run.
final class ArbitratorCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--documents",
            paramLabel = "FOLDER",
            converter = Words.Folder.class,
            description = "The folder of documents, a file for each pair: <pair>.json, <pair>.yaml or <pair>.yml."
                    + " Changes count at once. Default: the documents are elsewhere, see --etcd and --git.")
    private @Nullable Path documents;

    @Option(
            names = "--etcd",
            paramLabel = "URL,URL,URL",
            converter = Words.Members.class,
            description =
                    "The documents are in etcd, a key for each pair; these are all its members, like https://etcd-0:2379."
                            + " Changes count at once. Default: the documents are elsewhere, see --documents.")
    private @Nullable List<URI> members;

    @Mixin
    private EtcdOptions etcd;

    @Option(
            names = "--git",
            paramLabel = "URL",
            converter = Words.GitUrl.class,
            description =
                    "The documents are in a Git repository, as files named as in --documents: https, http or file,"
                            + " without credentials in the URL. A document's epoch is how often \"active\" changed in its history."
                            + " Default: the documents are elsewhere, see --documents.")
    private @Nullable String repository;

    @Mixin
    private GitOptions git;

    @Option(
            names = "--state",
            paramLabel = "FOLDER",
            description =
                    "A folder of this instance's own, where it keeps what it gave last, so that nothing older is served"
                            + " after a restart, wherever the documents come from then. Default: nothing is kept.")
    private @Nullable Path state;

    @Option(
            names = "--default-pair",
            paramLabel = "PAIR",
            converter = Words.Domain.class,
            description =
                    "Whose two fields are served under / and every unknown path. Default: the only pair there is.")
    private @Nullable String defaultPair;

    @Option(
            names = "--regions",
            paramLabel = "REGION,REGION",
            converter = Words.TwoRegions.class,
            description = "The two regions that documents may name. Default: those that a pair's first document names.")
    private @Nullable List<String> regions;

    @Option(
            names = "--address",
            paramLabel = "ADDRESS",
            converter = Words.Address.class,
            description = "Where to listen. Default: all addresses of the host.")
    private @Nullable String address;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8080",
            converter = Words.Port.class,
            description = "For the documents; 0: any free one. Default: ${DEFAULT-VALUE}")
    private int port;

    @Option(
            names = "--management-port",
            paramLabel = "PORT",
            defaultValue = "8081",
            converter = Words.Port.class,
            description = "For /livez, /readyz and /metrics; 0: any free one. Default: ${DEFAULT-VALUE}")
    private int managementPort;

    @Option(
            names = "--tls-certificate",
            paramLabel = "FILE",
            converter = Words.ReadableFile.class,
            description =
                    "PEM, own certificate first; read again when it changes. Wants --tls-key. Default: plain HTTP.")
    private @Nullable Path tlsCertificate;

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            converter = Words.ReadableFile.class,
            description = "PEM, unencrypted PKCS#8, RSA or EC. Wants --tls-certificate. Default: plain HTTP.")
    private @Nullable Path tlsKey;

    @Option(
            names = "--tls-client-ca",
            paramLabel = "FILE",
            converter = Words.ReadableFile.class,
            description =
                    "PEM: clients have to show a certificate of one of these authorities. Default: clients show none.")
    private @Nullable Path tlsClientCa;

    @Option(
            names = "--max-wait-seconds",
            paramLabel = "SECONDS",
            defaultValue = "30",
            converter = Words.Seconds.class,
            description =
                    "How long a long poll is held at most. Less than the time after which a balancer in between cuts"
                            + " silent connections. Default: ${DEFAULT-VALUE}")
    private Duration maxWait;

    @Option(
            names = "--max-waiting",
            paramLabel = "NUMBER",
            defaultValue = "10000",
            converter = Words.Count.class,
            description = "How many long polls may wait at once; one more gets status 503. Less than --max-connections."
                    + " Default: ${DEFAULT-VALUE}")
    private int maxWaiting;

    @Option(
            names = "--max-connections",
            paramLabel = "NUMBER",
            defaultValue = "12000",
            converter = Words.Count.class,
            description =
                    "How many connections may be open at once; when there are more, those are closed that have sent"
                            + " no request for the longest. The process needs as many file descriptors. Default: ${DEFAULT-VALUE}")
    private int maxConnections;

    @Option(
            names = "--patience-seconds",
            paramLabel = "SECONDS",
            defaultValue = "10",
            converter = Words.Seconds.class,
            description = "How long a connection may take for a complete request head, for its handshake, for taking an"
                    + " answer, and until its next request. Default: ${DEFAULT-VALUE}")
    private Duration patience;

    @Option(
            names = "--access-log",
            paramLabel = "WORD",
            defaultValue = "off",
            converter = Words.OnOff.class,
            description = "on: every request is logged. Default: ${DEFAULT-VALUE}")
    private String accessLog;

    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            converter = Words.Format.class,
            description = "text, or json for one object a line; to stderr. Default: ${DEFAULT-VALUE}")
    private LogFormat logFormat;

    private final Program<ArbitratorServerSettings> program;

    ArbitratorCommand(Program<ArbitratorServerSettings> program) {
        this.program = program;
    }

    @Override
    public Integer call() throws Exception {
        var settings = settings();
        Logging.use(settings.logFormat());
        program.run(settings);
        return 0;
    }

    private ArbitratorServerSettings settings() {
        if (maxWaiting >= maxConnections) {
            throw mistake("--max-waiting wants less than --max-connections, which is %d; it is %d"
                    .formatted(maxConnections, maxWaiting));
        }
        return new ArbitratorServerSettings(
                source(),
                Optional.ofNullable(state),
                Optional.ofNullable(defaultPair),
                regions == null ? List.of() : regions,
                address == null ? "" : address,
                port,
                managementPort,
                tls(),
                maxWait,
                maxWaiting,
                maxConnections,
                patience,
                accessLog.equals("on"),
                logFormat);
    }

    private ArbitratorServerSettings.Source source() {
        if (repository == null) {
            git.checkUnused();
        }
        var given = Stream.of(
                        sourceName(documents, "--documents"),
                        sourceName(members, "--etcd"),
                        sourceName(repository, "--git"))
                .flatMap(Optional::stream)
                .toList();
        if (given.size() > 1) {
            throw mistake(String.join(" and ", given) + " are " + (given.size() == 2 ? "two" : "three")
                    + " sources; an instance has one");
        }
        if (members != null) {
            return new ArbitratorServerSettings.Etcd(etcd.settings(members));
        }
        if (repository != null) {
            return new ArbitratorServerSettings.Git(git.settings(repository));
        }
        // Not "required" for the library, which would want it for the subcommands too.
        if (documents == null) {
            throw mistake("--documents FOLDER is missing (or REGIONPAIR_DOCUMENTS), or --etcd URL,URL,URL in its place,"
                    + " or --git URL");
        }
        return new ArbitratorServerSettings.Folder(documents);
    }

    private static Optional<String> sourceName(@Nullable Object given, String name) {
        return Optional.ofNullable(given).map(_ -> name);
    }

    private Optional<TlsFiles.Settings> tls() {
        if (tlsCertificate == null && tlsKey == null && tlsClientCa == null) {
            return Optional.empty();
        }
        if (tlsCertificate == null) {
            throw mistake("--tls-certificate FILE is missing; with it belong --tls-key and perhaps --tls-client-ca");
        }
        if (tlsKey == null) {
            throw mistake("--tls-key FILE is missing; it belongs to --tls-certificate");
        }
        return Optional.of(new TlsFiles.Settings(tlsCertificate, tlsKey, Optional.ofNullable(tlsClientCa)));
    }

    private ParameterException mistake(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
