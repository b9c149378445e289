package io.regionpair.cli;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code regionpair arbitrator set}. */
@Command(
        name = "set",
        description =
                "Says in etcd which region is active, if nobody else has changed it meanwhile, and prints the step from the"
                        + " old document to the new one. Ends with status 0 when the document says it, 1 when it can't be done, 3 when"
                        + " somebody was faster or the epoch isn't the expected one, 4 when etcd was lost in the middle and it isn't known"
                        + " whether it is done.")
@SuppressWarnings("NullAway.Init") // Set when run.
final class SetCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--pair",
            required = true,
            paramLabel = "PAIR",
            converter = Words.Domain.class,
            description = "Whose document. Required.")
    private String pair;

    @Option(
            names = "--active",
            required = true,
            paramLabel = "REGION",
            converter = Words.Name.class,
            description =
                    "The region that is to be active, or none, which stops both. When that is a change, the document gets"
                            + " the next epoch. Required.")
    private String active;

    @Option(
            names = "--expect-epoch",
            paramLabel = "EPOCH",
            converter = Words.Epoch.class,
            description =
                    "The epoch of the document that you have in mind; with another one nothing is changed. Default: any.")
    private @Nullable Long expectEpoch;

    @Option(
            names = "--fenced",
            paramLabel = "REGION",
            converter = Words.Name.class,
            description =
                    "Asserts, for the epoch that the document has then, that no process of this region runs any more."
                            + " The other one starts on your word. Default: no such assertion.")
    private @Nullable String fenced;

    @Option(
            names = "--regions",
            paramLabel = "REGION,REGION",
            converter = Words.TwoRegions.class,
            description =
                    "The pair's two regions, for its first document and after none. Default: those that its document names.")
    private @Nullable List<String> regions;

    @Option(
            names = "--secondary",
            paramLabel = "REGION",
            converter = Words.Name.class,
            description = "The region that isn't active. For a pair's first document it does as well as --regions."
                    + " Default: the other one.")
    private @Nullable String secondary;

    @Option(
            names = "--first-epoch",
            paramLabel = "EPOCH",
            converter = Words.Epoch.class,
            description =
                    "The epoch to begin with, for a pair that has none: greater than every one that its operators have seen"
                            + " elsewhere. Default: 1.")
    private @Nullable Long firstEpoch;

    @Option(
            names = "--etcd",
            required = true,
            paramLabel = "URL,URL,URL",
            converter = Words.Members.class,
            description = "All members of etcd, like https://etcd-0:2379. Required.")
    private List<URI> members;

    @Mixin
    private EtcdOptions etcd;

    private final CommandLineInterface.Setter setter;

    SetCommand(CommandLineInterface.Setter setter) {
        this.setter = setter;
    }

    @Override
    public Integer call() throws InterruptedException {
        var outcome = setter.set(new SetSettings(
                pair,
                active,
                Optional.ofNullable(secondary),
                regions == null ? List.of() : regions,
                epoch(expectEpoch),
                epoch(firstEpoch),
                Optional.ofNullable(fenced),
                etcd.settings(members)));
        var line = spec.commandLine();
        var to = outcome.kind() == SetOutcome.Kind.DONE ? line.getOut() : line.getErr();
        to.println(outcome.line());
        to.flush();
        return outcome.kind().status();
    }

    private static OptionalLong epoch(@Nullable Long number) {
        return number == null ? OptionalLong.empty() : OptionalLong.of(number);
    }
}
