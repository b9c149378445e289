package io.regionpair.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true)
class LeadershipTest {

    private static final String NAMESPACE = "regionpair-system";
    private static final String NAME = "regionpair-operator";

    private KubernetesClient client;

    private final AtomicLong skipped = new AtomicLong();
    private final List<Integer> halts = new CopyOnWriteArrayList<>();
    private final List<String> leads = new CopyOnWriteArrayList<>();
    private final List<Leadership> campaigns = new ArrayList<>();

    @AfterEach
    void end() {
        campaigns.forEach(Leadership::close);
    }

    @Test
    void leadsWhenNobodyDoes() {
        var one = campaign("one");

        await().until(() -> leads.equals(List.of("one")));
        assertThat(one.isLeader()).isTrue();
        assertThat(one.sinceRenewal())
                .hasValueSatisfying(since -> assertThat(since).isLessThan(Duration.ofSeconds(60)));
        assertThat(holder()).isEqualTo("one");
    }

    @Test
    void standsByWhileAnotherRenews() {
        campaign("one");
        await().until(() -> leads.equals(List.of("one")));
        var renewedBefore = renewed();

        var two = campaign("two");

        await().until(() -> renewed().isAfter(renewedBefore));
        assertThat(two.isLeader()).isFalse();
        assertThat(two.sinceRenewal()).isEmpty();
        assertThat(leads).containsExactly("one");
    }

    @Test
    void givesTheLeaseBackInAnOrderlyEndAndTheNextTakesItAtOnce() {
        var one = campaign("one");
        await().until(() -> leads.equals(List.of("one")));
        campaign("two");

        one.close();

        await().until(() -> leads.equals(List.of("one", "two")));
        assertThat(one.isLeader()).isFalse();
        assertThat(halts).isEmpty();
        assertThat(holder()).isEqualTo("two");
    }

    @Test
    void leavesTheLeaseReleasedWhenThereIsNobodyElse() {
        var one = campaign("one");
        await().until(() -> leads.equals(List.of("one")));

        one.close();

        assertThat(lease().getSpec().getHolderIdentity()).isEmpty();
        assertThat(lease().getSpec().getLeaseDurationSeconds()).isEqualTo(1);
    }

    @Test
    void leavesALeaseThatIsAnothersAlone() {
        var one = campaign("one", Duration.ofSeconds(600));
        await().until(() -> leads.equals(List.of("one")));
        takeFor("two");

        one.close();

        assertThat(holder()).isEqualTo("two");
        assertThat(halts).isEmpty();
    }

    @Test
    void takesItsOwnLeaseBackAfterARestartWithoutWaitingForItsEnd() {
        takeFor("one");

        campaign("one");

        await().until(() -> leads.equals(List.of("one")));
    }

    @Test
    void haltsWhenTheLeaseWasTaken() {
        var one = campaign("one");
        await().until(() -> leads.equals(List.of("one")));

        takeFor("two");

        await().until(() -> halts.equals(List.of(Leadership.DEPOSED)));
        assertThat(one.isLeader()).isFalse();
    }

    @Test
    void knowsThatItDoesNotLeadAnyMoreBeforeItHalts() {
        var one = campaign("one", Duration.ofSeconds(600));
        await().until(() -> leads.equals(List.of("one")));

        skipped.set(Duration.ofSeconds(1300).toNanos());

        assertThat(one.isLeader()).isFalse();
    }

    @Test
    void haltsWithinTheDeadlineThoughTheElectionHangs() {
        // Renews every ten minutes: as if a request hung.
        campaign("one", Duration.ofSeconds(600), Duration.ofMillis(300));

        await().until(() -> halts.equals(List.of(Leadership.DEPOSED)));
    }

    @Test
    void doesNotBelieveAnothersClock() {
        // By its stamp this Lease ended a year ago; but who says that its holder's clock is right?
        var lease = lease("two", ZonedDateTime.now(ZoneOffset.UTC).minusYears(1));
        client.resource(lease).create();

        campaign("one");

        await().during(Duration.ofMillis(500)).until(() -> leads.isEmpty());
        skipped.set(Duration.ofSeconds(120).toNanos());
        await().until(() -> leads.equals(List.of("one")));
    }

    @Test
    void haltsWhenLeadingFails() {
        var leadership = leadership("one", Duration.ofMillis(100), Duration.ofSeconds(40));
        leadership.campaign(() -> {
            throw new IllegalStateException("expected by this test");
        });

        await().until(() -> halts.equals(List.of(Leadership.DEPOSED)));
    }

    @Test
    void isAliveWhileItTries() {
        var idle = leadership("none", Duration.ofMillis(100), Duration.ofSeconds(40));
        var stuck = campaign("stuck", Duration.ofSeconds(60_000));
        var trying = campaign("trying");

        // In steps: the one that is stuck tries once, and nobody sees when.
        await().until(() -> {
            skipped.addAndGet(Duration.ofSeconds(400).toNanos());
            return stuck.trouble().isPresent();
        });

        await().until(() -> trying.trouble().isEmpty());
        assertThat(idle.trouble()).isEmpty();
    }

    private Leadership campaign(String identity) {
        return campaign(identity, Duration.ofMillis(100));
    }

    private Leadership campaign(String identity, Duration retry) {
        return campaign(identity, retry, Duration.ofSeconds(1200));
    }

    private Leadership campaign(String identity, Duration retry, Duration deadline) {
        var leadership = leadership(identity, retry, deadline);
        leadership.campaign(() -> leads.add(identity));
        return leadership;
    }

    private Leadership leadership(String identity, Duration retry, Duration deadline) {
        var settings = new Leadership.Settings(NAMESPACE, NAME, identity, Duration.ofSeconds(60), deadline, retry);
        var leadership = new Leadership(client, settings, () -> System.nanoTime() + skipped.get(), halts::add);
        campaigns.add(leadership);
        return leadership;
    }

    private void takeFor(String identity) {
        // The holder may renew between the read and the write of an update.
        await().ignoreExceptionsMatching(
                        e -> e instanceof KubernetesClientException conflict && conflict.getCode() == 409)
                .untilAsserted(() -> client.resource(lease(identity, ZonedDateTime.now(ZoneOffset.UTC)))
                        .createOr(it -> it.update()));
    }

    private static Lease lease(String holder, ZonedDateTime renewed) {
        return new LeaseBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName(NAME)
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity(holder)
                .withLeaseDurationSeconds(60)
                .withAcquireTime(renewed)
                .withRenewTime(renewed)
                .withLeaseTransitions(1)
                .endSpec()
                .build();
    }

    private Lease lease() {
        return client.leases().inNamespace(NAMESPACE).withName(NAME).get();
    }

    private String holder() {
        return lease().getSpec().getHolderIdentity();
    }

    private ZonedDateTime renewed() {
        return lease().getSpec().getRenewTime();
    }
}
