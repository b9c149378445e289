package io.regionpair.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.regionpair.api.ArbitratorStatus;
import io.regionpair.api.ComponentCounts;
import io.regionpair.api.RegionPairStatus;
import io.regionpair.api.Role;
import io.regionpair.api.WaitingFor;
import io.regionpair.cli.StatusOutcome;
import io.regionpair.cli.StatusSettings;
import io.regionpair.pair.Pairs;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
@EnableKubernetesMockClient(crud = true, https = false)
class StatusProgramTest {

    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
    private static final Condition READY = condition("Ready", "True", "Steady", "");

    private KubernetesMockServer server;
    private KubernetesClient client;
    private final List<String> said = new ArrayList<>();

    @BeforeEach
    void noRetries() {
        client.getConfiguration().setRequestRetryBackoffLimit(0);
    }

    @Test
    void whereAllIsAsItShouldBeATableSaysAll() {
        reports(status("eu", Role.Active, null, READY));

        assertThat(tell(false)).isEqualTo(StatusOutcome.READY);
        assertThat(said)
                .containsExactly(
                        "PAIR        REGION   ROLE     TERM   NAMED   COMPONENTS             READY",
                        "hopsworks   eu       Active   4      eu      2 running, 0 stopped   True Steady");
    }

    @Test
    void whatIsWaitedForIsSaidAndWhatToDo() {
        reports(status(
                "us",
                Role.Promoting,
                new WaitingFor(
                        "WaitingForAcknowledgement",
                        NOW.minusSeconds(75),
                        null,
                        "look at the other region",
                        "eu doesn't answer"),
                condition("Ready", "False", "WaitingForAcknowledgement", "…"),
                condition("PeerReachable", "False", "PeerUnreachable", "connection refused")));

        assertThat(tell(false)).isEqualTo(StatusOutcome.NOT_READY);
        assertThat(said.subList(2, said.size()))
                .containsExactly(
                        "hopsworks in us waits: WaitingForAcknowledgement for 1 min 15 s. eu doesn't answer What you can do: look"
                                + " at the other region",
                        "hopsworks in us: PeerReachable is False, PeerUnreachable: connection refused");
    }

    @Test
    void whatIsNotReadyWithoutWaitingIsSaidToo() {
        reports(status(
                "eu", Role.Active, null, condition("Ready", "False", "PodsNotReady", "store: 1 of 2 pods are ready")));

        assertThat(tell(false)).isEqualTo(StatusOutcome.NOT_READY);
        assertThat(said).contains("hopsworks in eu: Ready is False, PodsNotReady: store: 1 of 2 pods are ready");
    }

    @Test
    void whatHoldsUpAFailoverIsNoLessThanNotReady() {
        reports(status(
                "eu", Role.Active, null, READY, condition("FailoverReady", "False", "CertificateExpired", "renew")));

        assertThat(tell(false)).isEqualTo(StatusOutcome.NOT_READY);
        assertThat(said).contains("hopsworks in eu: FailoverReady is False, CertificateExpired: renew");
    }

    @Test
    void aPairThatNobodyHasReportedIsNotReady() {
        client.resource(Pairs.pair().build()).create();

        assertThat(tell(false)).isEqualTo(StatusOutcome.NOT_READY);
        assertThat(said).contains("hopsworks in ?: no operator has reported yet; is one running in this cluster?");
    }

    @Test
    void oneRegionThatIsReachedTwiceIsOne() {
        reports(status("eu", Role.Active, null, READY));
        var settings = new StatusSettings(Optional.empty(), Optional.empty(), List.of("eu", "again"), false);

        var outcome = new StatusProgram(() -> NOW, said::add)
                .tell(
                        List.of(
                                Map.entry(Optional.of("eu"), client),
                                Map.entry(Optional.of("again"), server.createClient())),
                        settings);

        assertThat(outcome).isEqualTo(StatusOutcome.READY);
        assertThat(said).hasSize(3);
    }

    @Test
    void twoRegionsThatBothReportActiveAreSaidToBeSo() {
        assertThat(StatusProgram.together(List.of(row("eu"), row("us"))))
                .singleElement()
                .asString()
                .startsWith("hopsworks: two regions report Active, eu and us");
    }

    private static StatusProgram.Row row(String region) {
        var pair = Pairs.pair().build();
        pair.setStatus(status(region, Role.Active, null, READY));
        return new StatusProgram.Row(Optional.of(region), pair);
    }

    @Test
    void programsGetJson() throws Exception {
        reports(status("eu", Role.Active, null, READY));

        assertThat(tell(true)).isEqualTo(StatusOutcome.READY);
        var told = new ObjectMapper().readTree(said.getFirst());
        assertThat(told.at("/pairs/0/pair").asText()).isEqualTo("hopsworks");
        assertThat(told.at("/pairs/0/status/role").asText()).isEqualTo("Active");
        assertThat(told.at("/unreadable").isEmpty()).isTrue();
    }

    @Test
    void anEmptyClusterIsSaidToBeSo() {
        assertThat(tell(false)).isEqualTo(StatusOutcome.UNREADABLE);
        assertThat(said).containsExactly("the cluster has no RegionPair");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            401 | the cluster doesn't accept these credentials
            403 | the cluster doesn't let this account read RegionPairs
            404 | the cluster doesn't know the kind RegionPair: its CustomResourceDefinitions aren't installed
            """)
    void whatCannotBeReadIsSaidInOneSentence(int code, String sentence) {
        server.expect()
                .get()
                .withPath("/apis/regionpair.io/v1alpha1/regionpairs")
                .andReturn(code, "{\"kind\":\"Status\",\"code\":" + code + "}")
                .always();

        assertThat(tell(false)).isEqualTo(StatusOutcome.UNREADABLE);
        assertThat(said).containsExactly(sentence);
    }

    @Test
    void aClusterThatIsDownIsSaidToBeSo() {
        server.shutdown();

        assertThat(tell(false)).isEqualTo(StatusOutcome.UNREADABLE);
        assertThat(said).singleElement().asString().startsWith("the cluster doesn't answer as it should: ");
    }

    private StatusOutcome tell(boolean json) {
        var settings = new StatusSettings(Optional.empty(), Optional.empty(), List.of(), json);
        return new StatusProgram(() -> NOW, said::add).tell(List.of(Map.entry(Optional.empty(), client)), settings);
    }

    private void reports(RegionPairStatus status) {
        var pair = Pairs.pair().build();
        pair.setStatus(status);
        client.resource(pair).create();
        client.resource(pair).updateStatus();
    }

    private static Condition condition(String type, String status, String reason, String message) {
        return new ConditionBuilder()
                .withType(type)
                .withStatus(status)
                .withReason(reason)
                .withMessage(message)
                .withLastTransitionTime(NOW.toString())
                .build();
    }

    private static RegionPairStatus status(String region, Role role, WaitingFor waiting, Condition... conditions) {
        return new RegionPairStatus(
                1L,
                region,
                role,
                4L,
                new ArbitratorStatus("eu", null, List.of()),
                null,
                waiting,
                new ComponentCounts(1, 1, 2, 0, 0),
                null,
                List.of(),
                List.of(),
                null,
                List.of(conditions));
    }
}
