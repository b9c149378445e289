package io.regionpair.cli;

import io.regionpair.ops.LogFormat;
import io.regionpair.ops.Logging;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code regionpair operator}: the fields are the options, the record is the result. */
@Command(
        name = "operator",
        description =
                "Runs the operator of one region: watches RegionPairs and RegionComponents of this cluster, asks the"
                        + " arbitrator and the other region's operator, and starts and stops workloads.")
@SuppressWarnings("NullAway.Init") // Options with a default, and required ones, are set when run.
final class OperatorCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--region",
            required = true,
            paramLabel = "NAME",
            converter = Words.Name.class,
            description = "The region that this cluster is, one of spec.regions of its RegionPairs. Required.")
    private String region;

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            converter = Words.ReadableFile.class,
            description =
                    "How to reach this region's API server. Default: the pod's service account, or else $KUBECONFIG, or"
                            + " else ~/.kube/config.")
    private @Nullable Path kubeconfig;

    @Option(
            names = "--kube-context",
            paramLabel = "NAME",
            converter = Words.Word.class,
            description = "The context of the kubeconfig. Default: its current context.")
    private @Nullable String kubeContext;

    @Option(
            names = "--namespace",
            paramLabel = "NAME",
            defaultValue = "regionpair-system",
            converter = Words.Name.class,
            description = "The operator's own namespace: its Lease and the Secrets with certificates are there."
                    + " Default: ${DEFAULT-VALUE}")
    private String namespace;

    @Option(
            names = "--identity",
            paramLabel = "NAME",
            converter = Words.Word.class,
            description =
                    "Tells this instance from the other replicas in leader election. Keep it across a restart, and the"
                            + " instance takes its own Lease back at once. Default: the host name, which in a pod is the pod's name.")
    private @Nullable String identity;

    @Option(
            names = "--http-address",
            paramLabel = "ADDRESS",
            converter = Words.Address.class,
            description = "Where to serve health and metrics. Default: all addresses of the host.")
    private @Nullable String httpAddress;

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            defaultValue = "8080",
            converter = Words.Port.class,
            description = "For /livez, /readyz and /metrics; 0: any free one. Default: ${DEFAULT-VALUE}")
    private int httpPort;

    @Option(
            names = "--peer-address",
            paramLabel = "ADDRESS",
            converter = Words.Address.class,
            description = "Where to listen for the other region's operator. Default: all addresses of the host.")
    private @Nullable String peerAddress;

    @Option(
            names = "--peer-port",
            paramLabel = "PORT",
            defaultValue = "8443",
            converter = Words.Port.class,
            description = "For the other region's operator (HTTPS with client certificates); 0: any free one."
                    + " Default: ${DEFAULT-VALUE}")
    private int peerPort;

    @Option(
            names = "--grant-address",
            paramLabel = "ADDRESS",
            converter = Words.Address.class,
            description = "Where to listen for guards in pods. Default: all addresses of the host.")
    private @Nullable String grantAddress;

    @Option(
            names = "--grant-port",
            paramLabel = "PORT",
            defaultValue = "8082",
            converter = Words.Port.class,
            description =
                    "For guards of the kind Agent in pods of this cluster (plain HTTP); 0: any free one. Default: ${DEFAULT-VALUE}")
    private int grantPort;

    @Option(
            names = "--peer-tls-secret",
            paramLabel = "NAME",
            defaultValue = "regionpair-peer",
            converter = Words.Domain.class,
            description =
                    "The Secret with tls.crt, tls.key and ca.crt for the peer link. The certificate needs the URI name"
                            + " spiffe://<trust domain>/region/<region>. Default: ${DEFAULT-VALUE}")
    private String peerTlsSecret;

    @Option(
            names = "--trust-domain",
            paramLabel = "DOMAIN",
            defaultValue = "regionpair.io",
            converter = Words.Domain.class,
            description = "The trust domain in the URI names of the peer link's certificates, the same in both regions."
                    + " Default: ${DEFAULT-VALUE}")
    private String trustDomain;

    @Option(
            names = "--lease-seconds",
            paramLabel = "SECONDS",
            defaultValue = "15",
            converter = Words.Seconds.class,
            description = "Leader election: another replica takes over when it saw no renewal for this long."
                    + " Default: ${DEFAULT-VALUE}")
    private Duration lease;

    @Option(
            names = "--renew-deadline-seconds",
            paramLabel = "SECONDS",
            defaultValue = "10",
            converter = Words.Seconds.class,
            description = "Leader election: a leader that couldn't renew for this long ends. Less than --lease-seconds."
                    + " Default: ${DEFAULT-VALUE}")
    private Duration renewDeadline;

    @Option(
            names = "--retry-period-seconds",
            paramLabel = "SECONDS",
            defaultValue = "2",
            converter = Words.Seconds.class,
            description = "Leader election: how often to renew or to try. Less than --renew-deadline-seconds."
                    + " Default: ${DEFAULT-VALUE}")
    private Duration retryPeriod;

    @Option(
            names = "--assume-passive-unknown",
            arity = "0..1",
            paramLabel = "WORD",
            defaultValue = "off",
            fallbackValue = "on",
            converter = Words.OnOff.class,
            description =
                    "on, or no word: for the start after etcd was restored from a snapshot: a stored role Active isn't trusted, since this region may"
                            + " have given it up after the snapshot. The region becomes Frozen, which starts and stops nothing, until"
                            + " the other region proves that nothing runs there, or the arbitrator names another region. Take it"
                            + " off when the pair shows what it should. Default: ${DEFAULT-VALUE}")
    private String assumePassiveUnknown;

    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            converter = Words.Format.class,
            description = "text, or json for one object a line; to stderr. Default: ${DEFAULT-VALUE}")
    private LogFormat logFormat;

    private final Program<OperatorSettings> program;
    private final String hostName;

    OperatorCommand(Program<OperatorSettings> program, String hostName) {
        this.program = program;
        this.hostName = hostName;
    }

    @Override
    public Integer call() throws Exception {
        var settings = settings();
        Logging.use(settings.logFormat());
        program.run(settings);
        return 0;
    }

    private OperatorSettings settings() {
        demandLess("--renew-deadline-seconds", renewDeadline, "--lease-seconds", lease);
        demandLess("--retry-period-seconds", retryPeriod, "--renew-deadline-seconds", renewDeadline);
        return new OperatorSettings(
                region,
                Optional.ofNullable(kubeconfig),
                Optional.ofNullable(kubeContext),
                namespace,
                identity(),
                httpAddress == null ? "" : httpAddress,
                httpPort,
                peerAddress == null ? "" : peerAddress,
                peerPort,
                grantAddress == null ? "" : grantAddress,
                grantPort,
                peerTlsSecret,
                trustDomain,
                lease,
                renewDeadline,
                retryPeriod,
                assumePassiveUnknown.equals("on"),
                logFormat);
    }

    // Never a constant: two replicas of one name would both think that the Lease is theirs.
    private String identity() {
        if (identity == null && hostName.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "--identity is missing, and this machine's host name can't be found out");
        }
        return identity == null ? hostName : identity;
    }

    private void demandLess(String option, Duration value, String than, Duration bound) {
        if (value.compareTo(bound) >= 0) {
            throw new ParameterException(
                    spec.commandLine(),
                    "%s wants less than %s, which is %d; it is %d"
                            .formatted(option, than, bound.toSeconds(), value.toSeconds()));
        }
    }
}
