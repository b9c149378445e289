package io.regionpair.operator;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.regionpair.api.ArbitratorStatus;
import io.regionpair.api.ComponentCounts;
import io.regionpair.api.ConditionType;
import io.regionpair.api.RegionPair;
import io.regionpair.api.RegionPairStatus;
import io.regionpair.api.Role;
import io.regionpair.api.WaitingFor;
import io.regionpair.cli.StatusOutcome;
import io.regionpair.cli.StatusSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tells how pairs stand in one or more clusters, from what the operators there report. */
public final class StatusProgram {

    private static final List<String> HEADER =
            List.of("PAIR", "REGION", "ROLE", "TERM", "NAMED", "COMPONENTS", "READY");

    /** What is said of a region besides whether it is ready: these are worth a look when they are so. */
    private static final Map<ConditionType, String> ALARMING = alarming();

    private final InstantSource clock;
    private final Consumer<String> say;

    StatusProgram(InstantSource clock, Consumer<String> say) {
        this.clock = clock;
        this.say = say;
    }

    /** One pair in one cluster. */
    record Row(Optional<String> context, RegionPair pair) {

        Optional<RegionPairStatus> status() {
            return Optional.ofNullable(pair.getStatus());
        }

        String name() {
            return pair.getMetadata().getName();
        }

        String region() {
            return status().map(RegionPairStatus::region).or(() -> context).orElse("?");
        }

        Optional<Condition> condition(ConditionType type) {
            return status().stream()
                    .flatMap(status -> status.conditions().stream())
                    .filter(condition -> condition.getType().equals(type.name()))
                    .findFirst();
        }

        boolean isReady() {
            return condition(ConditionType.Ready)
                    .filter(condition -> condition.getStatus().equals("True"))
                    .isPresent();
        }

        Stream<Condition> alarms() {
            return ALARMING.entrySet().stream()
                    .flatMap(alarm -> condition(alarm.getKey()).stream()
                            .filter(condition -> condition.getStatus().equals(alarm.getValue())));
        }
    }

    /**
     * Tells.
     *
     * @param say takes a line
     */
    public static StatusOutcome run(StatusSettings settings, Consumer<String> say) {
        var clients = new ArrayList<Map.Entry<Optional<String>, KubernetesClient>>();
        try {
            var contexts = settings.kubeContexts().isEmpty()
                    ? List.of(Optional.<String>empty())
                    : settings.kubeContexts().stream().map(Optional::of).toList();
            for (var context : contexts) {
                clients.add(Map.entry(context, ClusterClient.to(settings.kubeconfig(), context)));
            }
            return new StatusProgram(InstantSource.system(), say).tell(clients, settings);
        } finally {
            clients.forEach(client -> client.getValue().close());
        }
    }

    StatusOutcome tell(List<Map.Entry<Optional<String>, KubernetesClient>> clusters, StatusSettings settings) {
        var rows = new ArrayList<Row>();
        var unreadable = new ArrayList<String>();
        for (var cluster : clusters) {
            try {
                var found = pairs(cluster.getValue(), settings.pair());
                found.forEach(pair -> rows.add(new Row(cluster.getKey(), pair)));
                if (found.isEmpty()) {
                    unreadable.add(named(cluster.getKey())
                            + settings.pair()
                                    .map(name -> "has no RegionPair " + name)
                                    .orElse("has no RegionPair"));
                }
            } catch (KubernetesClientException e) {
                unreadable.add(named(cluster.getKey()) + said(e));
            }
        }
        if (settings.json()) {
            say.accept(json(rows, unreadable));
        } else {
            table(rows);
            rows.forEach(this::explain);
            together(rows).forEach(say);
            unreadable.forEach(say);
        }
        if (!unreadable.isEmpty()) {
            return StatusOutcome.UNREADABLE;
        }
        return rows.stream()
                                .allMatch(row ->
                                        row.isReady() && row.alarms().findAny().isEmpty())
                        && together(rows).isEmpty()
                ? StatusOutcome.READY
                : StatusOutcome.NOT_READY;
    }

    private static List<RegionPair> pairs(KubernetesClient client, Optional<String> name) {
        return name.map(one -> Stream.ofNullable(
                                client.resources(RegionPair.class).withName(one).get())
                        .toList())
                .orElseGet(() -> client.resources(RegionPair.class).list().getItems());
    }

    private static String named(Optional<String> context) {
        return context.map(name -> "cluster " + name + " ").orElse("the cluster ");
    }

