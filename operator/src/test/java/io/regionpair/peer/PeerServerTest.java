package io.regionpair.peer;

import static io.regionpair.peer.Link.question;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.regionpair.ops.StrictJson;
import java.time.Duration;
import java.util.List;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that no client of ours sends, from somebody with the right certificate. */
class PeerServerTest {

    private static final String QUESTION = new String(StrictJson.write(question()), UTF_8);

    private final Link link = new Link();
    private final OkHttpClient http = new OkHttpClient.Builder()
            .sslSocketFactory(Link.US.context().getSocketFactory(), Link.US.trustManager())
            .hostnameVerifier((_, _) -> true)
            .protocols(List.of(Protocol.HTTP_1_1))
            .retryOnConnectionFailure(false)
            .callTimeout(Duration.ofSeconds(30))
            .build();

    @AfterEach
    void close() {
        http.connectionPool().evictAll();
        link.close();
    }

    @Test
    void answersInTheDocumentedShape() throws Exception {
        var response = post("/v1/pairs/hopsworks/passive", QUESTION);

        assertThat(response)
                .isEqualTo("200 {\"protocolVersion\":1,\"pair\":\"hopsworks\",\"from\":\"us\",\"to\":\"eu\","
                        + "\"attempt\":\"attempt-2\",\"passive\":true,\"reason\":\"PassiveByDesign\","
                        + "\"message\":\"This region is passive because the arbitrator names the other one; that is as it"
                        + " should be.\",\"role\":\"Passive\",\"term\":41,\"epoch\":7,"
                        + "\"covered\":[{\"component\":\"hopsworks/offline-store\","
                        + "\"workloads\":[\"apps/v1/StatefulSet/namenode\"]}],"
                        + "\"replicas\":[{\"namespace\":\"hopsworks\",\"kind\":\"StatefulSet\",\"name\":\"namenode\","
                        + "\"replicas\":1}]}");
    }

    @Test
    void takesTheDocumentedQuestion() throws Exception {
        assertThat(QUESTION)
                .isEqualTo("{\"protocolVersion\":1,\"pair\":\"hopsworks\",\"from\":\"us\",\"to\":\"eu\","
                        + "\"attempt\":\"attempt-2\",\"term\":40,\"epoch\":8,\"coverageOnly\":false}");
        assertThat(post("/v1/pairs/hopsworks/passive", QUESTION.replace("\"epoch\":8,", "\"new\":{},")))
                .startsWith("200");
        assertThat(link.answerer.asked.get().epoch()).isEmpty();
    }

    @Test
    void showsItsState() throws Exception {
        assertThat(get("/v1/pairs/hopsworks/state"))
                .isEqualTo(
                        "200 {\"pair\":\"hopsworks\",\"region\":\"eu\",\"role\":\"Passive\",\"term\":41,\"epoch\":7}");
        assertThat(get("/v1/pairs/other/state")).startsWith("404 {\"reason\":\"PeerHasNoPair\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/v1/pairs", "/v1/pairs/hopsworks", "/v2/pairs/hopsworks/state", "/v1/pairs/a/b/state"})
    void knowsNoOtherPath(String path) throws Exception {
        assertThat(get(path)).startsWith("404 {\"reason\":\"PathUnknown\"");
        assertThat(link.refusals("PathUnknown")).isEqualTo(1);
    }

    @Test
    void knowsNoOtherMethod() throws Exception {
        assertThat(get("/v1/pairs/hopsworks/passive")).startsWith("405 {\"reason\":\"MethodUnknown\"");
        assertThat(post("/v1/pairs/hopsworks/state", "")).startsWith("405 {\"reason\":\"MethodUnknown\"");
    }

    @Test
    void refusesAQuestionAboutAnotherPairThanThePaths() throws Exception {
        assertThat(post("/v1/pairs/other/passive", QUESTION)).startsWith("400 {\"reason\":\"PairDiffers\"");
        assertThat(link.answerer.asked).hasValue(null);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "coverageOnly":false  | "coverageOnly":"no"
            "coverageOnly":false  | "x":1
            "attempt":"attempt-2" | "attempt":""
            "term":40             | "term":null
            "from":"us"           | "from":"US"
            {                     | [
            """)
    void refusesAQuestionThatItCannotRead(String right, String wrong) throws Exception {
        assertThat(post("/v1/pairs/hopsworks/passive", QUESTION.replace(right, wrong)))
                .startsWith("400 {\"reason\":\"QuestionMalformed\"");
        assertThat(link.refusals("QuestionMalformed")).isEqualTo(1);
        assertThat(link.answerer.asked).hasValue(null);
    }

    @Test
    void refusesABodyThatIsTooLarge() throws Exception {
        assertThat(post("/v1/pairs/hopsworks/passive", " ".repeat(256 * 1024) + QUESTION))
                .startsWith("413");
        assertThat(link.answerer.asked).hasValue(null);
    }

    @Test
    void countsWhoComesWithoutACertificate() throws Exception {
        var bare = javax.net.ssl.SSLContext.getInstance("TLS");
        bare.init(null, new javax.net.ssl.TrustManager[] {Link.US.trustManager()}, null);
        var stranger = http.newBuilder()
                .connectionPool(new okhttp3.ConnectionPool())
                .sslSocketFactory(bare.getSocketFactory(), Link.US.trustManager())
                .build();
        var request =
                new Request.Builder().url(url("/v1/pairs/hopsworks/state")).build();

        org.assertj.core.api.Assertions.assertThatExceptionOfType(java.io.IOException.class)
                .isThrownBy(() -> stranger.newCall(request).execute());

        await().until(() -> link.refusals("CertificateMissing") == 1);
    }

    private String get(String path) throws Exception {
        return send(new Request.Builder().url(url(path)).build());
    }

    private String post(String path, String body) throws Exception {
        return send(new Request.Builder()
                .url(url(path))
                .post(RequestBody.create(body, MediaType.get("application/json")))
                .build());
    }

    private String send(Request request) throws Exception {
        try (var response = http.newCall(request).execute()) {
            return response.code() + " " + response.body().string();
        }
    }

    private String url(String path) {
        return "https://127.0.0.1:" + link.endpoint.port() + path;
    }
}
