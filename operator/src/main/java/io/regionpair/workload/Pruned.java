package io.regionpair.workload;

import io.fabric8.kubernetes.api.model.FieldsV1;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentSpec;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetSpec;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetSpec;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobSpec;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.JobTemplateSpec;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Objects with no more left of them than a {@link Surveyor} reads, for keeping thousands: an ordinary pod shrinks to a tenth. A survey of
 * pruned objects is equal to one of the whole ones.
 */
final class Pruned {

    private Pruned() {}

    static Deployment of(Deployment whole) {
        var status = new DeploymentStatus();
        if (whole.getStatus() != null) {
            status.setReadyReplicas(whole.getStatus().getReadyReplicas());
            status.setObservedGeneration(whole.getStatus().getObservedGeneration());
        }
        var spec = new DeploymentSpec();
        spec.setReplicas(whole.getSpec().getReplicas());
        spec.setSelector(whole.getSpec().getSelector());
        spec.setTemplate(template(whole.getSpec().getTemplate()));
        var pruned = new Deployment();
        pruned.setMetadata(driven(whole.getMetadata(), "f:replicas"));
        pruned.setSpec(spec);
        pruned.setStatus(status);
        return pruned;
    }

    static StatefulSet of(StatefulSet whole) {
        var status = new StatefulSetStatus();
        if (whole.getStatus() != null) {
            status.setReadyReplicas(whole.getStatus().getReadyReplicas());
            status.setObservedGeneration(whole.getStatus().getObservedGeneration());
            status.setCurrentRevision(whole.getStatus().getCurrentRevision());
            status.setUpdateRevision(whole.getStatus().getUpdateRevision());
        }
        var spec = new StatefulSetSpec();
        spec.setReplicas(whole.getSpec().getReplicas());
        spec.setSelector(whole.getSpec().getSelector());
        spec.setTemplate(template(whole.getSpec().getTemplate()));
        spec.setPersistentVolumeClaimRetentionPolicy(whole.getSpec().getPersistentVolumeClaimRetentionPolicy());
        spec.setVolumeClaimTemplates(
                whole.getSpec().getVolumeClaimTemplates().isEmpty() ? List.of() : List.of(new PersistentVolumeClaim()));
        var pruned = new StatefulSet();
        pruned.setMetadata(driven(whole.getMetadata(), "f:replicas"));
        pruned.setSpec(spec);
        pruned.setStatus(status);
        return pruned;
    }

    static CronJob of(CronJob whole) {
        var job = new JobSpec();
        job.setTemplate(template(whole.getSpec().getJobTemplate().getSpec().getTemplate()));
        var spec = new CronJobSpec();
        spec.setSuspend(whole.getSpec().getSuspend());
        spec.setJobTemplate(new JobTemplateSpec(null, job));
        var pruned = new CronJob();
        pruned.setMetadata(driven(whole.getMetadata(), "f:suspend"));
        pruned.setSpec(spec);
        return pruned;
    }

    static ReplicaSet of(ReplicaSet whole) {
        var status = new ReplicaSetStatus();
        if (whole.getStatus() != null) {
            status.setObservedGeneration(whole.getStatus().getObservedGeneration());
        }
        var spec = new ReplicaSetSpec();
        spec.setReplicas(whole.getSpec().getReplicas());
        spec.setTemplate(template(whole.getSpec().getTemplate()));
        var pruned = new ReplicaSet();
        pruned.setMetadata(owned(whole.getMetadata()));
        pruned.setSpec(spec);
        pruned.setStatus(status);
        return pruned;
    }

    static Job of(Job whole) {
        var spec = new JobSpec();
        spec.setTemplate(template(whole.getSpec().getTemplate()));
        var status = new JobStatus();
        if (whole.getStatus() != null) {
            status.setConditions(whole.getStatus().getConditions());
        }
        var pruned = new Job();
        pruned.setMetadata(owned(whole.getMetadata()));
        pruned.setSpec(spec);
        pruned.setStatus(status);
        return pruned;
    }

