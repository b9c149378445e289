package io.regionpair.arbitrator.etcd;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.regionpair.arbitrator.ForeignText;
import io.regionpair.arbitrator.client.Failure;
import io.regionpair.arbitrator.client.UnusableSettingsException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** One request to one member of etcd. Safe for concurrent use. */
final class Gateway implements AutoCloseable {

    /** What came of a request. */
    sealed interface Outcome {

        record Came(JsonNode json) implements Outcome {}

        /**
         * Nothing that can be used.
         *
         * @param sentence the same for the same cause
         * @param inDoubt whether the member may have done what it was asked, or may still do it
         */
        record Failed(String sentence, boolean inDoubt) implements Outcome {}
    }

    /** Ten thousand pairs take a tenth of it. */
    private static final int MAX_BYTES = 16 * 1024 * 1024;

    private static final int MAX_QUOTED = 120;
    private static final MediaType JSON = MediaType.get("application/json");

    private final EtcdSettings settings;
    private final Http http;
    private final Duration deadline;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("etcd-", 0).factory());
    private volatile @Nullable String token;

    private Gateway(EtcdSettings settings, Http http, Duration deadline) {
        this.settings = settings;
        this.http = http;
        this.deadline = deadline;
    }

    /** Nothing is sent yet. */
    static Gateway open(EtcdSettings settings, Duration deadline) throws UnusableSettingsException {
        if (settings.user().isPresent()) {
            Http.text(settings.user().get().passwordFile());
        }
        return new Gateway(settings, Http.open(settings), deadline);
    }

    /** Asks, and returns within the deadline. */
    Outcome ask(URI member, String path, ObjectNode body) throws InterruptedException {
        // Held here and not by the library: its time-outs don't cover a name that resolves slowly.
        var running = threads.submit(() -> answer(member, path, body));
        try {
            return running.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            return new Outcome.Failed("no answer within " + deadline.toSeconds() + " s", true);
        } catch (ExecutionException e) {
            throw new IllegalStateException("A request to etcd failed in a way that nobody thought of", e.getCause());
        } finally {
            // An interrupt ends a request wherever it is.
            running.cancel(true);
        }
    }

    /** A request whose answer has no end, ready to be executed. It is bounded by nothing but a cancel. */
    Call stream(URI member, String path, ObjectNode body) throws IOException {
        if (settings.user().isPresent() && token == null) {
            login(member);
        }
        return call(member, path, body);
    }

    private Outcome answer(URI member, String path, ObjectNode body) {
        try {
            if (settings.user().isPresent() && token == null) {
                login(member);
            }
            var first = send(member, path, body);
            // A token ends after a while, and with every change of users.
            if (settings.user().isEmpty() || first.status() / 100 != 4) {
                return first.outcome();
            }
            login(member);
            return send(member, path, body).outcome();
        } catch (NoTokenException e) {
            return new Outcome.Failed(e.sentence, false);
        } catch (ConnectException | UnknownHostException e) {
            return new Outcome.Failed(Failure.describe(e), false);
        } catch (IOException e) {
            return new Outcome.Failed(Failure.describe(e), true);
        }
    }

    private void login(URI member) throws IOException {
        var user = settings.user().orElseThrow();
        String password;
        try {
            var text = Http.text(user.passwordFile()).getBytes(StandardCharsets.ISO_8859_1);
            password = new String(text, StandardCharsets.UTF_8).stripTrailing();
        } catch (UnusableSettingsException e) {
            throw new NoTokenException(String.valueOf(e.getMessage()));
        }
        token = null;
        var answer = send(member, "/v3/auth/authenticate", Json.login(user.name(), password));
        if (answer.outcome() instanceof Outcome.Failed failed) {
            throw new NoTokenException("user " + user.name() + " can't log in: " + failed.sentence());
        }
        token = answer.outcome() instanceof Outcome.Came came
                ? came.json().path("token").textValue()
                : null;
        if (token == null) {
            throw new NoTokenException("it gives no token for user " + user.name());
        }
    }

    private record Answer(int status, Outcome outcome) {}

    private Answer send(URI member, String path, ObjectNode body) throws IOException {
        try (var response = call(member, path, body).execute()) {
            return new Answer(response.code(), outcome(response));
        }
    }

    private Call call(URI member, String path, ObjectNode body) {
        var url = HttpUrl.get(member.toString()).newBuilder().encodedPath(path).build();
        var request = new Request.Builder()
                .url(url)
                .post(RequestBody.create(body.toString(), JSON))
                .header("Accept-Encoding", "identity")
                .header("User-Agent", "regionpair");
        if (path.equals(EtcdWatch.PATH)) {
            // A member that has lost the majority ends the watch then, instead of saying nothing for ever.
            request.header("Grpc-Metadata-hasleader", "true");
        }
        var ours = token;
        if (ours != null) {
            request.header("Authorization", ours);
        }
        return http.client().newCall(request.build());
    }

    private static Outcome outcome(Response response) throws IOException {
        var source = response.body().source();
        if (source.request(MAX_BYTES + 1L)) {
            return new Outcome.Failed("its answer is larger than " + MAX_BYTES + " bytes", true);
        }
        var text = source.readByteArray();
        try {
            var json = Json.MAPPER.readTree(text);
            if (response.code() == 200 && json.isObject()) {
                return new Outcome.Came(json);
            }
            if (json.isObject()) {
                return refused(response.code(), json.path("message").asText(""));
            }
        } catch (JacksonException _) {
            // Some other server's words.
        }
        return refused(response.code(), new String(text, StandardCharsets.UTF_8));
    }

    private static Outcome refused(int status, String message) {
        var quoted = ForeignText.plain(message.strip(), MAX_QUOTED);
        var hint = status == 404 ? " (is its JSON gateway on? etcd's --enable-grpc-gateway)" : "";
        var sentence = "status " + status + (quoted.isEmpty() ? "" : ", " + quoted) + hint;
        // A refusal is one; an answer of any other kind may come after the deed.
        return new Outcome.Failed(sentence, status / 100 != 4);
    }

    @Override
    public void close() {
        threads.shutdownNow();
        http.close();
    }

    /** We are nobody there, so nothing was asked. */
    private static final class NoTokenException extends IOException {

        private final String sentence;

        NoTokenException(String sentence) {
            super(sentence);
            this.sentence = sentence;
        }
    }
}
