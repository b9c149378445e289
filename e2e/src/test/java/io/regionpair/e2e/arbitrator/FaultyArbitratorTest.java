package io.regionpair.e2e.arbitrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regionpair.e2e.process.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FaultyArbitratorTest {

    private final FaultyArbitrator arbitrator = new FaultyArbitrator(Ports.take(), "eu");

    @AfterEach
    void close() {
        arbitrator.close();
    }

    @Test
    void answersTwoFieldsAsLongAsItWorks() throws Exception {
        assertThat(ask()).isEqualTo("{\"active\":\"eu\",\"secondary\":\"us\"}");
    }

    @Test
    void goesDownAndComesBack() throws Exception {
        arbitrator.goesDown();
        assertThatThrownBy(this::ask).isInstanceOf(IOException.class);

        arbitrator.comesBack();

        assertThat(ask()).contains("\"active\":\"eu\"");
    }

    @Test
    void dripsAndTruncatesSoThatNobodyGetsAWholeAnswer() {
        arbitrator.drips("us");
        assertThatThrownBy(this::ask).isInstanceOf(IOException.class);

        arbitrator.truncates("us");
        assertThatThrownBy(this::ask).isInstanceOf(IOException.class);
    }

    @Test
    void countsWhoFollowsARedirect() throws Exception {
        arbitrator.redirects();
        ask(HttpClient.Redirect.NEVER);
        assertThat(arbitrator.redirectsFollowed()).isZero();

        var answer = ask(HttpClient.Redirect.ALWAYS);

        assertThat(answer).contains("\"active\":\"us\"");
        assertThat(arbitrator.redirectsFollowed()).isEqualTo(1);
    }

    @Test
    void flapsWithEachRequest() throws Exception {
        arbitrator.flaps("eu", "us");

        assertThat(ask()).contains("\"active\":\"eu\"");
        assertThat(ask()).contains("\"active\":\"us\"");
        assertThat(ask()).contains("\"active\":\"eu\"");
    }

    private String ask() throws IOException, InterruptedException {
        return ask(HttpClient.Redirect.NEVER);
    }

    private String ask(HttpClient.Redirect redirects) throws IOException, InterruptedException {
        try (var client = HttpClient.newBuilder().followRedirects(redirects).build()) {
            var request = HttpRequest.newBuilder(URI.create(arbitrator.url()))
                    .timeout(Duration.ofMillis(500))
                    .build();
            var future = client.sendAsync(request, BodyHandlers.ofString());
            return future.orTimeout(800, TimeUnit.MILLISECONDS).get().body();
        } catch (ExecutionException failure) {
            throw new IOException(failure.getCause());
        }
    }
}
