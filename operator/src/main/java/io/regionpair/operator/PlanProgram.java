package io.regionpair.operator;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.regionpair.api.Region;
import io.regionpair.api.RegionComponent;
import io.regionpair.api.RegionPair;
import io.regionpair.cli.PlanSettings;
import io.regionpair.component.Plan;
import io.regionpair.workload.Surveyor;
import io.regionpair.workload.Wanted;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/** Tells what a switch would write in one cluster. */
public final class PlanProgram {

    private final KubernetesClient client;
    private final PlanSettings settings;
    private final Consumer<String> say;

    PlanProgram(KubernetesClient client, PlanSettings settings, Consumer<String> say) {
        this.client = client;
        this.settings = settings;
        this.say = say;
    }

    /**
     * Says the plan, or in one line why there is none.
     *
     * @param say takes a line
     */
    public static boolean run(PlanSettings settings, Consumer<String> say) {
        try (var client = ClusterClient.to(settings.kubeconfig(), settings.kubeContext())) {
            return new PlanProgram(client, settings, say).isTold();
        }
    }

    boolean isTold() {
        try {
            var objection = objection();
            objection.ifPresent(say);
            return objection.isEmpty();
        } catch (KubernetesClientException e) {
            say.accept("the API server doesn't answer as it should: " + e.getMessage());
            return false;
        }
    }

    /** The plan is said unless there is one. */
    private Optional<String> objection() {
        var pair = client.resources(RegionPair.class).withName(settings.pair()).get();
        if (pair == null) {
            return Optional.of("this cluster has no RegionPair " + settings.pair());
        }
        var regions = pair.getSpec().regions().stream().map(Region::name).toList();
        var here = settings.region()
                .or(() ->
                        Optional.ofNullable(pair.getStatus()).flatMap(status -> Optional.ofNullable(status.region())));
        if (here.isEmpty()) {
            return Optional.of("no operator has said yet which region this cluster is: give --region");
        }
        if (!regions.contains(settings.to()) || !regions.contains(here.get())) {
            return Optional.of("the pair's regions are " + String.join(" and ", regions) + ", not "
                    + (regions.contains(settings.to()) ? here.get() : settings.to()));
        }
        var components = client.resources(RegionComponent.class).inAnyNamespace().list().getItems().stream()
                .filter(component -> settings.pair().equals(component.getSpec().pair()))
                .toList();
        var namespaces = pair.getSpec().namespaces();
        var survey = new Surveyor(client, InstantSource.system()).survey(namespaces, Wanted.of(components));
        tell(here.get(), Plan.of(namespaces, components, survey, here.get().equals(settings.to())));
        return Optional.empty();
    }

    private void tell(String here, Plan plan) {
        say.accept("Pair %s, region %s becomes %s:"
                .formatted(settings.pair(), here, plan.starts() ? "active" : "passive"));
        var number = 0;
        for (var level : plan.levels()) {
            number++;
            say.accept("level " + number
                    + (number == 1 ? "" : plan.starts() ? ", when that is ready" : ", when that has stopped"));
            level.steps().forEach(step -> say.accept("  " + inWords(step)));
        }
        plan.problems().forEach(problem -> say.accept("beware: " + problem));
        var writes =
                plan.levels().stream().mapToInt(level -> level.steps().size()).sum();
        say.accept(
                "%d writes; %d workloads are as they should be. A controller manager with default limits follows in %.1f s; what pods need to %s comes on top."
                        .formatted(
                                writes,
                                plan.settled(),
                                plan.controllerManager().toMillis() / 1000.0,
                                plan.starts() ? "become ready" : "end"));
    }

    private static String inWords(Plan.Step step) {
        return "%s %s/%s of %s: %s %s -> %s%s%s"
                .formatted(
                        step.workload().kind(),
                        step.workload().namespace(),
                        step.workload().name(),
                        step.component(),
                        step.lever(),
                        step.from(),
                        step.to(),
                        step.guessed()
                                ? " (nobody knows how many: the other region's count is taken where it tells one)"
                                : "",
                        step.fast() ? " (fast)" : "");
    }
}