    private static String said(KubernetesClientException e) {
        return switch (e.getCode()) {
            case 401 -> "doesn't accept these credentials";
            case 403 -> "doesn't let this account read RegionPairs";
            case 404 -> "doesn't know the kind RegionPair: its CustomResourceDefinitions aren't installed";
            default ->
                "doesn't answer as it should: "
                        + (e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
        };
    }

    private void table(List<Row> rows) {
        if (rows.isEmpty()) {
            return;
        }
        var lines = new ArrayList<List<String>>();
        lines.add(HEADER);
        rows.forEach(row -> lines.add(cells(row)));
        var widths = IntStream.range(0, HEADER.size())
                .map(column -> lines.stream()
                        .mapToInt(line -> line.get(column).length())
                        .max()
                        .orElseThrow())
                .toArray();
        for (var line : lines) {
            say.accept(IntStream.range(0, HEADER.size())
                    .mapToObj(column -> line.get(column)
                            + " ".repeat(widths[column] - line.get(column).length()))
                    .collect(Collectors.joining("   "))
                    .stripTrailing());
        }
    }

    private static List<String> cells(Row row) {
        return List.of(
                row.name(),
                row.region(),
                text(row, RegionPairStatus::role),
                text(row, RegionPairStatus::term),
                text(
                        row,
                        status -> Optional.ofNullable(status.arbitrator())
                                .map(ArbitratorStatus::active)
                                .orElse(null)),
                row.status()
                        .map(RegionPairStatus::components)
                        .map(StatusProgram::counts)
                        .orElse("-"),
                row.condition(ConditionType.Ready)
                        .map(ready -> ready.getStatus() + " " + ready.getReason())
                        .orElse("unreported"));
    }

    private static String text(Row row, Function<RegionPairStatus, @Nullable Object> field) {
        return row.status().map(field).map(Object::toString).orElse("-");
    }

    private static String counts(ComponentCounts counts) {
        return counts.running() + " running, " + counts.stopped() + " stopped"
                + (counts.blocked() == 0 ? "" : ", " + counts.blocked() + " blocked");
    }

    /** What isn't as it should be, one line each. */
    private void explain(Row row) {
        if (row.status().isEmpty()) {
            say.accept(row.name() + " in " + row.region()
                    + ": no operator has reported yet; is one running in this cluster?");
            return;
        }
        var where = row.name() + " in " + row.region();
        var waiting = Optional.ofNullable(row.status().get().waitingFor());
        waiting.ifPresent(what -> say.accept(where + " waits: " + inWords(what)));
        if (waiting.isEmpty() && !row.isReady()) {
            row.condition(ConditionType.Ready).ifPresent(ready -> say.accept(where + ": " + inWords(ready)));
        }
        row.alarms().forEach(alarm -> say.accept(where + ": " + inWords(alarm)));
    }

    private static String inWords(Condition condition) {
        var message = Objects.requireNonNullElse(condition.getMessage(), "");
        return condition.getType() + " is " + condition.getStatus() + ", " + condition.getReason()
                + (message.isEmpty() ? "" : ": " + message);
    }

    private String inWords(WaitingFor waiting) {
        return waiting.what()
                + (waiting.since() == null ? "" : " for " + ago(waiting.since()))
                + (waiting.until() == null ? "" : ", until " + waiting.until() + " at the latest")
                + (waiting.message() == null ? "" : ". " + waiting.message())
                + (waiting.todo() == null ? "" : " What you can do: " + waiting.todo());
    }

    private String ago(Instant since) {
        var passed = Duration.between(since, clock.instant());
        return passed.toHours() > 0
                ? passed.toHours() + " h " + passed.toMinutesPart() + " min"
                : passed.toMinutes() > 0
                        ? passed.toMinutes() + " min " + passed.toSecondsPart() + " s"
                        : Math.max(0, passed.toSeconds()) + " s";
    }

    /** What only whoever sees both regions can say. */
    static List<String> together(List<Row> rows) {
        var active = rows.stream()
                .filter(row -> row.status()
                        .filter(status -> status.role() == Role.Active)
                        .isPresent())
                .collect(Collectors.groupingBy(
                        Row::name, LinkedHashMap::new, Collectors.mapping(Row::region, Collectors.toSet())));
        return active.entrySet().stream()
                .filter(entry -> entry.getValue().size() > 1)
                .map(
                        entry -> entry.getKey() + ": two regions report Active, "
                                + entry.getValue().stream().sorted().collect(Collectors.joining(" and "))
                                + ". One report may be old, from an operator that is down; if neither is, stop one of them by hand")
                .toList();
    }

    private static String json(List<Row> rows, List<String> unreadable) {
        var told = new LinkedHashMap<String, Object>();
        told.put(
                "pairs",
                rows.stream()
                        .map(row -> {
                            var one = new LinkedHashMap<String, Object>();
                            row.context().ifPresent(context -> one.put("context", context));
                            one.put("pair", row.name());
                            row.status().ifPresent(status -> one.put("status", status));
                            return one;
                        })
                        .toList());
        told.put("unreadable", unreadable);
        return Serialization.asJson(told);
    }

    private static Map<ConditionType, String> alarming() {
        var alarming = new LinkedHashMap<ConditionType, String>();
        alarming.put(ConditionType.SplitBrainSuspected, "True");
        alarming.put(ConditionType.Stalled, "True");
        alarming.put(ConditionType.ArbitratorReachable, "False");
        alarming.put(ConditionType.ArbitratorAgreed, "False");
        alarming.put(ConditionType.PeerReachable, "False");
        alarming.put(ConditionType.ConfigurationSafe, "False");
        alarming.put(ConditionType.FailoverReady, "False");
        alarming.put(ConditionType.ContentionDetected, "True");
        alarming.put(ConditionType.Paused, "True");
        alarming.put(ConditionType.OverrideActive, "True");
        return alarming;
    }
}
