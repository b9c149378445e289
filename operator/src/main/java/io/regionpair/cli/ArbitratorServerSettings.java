package io.regionpair.cli;

import io.regionpair.arbitrator.etcd.EtcdSettings;
import io.regionpair.ops.LogFormat;
import io.regionpair.ops.TlsFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How an instance of the arbitrator was started; every value has been checked by itself and against the others. What each means for a
 * user is in the option's description.
 *
 * @param source of the documents
 * @param state absent: nothing outlives the process
 * @param defaultPair absent: the only one
 * @param regions of every pair, two; empty: as the documents say
 * @param address of both ports; empty: all
 * @param port 0: any free one
 * @param managementPort 0: any free one
 * @param maxWait of a long poll
 * @param maxWaiting long polls at once; fewer than {@code maxConnections}
 * @param patience with connections of which nothing comes
 */
public record ArbitratorServerSettings(
        Source source,
        Optional<Path> state,
        Optional<String> defaultPair,
        List<String> regions,
        String address,
        int port,
        int managementPort,
        Optional<TlsFiles.Settings> tls,
        Duration maxWait,
        int maxWaiting,
        int maxConnections,
        Duration patience,
        boolean accessLog,
        LogFormat logFormat) {

    /** Where documents come from. */
    public sealed interface Source {}

    /** A folder of files. */
    public record Folder(Path path) implements Source {}

    /** Keys in etcd. */
    public record Etcd(EtcdSettings settings) implements Source {}

    /** A folder in a Git repository. */
    public record Git(GitSettings settings) implements Source {}

    public ArbitratorServerSettings {
        regions = List.copyOf(regions);
    }
}
