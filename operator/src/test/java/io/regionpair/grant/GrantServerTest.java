package io.regionpair.grant;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.regionpair.api.Reason;
import io.regionpair.ops.HttpEndpoint;
import io.regionpair.protocol.Grant;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GrantServerTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<Grant.Request> asked = new ArrayList<>();
    private Optional<Grant.Answer> answer =
            Optional.of(new Grant.Answer.Granted(new Grant(7, Duration.ofMillis(4000), Duration.ofMillis(6000))));
    private HttpEndpoint server;

    @BeforeEach
    void start() throws Exception {
        server = GrantServer.start(
                "127.0.0.1",
                0,
                (pair, request) -> {
                    asked.add(request);
                    return pair.equals("hopsworks") ? answer : Optional.empty();
                },
                meters);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aGrantNamesItsTermAndBothTimesAndRepeatsTheNonce() throws Exception {
        var response = post("/v1/pairs/hopsworks/grants", "{\"nonce\":\"n1\",\"component\":\"store/offline\"}");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
                .isEqualTo("{\"nonce\":\"n1\",\"term\":7,\"stopAfterMillis\":4000,\"killAfterMillis\":6000}");
        assertThat(asked).containsExactly(new Grant.Request("store/offline", OptionalLong.empty()));
        assertThat(meters.get("regionpair.grants")
                        .tag("outcome", "Granted")
                        .counter()
                        .count())
                .isOne();
    }

    @Test
    void aRenewalNamesTheTermThatItHolds() throws Exception {
        post("/v1/pairs/hopsworks/grants", "{\"nonce\":\"n1\",\"component\":\"store/offline\",\"holds\":7}");

        assertThat(asked).containsExactly(new Grant.Request("store/offline", OptionalLong.of(7)));
    }

    @Test
    void aRefusalSaysWhy() throws Exception {
        answer = Optional.of(new Grant.Answer.Refused(Reason.NotActive, "term 5 is over"));

        var response = post("/v1/pairs/hopsworks/grants", "{\"nonce\":\"n1\",\"component\":\"store/offline\"}");

        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.body()).isEqualTo("{\"reason\":\"NotActive\",\"message\":\"term 5 is over\"}");
    }

    @Test
    void aProcessThatDoesNotDriveThePairSaysSo() throws Exception {
        var response = post("/v1/pairs/other/grants", "{\"nonce\":\"n1\",\"component\":\"store/offline\"}");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).contains("NotLeading");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{\"nonce\":\"n1\"}",
                "{\"nonce\":\" \",\"component\":\"a/b\"}",
                "{\"nonce\":\"n1\",\"component\":\"a/b\",\"holds\":\"7\"}",
                "{\"nonce\":\"n1\",\"nonce\":\"n2\",\"component\":\"a/b\"}",
                "{\"nonce\":\"n1\",\"component\":\"a/b\"} {}"
            })
    void whatIsNoQuestionIsRefusedAndAsksNobody(String body) throws Exception {
        assertThat(post("/v1/pairs/hopsworks/grants", body).statusCode()).isEqualTo(400);
        assertThat(asked).isEmpty();
    }

    @Test
    void thereIsOnePathAndOneMethod() throws Exception {
        assertThat(post("/v1/pairs/hopsworks/passive", "{}").statusCode()).isEqualTo(404);
        assertThat(send(request("/v1/pairs/hopsworks/grants").GET()).statusCode())
                .isEqualTo(405);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return send(request(path).POST(BodyPublishers.ofString(body, UTF_8)));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request.build(), BodyHandlers.ofString(UTF_8));
        }
    }
}
