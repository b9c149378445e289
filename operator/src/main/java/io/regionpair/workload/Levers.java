package io.regionpair.workload;

import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.regionpair.workload.Survey.AutoscalerSeen;
import io.regionpair.workload.Survey.JobSeen;
import io.regionpair.workload.Survey.ReplicaSetSeen;
import io.regionpair.workload.Write.Outcome;
import java.util.Optional;

/** The only code of the program that writes workloads. Each write is one request. */
public final class Levers {

    private static final PatchContext JSON = PatchContext.of(PatchType.JSON);
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
    private static final PatchContext APPLY = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withForce(true)
            .build();

    private final KubernetesClient client;
    private final String fieldManager;

    public Levers(KubernetesClient client, String fieldManager) {
        this.client = client;
        this.fieldManager = fieldManager;
    }

    /** Sends it and says what the API server said; never throws for an answer of the server or the lack of one. */
    public Outcome send(Write write) {
        try {
            return new Outcome.Written(
                    write,
                    switch (write) {
                        case Write.Lower lower -> lower(lower);
                        case Write.Raise raise -> raise(raise.target(), raise.replicas());
                        case Write.Mark mark -> mark(mark.target(), mark.drain());
                        case Write.DeleteJob delete -> delete(delete.target(), delete.job());
                        case Write.LowerSet lower -> lower(lower.set());
                        case Write.DeletePod delete -> delete(delete.target(), delete.pod());
                        case Write.Disarm disarm -> disarm(disarm.target(), disarm.autoscaler());
                    });
        } catch (KubernetesClientException e) {
            return switch (e.getCode()) {
                case 403 -> new Outcome.Forbidden(write, detail(e));
                case 404 -> new Outcome.Gone(write);
                case 409 -> new Outcome.Conflict(write);
                default -> new Outcome.Failed(write, detail(e));
            };
        }
    }

    private String lower(Write.Lower lower) {
        var target = lower.target();
        return set(
                target,
                lower.asFound() ? asFound(target) : same(target),
                target.lever().off());
    }

    private String raise(Found target, int replicas) {
        return set(target, asFound(target), target.lever().on(replicas));
    }

    private String set(Found target, String guard, String value) {
        return switch (target.lever()) {
            case Lever.Replicas _ -> scale(resource(target), guard, value);
            case Lever.Suspend _ ->
                patch(target, "{\"metadata\":{" + guard + "},\"spec\":{\"suspend\":" + value + "}}");
            case Lever.Scale _ ->
                version(resource(target)
                        .subresource("scale")
                        .patch(context(MERGE), "{\"metadata\":{" + guard + "},\"spec\":{\"replicas\":" + value + "}}"));
            case Lever.Field field -> setField(target, guard, field.field().path(), value);
        };
    }

    /** A field that the kind's schema doesn't have is dropped without a word. */
    private String setField(Found target, String guard, String path, String value) {
        var body = "{\"metadata\":{" + guard + "}," + FieldValue.member(path, value) + "}";
        var answer = resource(target).patch(context(MERGE), body);
        if (answer instanceof GenericKubernetesResource object
                && !FieldValue.of(object, path).equals(Optional.of(value))) {
            throw new KubernetesClientException(
                    "the field " + path + " isn't what was written: this kind's schema may not have it");
        }
        return version(answer);
    }

    /** One that was deleted and created anew is looked at before it is written. */
    private static String same(Found target) {
        return "\"uid\":\"" + target.uid() + "\"";
    }

    private static String asFound(Found target) {
        return same(target) + ",\"resourceVersion\":\"" + target.resourceVersion() + "\"";
    }

    private String mark(Found target, String drain) {
        return patch(
                target,
                "{\"metadata\":{\"uid\":\"" + target.uid() + "\",\"annotations\":{\"" + Surveyor.DRAIN_ANNOTATION
                        + "\":\"" + drain + "\"}}}");
    }

    /** This very one: a Job that came after it under the same name is another one. Gives the CronJob's version, which doesn't change. */
    private String delete(Found cronJob, JobSeen job) {
        var how = only(job.uid()).withPropagationPolicy("Background").build();
        client.raw("/apis/batch/v1/namespaces/" + job.namespace() + "/jobs/" + job.name(), "DELETE", how);
        return cronJob.resourceVersion();
    }

