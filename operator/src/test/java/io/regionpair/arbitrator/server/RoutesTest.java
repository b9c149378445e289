package io.regionpair.arbitrator.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.regionpair.arbitrator.Document;
import io.regionpair.ops.AsyncEndpoint;
import io.regionpair.protocol.Answer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoutesTest {

    private static final String EU = "{\"active\":\"eu\",\"secondary\":\"us\",\"epoch\":7}";
    private static final String US =
            "{\"active\":\"us\",\"secondary\":\"eu\",\"epoch\":8,\"fenced\":{\"region\":\"eu\",\"epoch\":8}}";

    @TempDir
    private Path folder;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private Instance instance;
    private AsyncEndpoint endpoint;

    @BeforeEach
    void start() throws Exception {
        write("p", EU);
        instance = Instance.started(folder, Optional.empty());
        endpoint = AsyncEndpoint.start(
                new AsyncEndpoint.Settings(
                        "test", "127.0.0.1", 0, Duration.ofSeconds(30), 1000, Optional.empty(), false),
                System::nanoTime,
                instance.routes);
    }

    @AfterEach
    void stop() {
        endpoint.close();
        instance.close();
        http.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/index.html", "/a/b?c=d", "/v1", "/v2/pairs/p", "//", "/a;b"})
    void servesTheTwoFieldsUnderEveryOtherPath(String path) throws Exception {
        var answer = get(path);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"active\":\"eu\",\"secondary\":\"us\"}\n");
        assertThat(header(answer, "content-type")).isEqualTo("application/json");
        assertThat(header(answer, "cache-control")).isEqualTo("no-store");
        assertThat(header(answer, "age")).isEqualTo("0");
        assertThat(answer.headers().firstValue("regionpair-long-poll")).isEmpty();
    }

    @Test
    void servesTheWholeDocument() throws Exception {
        write("p", US);
        instance.look();

        var answer = get("/v1/pairs/p");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo(
                        "{\"active\":\"us\",\"secondary\":\"eu\",\"epoch\":8,\"fenced\":{\"region\":\"eu\",\"epoch\":8},"
                                + "\"revision\":\"%s\",\"asOf\":\"%s\"}\n"
                                        .formatted(
                                                revision(),
                                                instance.now.truncatedTo(java.time.temporal.ChronoUnit.MILLIS)));
        assertThat(header(answer, "etag")).isEqualTo("\"" + revision() + "\"");
        assertThat(header(answer, "regionpair-long-poll")).isEqualTo("30");
    }

    @Test
    void whatItServesIsWhatAnOperatorAccepts() throws Exception {
        write("p", US);
        instance.look();

        for (var path : List.of("/", "/v1/pairs/p")) {
            var read = Document.read(
                    get(path).body().getBytes(UTF_8), List.of("eu", "us"), Duration.ofSeconds(60), instance.now);

            assertThat(read).isInstanceOf(Document.Valid.class);
            var valid = (Document.Valid) read;
            assertThat(valid.active()).isEqualTo("us");
            if (!path.equals("/")) {
                assertThat(valid.epoch()).isEqualTo(OptionalLong.of(8));
                assertThat(valid.fenced()).contains(new Answer.Fenced("eu", 8));
                assertThat(valid.asOf()).isPresent();
            }
        }
    }

    @Test
    void saysByTheStatusWhetherARegionIsActive() throws Exception {
        assertThat(get("/v1/pairs/p/regions/eu").statusCode()).isEqualTo(200);
        assertThat(get("/v1/pairs/p/regions/us").statusCode()).isEqualTo(404);
        assertThat(get("/v1/pairs/p/regions/ap").statusCode()).isEqualTo(404);
        assertThat(get("/v1/pairs/p/regions/none").statusCode()).isEqualTo(404);
        assertThat(get("/v1/pairs/p/regions/EU").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/",
                "/v1/pairs",
                "/v1/pairs/",
                "/v1/pairs/q",
                "/v1/pairs/p/",
                "/v1/pairs/p/x",
                "/v1/pairs/q/regions/eu"
            })
    void doesNotTakeAMistypedPairForTheDefault(String path) throws Exception {
        assertThat(get(path).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
    void lets(String method) throws Exception {
        var answer = http.send(
                to("/").method(method, HttpRequest.BodyPublishers.ofString("x")).build(), BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(header(answer, "allow")).isEqualTo("GET, HEAD");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/v1/pairs/p", "/v1/pairs/p/regions/eu", "/v1/pairs/p/regions/us", "/v1/pairs/q"})
    void answersHeadAsGetWithoutTheBody(String path) throws Exception {
        var get = get(path);
        var head = http.send(
                to(path).method("HEAD", HttpRequest.BodyPublishers.noBody()).build(), BodyHandlers.ofString());

        assertThat(head.statusCode()).isEqualTo(get.statusCode());
        assertThat(head.body()).isEmpty();
        assertThat(header(head, "content-length")).isEqualTo(header(get, "content-length"));
        assertThat(head.headers().map().keySet()).isEqualTo(get.headers().map().keySet());
    }

    @Test
    void saysThatTheClientHasItAlready() throws Exception {
        for (var tag : List.of("\"%s\"", "W/\"%s\"", "\"other\", \"%s\"", "*")) {
            var answer = http.send(
                    to("/v1/pairs/p")
                            .header("If-None-Match", tag.formatted(revision()))
                            .build(),
                    BodyHandlers.ofString());

            assertThat(answer.statusCode()).as(tag).isEqualTo(304);
            assertThat(answer.body()).isEmpty();
            assertThat(header(answer, "etag")).isEqualTo("\"" + revision() + "\"");
        }
        var other =
                http.send(to("/v1/pairs/p").header("If-None-Match", "\"other\"").build(), BodyHandlers.ofString());
        assertThat(other.statusCode()).isEqualTo(200);
    }

    @Test
    void theRevisionIsOfTheContentAlone() throws Exception {
        var before = revision();
        write("p", "{ \"secondary\" : \"us\", \"epoch\" : 7,\n\"active\" : \"eu\" }");
        instance.now = instance.now.plusSeconds(3);
        instance.look();
        assertThat(revision()).isEqualTo(before);

        write("p", US);
        instance.look();
        assertThat(revision()).isNotEqualTo(before);
    }

    @Test
    void answersALongPollWhenTheDocumentChanges() throws Exception {
        var poll = send("/v1/pairs/p?since=" + revision() + "&wait=30");
        awaitWaiting(1);
        assertThat(poll).isNotDone();

        write("p", US);
        instance.look();

        var answer = poll.get(10, TimeUnit.SECONDS);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"epoch\":8").contains(revision());
        assertThat(instance.routes.room().occupied()).isZero();
    }

    @Test
    void answersALongPollAtOnceWhenTheDocumentIsAnother() throws Exception {
        assertThat(get("/v1/pairs/p?since=older&wait=30").body()).contains("\"epoch\":7");
        assertThat(get("/v1/pairs/p?wait=30").statusCode()).isEqualTo(200);
        assertThat(get("/v1/pairs/p?since=" + revision()).statusCode()).isEqualTo(200);
        assertThat(get("/v1/pairs/p?since=" + revision() + "&wait=0").statusCode())
                .isEqualTo(200);
    }

    @Test
    void answersALongPollWhenTheWaitIsOver() throws Exception {
        var poll = send("/v1/pairs/p?since=" + revision() + "&wait=1");
        awaitWaiting(1);

        assertThat(poll.get(20, TimeUnit.SECONDS).body()).contains("\"epoch\":7");
        assertThat(instance.routes.room().occupied()).isZero();
        assertThat(instance.pair().waiting()).isEmpty();
    }

    @Test
    void aLongPollThatHasTheAnswerGets304WhenTheWaitIsOver() throws Exception {
        var poll = http.send(
                to("/v1/pairs/p?since=" + revision() + "&wait=1")
                        .header("If-None-Match", "\"" + revision() + "\"")
                        .build(),
                BodyHandlers.ofString());

        assertThat(poll.statusCode()).isEqualTo(304);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "-1", "1.5", "", "9999999999", "1s"})
    void refusesAWaitThatIsNoNumberOfSeconds(String wait) throws Exception {
        assertThat(get("/v1/pairs/p?since=" + revision() + "&wait=" + wait).statusCode())
                .isEqualTo(400);
    }

    @Test
    void aRefusedDocumentReleasesNobody() throws Exception {
        var poll = send("/v1/pairs/p?since=" + revision() + "&wait=30");
        awaitWaiting(1);

        write("p", "{\"active\":\"us\"");
        instance.look();
        write("p", "{\"active\":\"us\",\"secondary\":\"eu\",\"epoch\":6}");
        instance.look();

        assertThat(instance.routes.room().occupied()).isOne();
        assertThat(poll).isNotDone();
    }

    @Test
    void turnsAwayOneMoreThanMayWaitAndServesEverybodyElse() throws Exception {
        var polls = new ArrayList<CompletableFuture<HttpResponse<String>>>();
        for (var i = 0; i < 100; i++) {
            polls.add(send("/v1/pairs/p?since=" + revision() + "&wait=30"));
        }
        awaitWaiting(100);

        var refused = get("/v1/pairs/p?since=" + revision() + "&wait=30");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(header(refused, "retry-after")).isEqualTo("5");
        assertThat(get("/v1/pairs/p").statusCode()).isEqualTo(200);
        assertThat(instance.routes.turnedAway()).isOne();

        write("p", US);
        instance.look();
        for (var poll : polls) {
            assertThat(poll.get(10, TimeUnit.SECONDS).body()).contains("\"epoch\":8");
        }
    }

    @Test
    void answersWhoWaitsWhenItEnds() throws Exception {
        var poll = send("/v1/pairs/p?since=" + revision() + "&wait=30");
        awaitWaiting(1);

        instance.routes.room().close(instance.pairs.all());

        assertThat(poll.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        assertThat(get("/v1/pairs/p?since=" + revision() + "&wait=30").statusCode())
                .as("and nobody waits any more")
                .isEqualTo(200);
    }

    @Test
    void hasNoDefaultAmongSeveralPairs() throws Exception {
        write("q", US);
        instance.look();

        assertThat(get("/").statusCode()).isEqualTo(404);
        assertThat(get("/v1/pairs/q").body()).contains("\"us\"");
    }

    @Test
    void hasNothingToSayOfAPairWhoseFirstDocumentIsBad() throws Exception {
        write("q", "{");
        instance.look();

        assertThat(get("/v1/pairs/q").statusCode()).isEqualTo(503);
        assertThat(get("/v1/pairs/q?since=x&wait=30").statusCode()).isEqualTo(503);
        assertThat(get("/v1/pairs/q/regions/eu").statusCode()).isEqualTo(503);
        assertThat(get("/v1/pairs/p").statusCode()).isEqualTo(200);
    }

    @Test
    void tellsInTheAgeForHowLongTheSourceHasntBeenSeen() throws Exception {
        instance.now = instance.now.plusSeconds(42);

        assertThat(header(get("/"), "age")).isEqualTo("42");
        assertThat(header(get("/v1/pairs/p"), "age")).isEqualTo("42");
    }

    private String revision() {
        return instance.pair().served().orElseThrow().revision();
    }

    private void awaitWaiting(int number) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(
                        () -> assertThat(instance.routes.room().occupied()).isEqualTo(number));
    }

    private void write(String pair, String document) throws Exception {
        Files.writeString(folder.resolve(pair + ".json"), document);
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + endpoint.port() + path));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(to(path).build(), BodyHandlers.ofString());
    }

    private CompletableFuture<HttpResponse<String>> send(String path) {
        return http.sendAsync(to(path).build(), BodyHandlers.ofString());
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("none");
    }
}
