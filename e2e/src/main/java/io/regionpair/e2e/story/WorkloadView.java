package io.regionpair.e2e.story;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A workload as the API server shows it now.
 *
 * @param turnedOn replicas that it asks for; for a CronJob 1 when it isn't suspended
 * @param ready pods that are ready
 * @param pods pod objects, terminating ones too; of a CronJob's Jobs those that haven't finished
 */
record WorkloadView(
        String namespace, String kind, String name, Map<String, String> labels, int turnedOn, int ready, int pods) {

    /** All of a namespace, from five lists. */
    static List<WorkloadView> of(KubernetesClient client, String namespace) {
        var pods = client.pods().inNamespace(namespace).list().getItems();
        var deployments = client.apps().deployments().inNamespace(namespace).list().getItems().stream()
                .map(deployment -> new WorkloadView(
                        namespace,
                        "Deployment",
                        deployment.getMetadata().getName(),
                        orEmpty(deployment.getMetadata().getLabels()),
                        orZero(deployment.getSpec().getReplicas()),
                        ready(pods, deployment.getSpec().getSelector()),
                        count(pods, deployment.getSpec().getSelector())));
        var statefulSets = client.apps().statefulSets().inNamespace(namespace).list().getItems().stream()
                .map(set -> new WorkloadView(
                        namespace,
                        "StatefulSet",
                        set.getMetadata().getName(),
                        orEmpty(set.getMetadata().getLabels()),
                        orZero(set.getSpec().getReplicas()),
                        ready(pods, set.getSpec().getSelector()),
                        count(pods, set.getSpec().getSelector())));
        var jobs = client.batch().v1().jobs().inNamespace(namespace).list().getItems();
        var cronJobs = client.batch().v1().cronjobs().inNamespace(namespace).list().getItems().stream()
                .map(cronJob -> {
                    var own = jobs.stream()
                            .filter(job -> isOwned(
                                    job.getMetadata().getOwnerReferences().stream(),
                                    cronJob.getMetadata().getUid()))
                            .filter(job -> orZero(job.getStatus().getActive()) > 0)
                            .count();
                    var on = Boolean.TRUE.equals(cronJob.getSpec().getSuspend()) ? 0 : 1;
                    return new WorkloadView(
                            namespace,
                            "CronJob",
                            cronJob.getMetadata().getName(),
                            orEmpty(cronJob.getMetadata().getLabels()),
                            on,
                            on,
                            (int) own);
                });
        return Stream.of(deployments, statefulSets, cronJobs)
                .flatMap(views -> views)
                .toList();
    }

    boolean isCronJob() {
        return kind.equals("CronJob");
    }

    @Override
    public String toString() {
        return isCronJob()
                ? kind + " " + name + (turnedOn == 0 ? " suspended, " : " not suspended, ") + pods + " running jobs"
                : kind + " " + name + " asks for " + turnedOn + ", ready " + ready + ", pods " + pods;
    }

    private static boolean isOwned(Stream<OwnerReference> owners, String uid) {
        return owners.anyMatch(owner -> owner.getUid().equals(uid));
    }

    private static int ready(List<Pod> pods, LabelSelector selector) {
        return (int) pods.stream()
                .filter(pod -> matches(pod, selector))
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .filter(pod -> pod.getStatus().getConditions().stream()
                        .anyMatch(condition -> condition.getType().equals("Ready")
                                && condition.getStatus().equals("True")))
                .count();
    }

    private static int count(List<Pod> pods, LabelSelector selector) {
        return (int) pods.stream().filter(pod -> matches(pod, selector)).count();
    }

    // matchLabels only: that is what the samples and fixtures have.
    private static boolean matches(Pod pod, LabelSelector selector) {
        var labels = orEmpty(pod.getMetadata().getLabels());
        return selector.getMatchLabels().entrySet().stream()
                .allMatch(entry -> Objects.equals(labels.get(entry.getKey()), entry.getValue()));
    }

    private static Map<String, String> orEmpty(@Nullable Map<String, String> labels) {
        return Optional.ofNullable(labels).orElse(Map.of());
    }

    private static int orZero(@Nullable Integer number) {
        return number == null ? 0 : number;
    }
}