    /** This very one, with the grace period that its own spec gives it. */
    private String delete(Found workload, PodSeen pod) {
        client.raw(
                "/api/v1/namespaces/" + pod.namespace() + "/pods/" + pod.name(),
                "DELETE",
                only(pod.uid()).build());
        return workload.resourceVersion();
    }

    private static DeleteOptionsBuilder only(String uid) {
        return new DeleteOptionsBuilder().withNewPreconditions().withUid(uid).endPreconditions();
    }

    /** Fails, and is repeated after the next look, when its conditions aren't in that order any more. */
    private String disarm(Found workload, AutoscalerSeen scaler) {
        var named = new HorizontalPodAutoscalerBuilder()
                .withNewMetadata()
                .withNamespace(scaler.namespace())
                .withName(scaler.name())
                .endMetadata()
                .build();
        var path = "/status/conditions/" + scaler.fromZero().orElseThrow();
        client.resource(named)
                .subresource("status")
                .patch(
                        context(JSON),
                        "[{\"op\":\"test\",\"path\":\"/metadata/uid\",\"value\":\"" + scaler.uid()
                                + "\"},{\"op\":\"test\",\"path\":\"" + path
                                + "/type\",\"value\":\"ScaledToZero\"},{\"op\":\"remove\",\"path\":\"" + path + "\"}]");
        return workload.resourceVersion();
    }

    private String lower(ReplicaSetSeen set) {
        var named = new ReplicaSetBuilder()
                .withNewMetadata()
                .withNamespace(set.namespace())
                .withName(set.name())
                .endMetadata()
                .build();
        return scale(client.resource(named), "\"uid\":\"" + set.uid() + "\"", "0");
    }

    /**
     * By a forced apply: after a merge patch to 0 the API server records no owner of replicas any more, and none for whoever raises it
     * next, so nobody could be named.
     */
    private String scale(Resource<? extends HasMetadata> target, String guard, String replicas) {
        var named = target.item().getMetadata();
        var body = "{\"apiVersion\":\"autoscaling/v1\",\"kind\":\"Scale\",\"metadata\":{\"name\":\""
                + named.getName() + "\",\"namespace\":\"" + named.getNamespace() + "\"," + guard
                + "},\"spec\":{\"replicas\":" + replicas + "}}";
        // Read into the workload's own class, of which only the metadata is looked at: that is the workload's, not the
        // Scale's.
        return version(target.subresource("scale").patch(context(APPLY), body));
    }

    private String patch(Found target, String body) {
        return version(resource(target).patch(context(MERGE), body));
    }

    /** Whatever stands between us and the API server may answer 200 with something else; nobody knows then whether the write arrived. */
    private static String version(HasMetadata answer) {
        if (answer.getMetadata() == null || answer.getMetadata().getResourceVersion() == null) {
            throw new KubernetesClientException("the answer has no resourceVersion");
        }
        return answer.getMetadata().getResourceVersion();
    }

    private PatchContext context(PatchContext way) {
        return new PatchContext.Builder()
                .withPatchType(way.getPatchType())
                .withForce(way.getForce())
                .withFieldManager(fieldManager)
                .build();
    }

    /** Built around the object's name: with a name alone the client would read the object before each patch. */
    private Resource<? extends HasMetadata> resource(Found target) {
        var named = new ObjectMetaBuilder()
                .withNamespace(target.id().namespace())
                .withName(target.id().name())
                .build();
        if (target.lever().served().isPresent()) {
            return custom(target.lever().served().get(), named);
        }
        return switch (target.id().kind()) {
            case "Deployment" ->
                client.resource(new DeploymentBuilder().withMetadata(named).build());
            case "StatefulSet" ->
                client.resource(new StatefulSetBuilder().withMetadata(named).build());
            case "CronJob" ->
                client.resource(new CronJobBuilder().withMetadata(named).build());
            default -> throw new IllegalArgumentException("No lever for " + target.id());
        };
    }

    private Resource<? extends HasMetadata> custom(Lever.Served kind, ObjectMeta named) {
        var object = new GenericKubernetesResource();
        object.setApiVersion(kind.apiVersion());
        object.setKind(kind.kind());
        object.setMetadata(named);
        return client.genericKubernetesResources(CustomKinds.context(kind))
                .inNamespace(named.getNamespace())
                .resource(object);
    }

    private static String detail(KubernetesClientException e) {
        var status = e.getStatus();
        return status != null && status.getMessage() != null ? status.getMessage() : "the API server didn't answer";
    }
}