    /** How a pod ended is told by many of its fields; as long as it hasn't, none of them matters. */
    static Pod of(Pod whole) {
        var spec = new PodSpec();
        spec.setNodeName(whole.getSpec().getNodeName());
        spec.setTerminationGracePeriodSeconds(whole.getSpec().getTerminationGracePeriodSeconds());
        var pruned = new Pod();
        pruned.setMetadata(owned(whole.getMetadata()));
        pruned.getMetadata().setLabels(whole.getMetadata().getLabels());
        pruned.getMetadata().setDeletionTimestamp(whole.getMetadata().getDeletionTimestamp());
        pruned.setSpec(spec);
        if (PodReader.mayHaveEnded(whole)) {
            pruned.setStatus(whole.getStatus());
            pruned.getMetadata().setManagedFields(whole.getMetadata().getManagedFields());
        }
        return pruned;
    }

    /** Of an object with a lever, of which this field is the last part. */
    private static ObjectMeta driven(ObjectMeta whole, String lever) {
        var pruned = owned(whole);
        pruned.setLabels(whole.getLabels());
        var drain = Objects.requireNonNullElse(whole.getAnnotations(), Map.<String, String>of())
                .get(Surveyor.DRAIN_ANNOTATION);
        if (drain != null) {
            pruned.setAnnotations(Map.of(Surveyor.DRAIN_ANNOTATION, drain));
        }
        pruned.setManagedFields(whole.getManagedFields().stream()
                .filter(entry -> Surveyor.wrote(entry, lever))
                .max(Surveyor.BY_TIME)
                .map(entry -> List.of(writer(entry, lever)))
                .orElse(List.of()));
        return pruned;
    }

    private static ManagedFieldsEntry writer(ManagedFieldsEntry whole, String lever) {
        var pruned = new ManagedFieldsEntry();
        pruned.setManager(whole.getManager());
        pruned.setTime(whole.getTime());
        var fields = new FieldsV1();
        fields.setAdditionalProperty("f:spec", Map.of(lever, Map.of()));
        pruned.setFieldsV1(fields);
        return pruned;
    }

    private static ObjectMeta owned(ObjectMeta whole) {
        var pruned = new ObjectMeta();
        pruned.setName(whole.getName());
        pruned.setNamespace(whole.getNamespace());
        pruned.setUid(whole.getUid());
        pruned.setResourceVersion(whole.getResourceVersion());
        pruned.setGeneration(whole.getGeneration());
        pruned.setOwnerReferences(whole.getOwnerReferences().stream()
                .filter(owner -> Boolean.TRUE.equals(owner.getController()))
                .map(Pruned::owner)
                .toList());
        return pruned;
    }

    private static OwnerReference owner(OwnerReference whole) {
        var pruned = new OwnerReference();
        pruned.setApiVersion(whole.getApiVersion());
        pruned.setKind(whole.getKind());
        pruned.setName(whole.getName());
        pruned.setUid(whole.getUid());
        pruned.setController(true);
        return pruned;
    }

    private static @Nullable PodTemplateSpec template(@Nullable PodTemplateSpec whole) {
        var fencedAs = Surveyor.fencedAs(whole);
        if (fencedAs.isEmpty()) {
            return null;
        }
        var meta = new ObjectMeta();
        meta.setLabels(Map.of(AdmissionFence.LABEL, fencedAs.get()));
        return new PodTemplateSpec(meta, null);
    }

    /** A ReplicaSet of an older template, which is nothing but history: there are up to ten for each Deployment. */
    static boolean isHistory(HasMetadata object) {
        return object instanceof ReplicaSet set
                && Objects.equals(set.getSpec().getReplicas(), 0)
                && set.getStatus() != null
                && Objects.requireNonNullElse(set.getStatus().getReplicas(), 0) == 0
                && Objects.equals(
                        set.getStatus().getObservedGeneration(),
                        set.getMetadata().getGeneration());
    }
}
