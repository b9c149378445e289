package io.regionpair.e2e.story;

import static io.regionpair.e2e.story.Scene.REGIONS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.regionpair.api.RegionPairStatus;
import io.regionpair.api.RegionRecord;
import io.regionpair.api.Role;
import io.regionpair.e2e.operator.OperatorAccess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * A region whose operator is silent is read by the other one's, with an account that may only read. What it reads counts for exactly as
 * much as an answer: a region that stopped has stopped, and one that may run may run.
 */
@HasRigAlone
class PeerClusterStoryIT {

    private static final String SECRET = "other-cluster";

    /** It stopped and stored that, and then its operator died; without reading, a person would have to speak for it. */
    @Test
    @Shows(InjectedFault.PEER_AWAY)
    void aRegionThatStoppedNeedsNoOperatorToSaySo(Rig rig) {
        play(rig, "reading", s -> {
            stop(s);
            rig.operator("eu").kill();

            var named = Instant.now();
            s.arbitrator().name("us");
            s.awaitActive("us");

            Figures.print(
                    "eu's operator dead, its cluster read: us runs everything %d ms after it was named",
                    Duration.between(named, Instant.now()).toMillis());
            assertThat(record(s, "us").getSpec().lastDecision().reason()).isEqualTo("PeerClusterRead");
            assertThat(record(s, "eu").getSpec().grantedTo())
                    .as("nothing was written there")
                    .isNull();

            // Who knew nothing of it finds out by itself.
            rig.operator("eu").restart();
            s.switchTo("eu");
        });
    }

    /** Row 5: its record says Active, and whoever starts its operator again would find that it may run. */
    @Test
    @Shows(InjectedFault.PEER_AWAY)
    void aRegionWhoseOperatorDiedWhileActiveIsWaitedFor(Rig rig) {
        play(rig, "reading-active", s -> {
            rig.operator("eu").kill();
            s.arbitrator().name("us");

            assertReadsAndWaits(s, "it is Active");

            rig.operator("eu").restart();
            s.awaitActive("us");
        });
    }

    /** Somebody started one by hand there, and no operator takes it away. */
    @Test
    @Shows(InjectedFault.PEER_AWAY)
    void aPodThatRunsThereIsWaitedFor(Rig rig) {
        play(rig, "reading-pod", s -> {
            stop(s);
            rig.operator("eu").kill();
            s.scale("eu", "datanode", 1, "somebody");
            s.untilEquals("a pod runs in eu", 1, () -> s.pods("eu", "datanode").size());

            s.arbitrator().name("us");
            assertReadsAndWaits(s, "it is Passive: ");

            // Changed by no drain, but stored as stopped by one: what counts is that it is off and that no pod is left.
            s.scale("eu", "datanode", 0, "somebody");
            s.awaitActive("us");
        });
    }

    /** Found out while both regions are well, not on the day on which it is needed. */
    @Test
    void aKubeconfigThatDoesNotWorkIsSaidBefore(Rig rig) {
        play(rig, "reading-broken", s -> {
            s.awaitSaid("us", "FailoverReady", "True/Steady");
            secret(s, "us", kubeconfig(s, "us"));
            // Its own cluster: no mistake of a person could be worse than taking this one's word for the other's.
            s.editPair("us", "{\"spec\":{\"peer\":{\"clusterSecretName\":\"nowhere\"}}}");
            awaitUnready(s, "the Secret doesn't exist");
            s.editPair("us", "{\"spec\":{\"peer\":{\"clusterSecretName\":\"" + SECRET + "\"}}}");
            awaitUnready(s, "isn't the one of its operator");

            secret(s, "us", kubeconfig(s, "eu"));
            s.awaitSaid("us", "FailoverReady", "True/Steady");
            s.switchTo("us");
        });
    }

    private static void awaitUnready(Scene s, String part) {
        s.until("us says why it can't read eu's cluster", () -> {
            var ready = s.condition("us", "FailoverReady").orElseThrow();
            return ready.getReason().equals("PeerClusterUnreadable")
                            && ready.getMessage().contains(part)
                    ? List.of()
                    : List.of(ready.toString());
        });
    }

    private interface Part {
        void play(Scene s);
    }

    private static void play(Rig rig, String name, Part part) {
        Scene.play(rig, name, s -> {
            REGIONS.forEach(region -> OperatorAccess.grantReading(s.client(region)));
            REGIONS.forEach(region -> secret(s, region, kubeconfig(s, Scene.other(region))));
            s.with("peer: {clusterSecretName: " + SECRET + "}")
                    .unfenced()
                    .cast("store", Work.deployment("datanode", 2), Work.cronJob("cleanup"))
                    .deploy();
            s.awaitActive("eu");
            // It tries as soon as it knows which cluster is the right one.
            s.until("us has read eu's cluster once", () -> {
                var reads = s.counted("us", "regionpair_peer_cluster_reads_total");
                return reads >= 1 ? List.of() : List.of(reads + " reads");
            });
            part.play(s);
        });
    }

    /** Nobody is named, so eu stops, and us has no reason to ask. */
    private static void stop(Scene s) {
        s.arbitrator().name("none");
        s.awaitStored("eu", Role.Passive);
        s.awaitStored("us", Role.Passive);
        // An operator that dies between the two never says it, and whoever looks at the end would wait for that.
        REGIONS.forEach(region -> s.untilEquals(
                region + " says that it is passive",
                Optional.of(Role.Passive),
                () -> s.status(region).map(RegionPairStatus::role)));
    }

    private static void assertReadsAndWaits(Scene s, String part) {
        s.until("us says what it read", () -> {
            var waits = s.status("us").map(status -> status.waitingFor());
            return waits.filter(waiting -> waiting.message().contains("its cluster was read instead: " + part))
                            .isPresent()
                    ? List.of()
                    : List.of("us waits for " + waits);
        });
        s.awaitMore(
                "reads", () -> (int) s.counted("us", "regionpair_peer_cluster_reads_total", "kind=\"notproved\""), 3);
        assertThat(s.stored("us")).contains(Role.Promoting);
        assertThat(s.pods("us", "datanode")).isEmpty();
    }

    private static RegionRecord record(Scene s, String region) {
        return s.client(region).resources(RegionRecord.class).withName(s.name()).get();
    }

    private static String kubeconfig(Scene s, String region) {
        try {
            return Files.readString(s.plane(region).kubeconfig(OperatorAccess.NAMESPACE, OperatorAccess.PEER_READER));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void secret(Scene s, String region, String kubeconfig) {
        s.client(region)
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName(SECRET)
                        .withNamespace(OperatorAccess.NAMESPACE)
                        .endMetadata()
                        .addToData("value", Base64.getEncoder().encodeToString(kubeconfig.getBytes(UTF_8)))
                        .build())
                .fieldManager("story")
                .forceConflicts()
                .serverSideApply();
    }
}
